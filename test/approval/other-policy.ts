import type { PolicyRecord } from '../../src/approval/policy-record.ts';

/** A policy that was approved by pull request, of another configuration than the one at hand. */
export function otherPolicy(): Omit<PolicyRecord, 'sequence' | 'predecessor'> {
  const [commit, head, blob] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string];
  return {
    at: 0n,
    commit,
    configuration: { path: 'cohort-sync.yml', blob },
    files: { 'cohort-sync.yml': blob },
    require: [{ team: 'example/stewards', minimum: 1 }],
    owners: 'example/owners',
    proofs: [{ number: 1, merge: commit, base: head, head, author: 1, approvers: [2] }],
  };
}
