import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inThisForm } from '../form.ts';
import { command, documentOf } from './command.ts';
import { type FaultyStack, openFaultyStack } from './faults.ts';

let stack: FaultyStack;
beforeAll(async () => {
  stack = await openFaultyStack();
});
afterAll(() => stack.close());

describe('a runner whose disk is full', () => {
  const limits = [
    // The operating system lets no file grow by a byte: EFBIG where a full disk says ENOSPC. It needs no right and no disk.
    ['no file can grow', { COMMAND_LIMIT: 'ulimit -f 0; ' }],
    // Node refuses every write, wherever it goes, and every process that could write instead: an empty file, too.
    ['nothing may be written', { COMMAND_FLAGS: '--permission --allow-fs-read=* --allow-worker' }],
  ] as const;
  it.each(inThisForm(limits, 2))(
    '%s: is none of its concern, no command writes to a disk',
    async (_name, limit) => {
      const { cohort, persons } = await stack.newCohort();
      const without = { directory: stack.directory, env: { ...stack.env, ...limit } };
      for (const words of [
        ['sync', '--cohort', cohort],
        ['verify', '--deep', '--cohort', cohort],
        ['status', '--cohort', cohort],
        ['purge', '--cohort', cohort],
      ]) {
        const ended = await command(without, ...words);
        documentOf(ended);
        expect(ended.exitCode, `${words.join(' ')}: ${ended.err}`).toBe(0);
      }
      await stack.isRight(cohort, persons);
    },
  );
});
