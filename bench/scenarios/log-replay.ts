import { randomUUID } from 'node:crypto';
import {
  addFingerprints,
  EMPTY_FINGERPRINT,
  type TransferFingerprint,
} from '../../src/fingerprint/transfer-fingerprint.ts';
import { commitTable } from '../../src/landing/commit.ts';
import { openTable } from '../../src/landing/delta-log.ts';
import { dataFilePath } from '../../src/landing/paths.ts';
import type { TableState } from '../../src/landing/table-state.ts';
import { startAzurite } from '../../src/local/azurite.ts';
import { openBlobStore } from '../../src/storage/azure-blob-store.ts';
import { COLUMNS } from '../measurement-rows.ts';

const ADDRESS = { cohort: 'bench-replay', table: 'measurement' };

/** Seconds to open a table after that many commits, each of one file of one new week. */
export async function logReplay(commits = 1000) {
  const azurite = await startAzurite();
  try {
    await azurite.createContainer('landing');
    const store = openBlobStore('landing', { connectionString: azurite.connectionString });
    let state: TableState | undefined;
    for (let n = 0; n < commits; n++) state = await nextWeek(store, state, n);
    const seconds: number[] = [];
    for (let turn = 0; turn < 5; turn++) {
      const begun = performance.now();
      const found = await openTable(store, ADDRESS);
      seconds.push((performance.now() - begun) / 1000);
      if (found?.version !== commits - 1) throw new Error('another version than was committed');
    }
    return { commits, seconds: seconds.sort((a, b) => a - b)[2] ?? Number.NaN };
  } finally {
    await azurite.stop();
  }
}

async function nextWeek(
  store: Parameters<typeof commitTable>[0],
  state: TableState | undefined,
  cell: number,
): Promise<TableState> {
  const name = { firstCell: cell, lastCell: cell, bucket: 0, buckets: 1 };
  const transfer: TransferFingerprint = addFingerprints(EMPTY_FINGERPRINT, [BigInt(cell) + 1n, 7n]);
  const account = { rows: 10n, transfer };
  const file = {
    ...account,
    path: dataFilePath(ADDRESS, { group: 'g1', slice: name }, randomUUID()),
    size: 1000,
    loadMinimum: BigInt(cell) * 604_800_000_000n,
    loadMaximum: BigInt(cell) * 604_800_000_000n,
  };
  const slices = [...(state?.coverage.groups[0]?.slices ?? []), { ...name, ...account, change: 0n }];
  const through = BigInt(cell + 1) * 604_800_000_000n;
  const committed = await commitTable(store, ADDRESS, state, {
    operation: 'INCREMENT',
    add: [file],
    remove: [],
    coverage: {
      run: 'bench',
      revision: 1,
      groups: [{ group: 'g1', members: '0'.repeat(64), through, slices }],
    },
    schema: COLUMNS,
  });
  return committed.state;
}
