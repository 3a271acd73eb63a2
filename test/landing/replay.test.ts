import { describe, expect, it } from 'vitest';
import { decodeCommit } from '../../src/landing/actions.ts';
import { EMPTY_LOG, type LogState, replay } from '../../src/landing/replay.ts';

const add = (path: string) => ({
  add: { path, partitionValues: {}, size: 1, modificationTime: 1, dataChange: true },
});
const remove = (path: string) => ({ remove: { path, deletionTimestamp: 1, dataChange: true } });

function logAfter(...commits: readonly (readonly object[])[]): LogState {
  const lines = commits.map((actions) => actions.map((action) => JSON.stringify(action)).join('\n'));
  return replay(
    EMPTY_LOG,
    lines.map((text) => decodeCommit(new TextEncoder().encode(text))),
  );
}

const paths = ({ adds, removes }: LogState): unknown => ({
  live: [...adds.keys()],
  gone: [...removes.keys()],
});

describe('replaying a log', () => {
  it('takes a removed file out, and back in when it is added again', () => {
    expect(paths(logAfter([add('a'), add('b')], [remove('a')]))).toEqual({ live: ['b'], gone: ['a'] });
    expect(paths(logAfter([add('a')], [remove('a')], [add('a')]))).toEqual({ live: ['a'], gone: [] });
  });

  it('lets no order within a commit matter: what it adds is live', () => {
    expect(paths(logAfter([add('a')], [add('a'), remove('a')]))).toEqual({ live: ['a'], gone: [] });
    expect(paths(logAfter([add('a')], [remove('a'), add('a')]))).toEqual({ live: ['a'], gone: [] });
  });

  it('keeps what the last commit says of itself, and never what an earlier one said', () => {
    expect(logAfter([{ commitInfo: { operation: 'WRITE' } }]).commitInfo?.operation).toBe('WRITE');
    expect(logAfter([{ commitInfo: { operation: 'WRITE' } }], [add('a')]).commitInfo).toBeUndefined();
  });

  it('passes over actions and fields that it does not know', () => {
    const unknown = [{ domainMetadata: { domain: 'd' } }, { add: { ...add('a').add, baseRowId: 7 } }];
    expect(paths(logAfter(unknown))).toEqual({ live: ['a'], gone: [] });
  });
});
