import type { Action, Add, CommitInfo, MetaData, ProtocolAction, Remove } from './actions.ts';

/** What a log adds up to. Paths are as the log spells them: relative to the table, URI-encoded. */
export interface LogState {
  readonly protocol: ProtocolAction | undefined;
  readonly metaData: MetaData | undefined;
  readonly adds: ReadonlyMap<string, Add>;
  /** Files removed and not added again; readers of older versions may still be on them. */
  readonly removes: ReadonlyMap<string, Remove>;
  readonly txns: ReadonlyMap<string, bigint>;
  /** Of the last commit replayed; a checkpoint has none. */
  readonly commitInfo: CommitInfo | undefined;
}

export const EMPTY_LOG: LogState = {
  protocol: undefined,
  metaData: undefined,
  adds: new Map(),
  removes: new Map(),
  txns: new Map(),
  commitInfo: undefined,
};

/**
 * Applies commits, oldest first, each as a whole. Within a commit the order of actions means nothing, except that a path
 * both removed and added is live: so the removes go first. Pure; a checkpoint's rows are one more commit.
 */
export function replay(state: LogState, commits: readonly (readonly Action[])[]): LogState {
  const adds = new Map(state.adds);
  const removes = new Map(state.removes);
  const txns = new Map(state.txns);
  let { protocol, metaData, commitInfo } = state;
  for (const actions of commits) {
    commitInfo = undefined;
    for (const { remove } of actions) {
      if (remove === undefined) continue;
      adds.delete(remove.path);
      removes.set(remove.path, remove);
    }
    for (const action of actions) {
      if (action.add !== undefined) {
        adds.set(action.add.path, action.add);
        removes.delete(action.add.path);
      }
      if (action.txn !== undefined) txns.set(action.txn.appId, action.txn.version);
      protocol = action.protocol ?? protocol;
      metaData = action.metaData ?? metaData;
      commitInfo = action.commitInfo ?? commitInfo;
    }
  }
  return { protocol, metaData, adds, removes, txns, commitInfo };
}
