import { describe, expect, it } from 'vitest';
import type { Approval } from '../../src/approval/approval-chain.ts';
import type { CohortFileResult } from '../../src/cohort/cohort-file.ts';
import { DAY, parseInstant } from '../../src/instant.ts';
import { dueOf, waitsOf } from '../../src/purge/purge-due.ts';

const EXPIRES = parseInstant('2026-01-01T00:00:00Z') ?? 0n;
const head = {
  sequence: 3,
  digest: 'd',
  expires: EXPIRES,
  status: 'active',
  file: { sha256: 'same' },
  roster: { sha256: 'r1' },
};
const file = (sha256: string, status = 'active', roster = 'r1') => ({
  cohort: { status, roster: { sha256: roster } },
  content: { sha256 },
});

const waits = (days: bigint, said: unknown = file('same'), status = 'active') => {
  const request = {
    cohort: 'trial',
    file: said as CohortFileResult,
    head: { ...head, status } as unknown as Approval,
    now: EXPIRES + days * DAY,
    grace: 30n * DAY,
    personsOnly: false,
  };
  return waitsOf(request, dueOf(request));
};

describe('why a purge erases less than somebody may expect', () => {
  it('is the grace of an expired cohort, with the day on which it ends', () => {
    expect(waits(-1n)).toEqual([]);
    expect(waits(0n)).toMatchObject([
      { code: 'PURGE_IN_GRACE', message: expect.stringMatching(/end of 2025-12-31; .*2026-01-31/) },
    ]);
    expect(waits(29n).map(({ code }) => code)).toEqual(['PURGE_IN_GRACE']);
    expect(waits(30n)).toEqual([]);
  });

  it('is a file that nobody approved yet, with the approval that is in force', () => {
    expect(waits(-1n, file('other'))).toMatchObject([
      { code: 'PURGE_NOT_APPROVED', message: expect.stringContaining('approval 3') },
    ]);
    const [said] = waits(-1n, file('other'));
    expect(said?.message).not.toContain('roster');
    expect(waits(-1n, file('other', 'active', 'r2'))[0]?.message).toContain(
      'whom its roster takes off stays',
    );
  });

  it('is nothing where all of it goes', () => {
    expect(waits(-1n, file('other', 'revoked'), 'revoked')).toEqual([]);
    expect(waits(99n, file('other'))).toEqual([]);
  });
});
