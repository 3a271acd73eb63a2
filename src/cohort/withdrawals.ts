import { ConfigurationError, RemoteError } from '../errors.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { parseIdList } from './id-list.ts';
import type { Persons } from './person-id.ts';
import { union } from './person-set.ts';

/** Persons who are off every roster, by the word of the collaborator. */
export interface Withdrawals {
  readonly persons: Persons;
  /** Lists that were read; none is a fact, too. */
  readonly files: number;
}

/**
 * Reads all lists in the withdrawals container: every blob must be a list of ids named `*.csv` or `*.txt`. An empty
 * container means that nobody withdrew; one that does not exist, that cannot be read, or that holds what cannot be
 * understood is an error, because a withdrawal must never be lost in silence.
 * @throws RemoteError `STORAGE_CONTAINER_MISSING`, ...; ConfigurationError `WITHDRAWALS_UNREADABLE`, `ID_LIST_INVALID`
 */
export async function readWithdrawals(store: BlobStore): Promise<Withdrawals> {
  const lists: BigInt64Array[] = [];
  for await (const { path } of store.list('')) {
    if (!/\.(csv|txt)$/i.test(path)) {
      throw new ConfigurationError('The withdrawals container holds something else than lists.', {
        code: 'WITHDRAWALS_UNREADABLE',
        remedy: 'Keep only lists of ids there, as *.csv or *.txt.',
        mistakes: [{ file: path, rule: 'must be a list of ids named *.csv or *.txt' }],
      });
    }
    const blob = await store.read(path);
    if (!blob) {
      throw new RemoteError('A list of withdrawals vanished while it was read.', {
        code: 'WITHDRAWALS_CHANGED',
        remedy: 'Run again.',
      });
    }
    // Nobody takes a withdrawal back by emptying a list: whoever was on it would land again.
    if (blob.content.length === 0) {
      throw new ConfigurationError('A list of withdrawals is empty.', {
        code: 'WITHDRAWALS_UNREADABLE',
        remedy: 'Upload it again, or delete it where nobody withdrew.',
        mistakes: [{ file: path, rule: 'must hold a line person_id at least' }],
      });
    }
    lists.push(parseIdList(blob.content, path).persons);
  }
  return { persons: union(lists), files: lists.length };
}
