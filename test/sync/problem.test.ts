import { expect, it } from 'vitest';
import { CohortSyncError } from '../../src/errors.ts';
import { storedProblem } from '../../src/plan/stored-run.ts';
import { noteOf, problemOf } from '../../src/sync/problem.ts';

it('an error that names many slices is kept for later jobs as far as a plan holds it, and told whole before', () => {
  const details = { code: 'BLOB_MISSING', remedy: 'r'.repeat(2001) };
  const error = new CohortSyncError('a slice; '.repeat(400), details);
  expect(noteOf(error).message).toHaveLength(3600);
  const kept = problemOf(error);
  expect(storedProblem.parse(kept)).toEqual(kept);
  expect([kept.note.message.length, kept.note.message.at(-1)]).toEqual([2000, '…']);
  expect(kept.note.remedy).toHaveLength(2000);
});
