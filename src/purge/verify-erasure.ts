import pLimit from 'p-limit';
import type { Stores } from '../configuration/stores.ts';
import { IntegrityError } from '../errors.ts';
import type { Members } from '../landing/assign-groups.ts';
import type { TableState } from '../landing/table-state.ts';
import {
  decodeKeys,
  decodeTables,
  rosterKeysStatement,
  sandboxTablesStatement,
} from '../source/statements/erase.ts';
import { ROSTER_TABLE } from '../source/statements/roster.ts';
import type { Schemas } from '../source/statements/source-table.ts';
import type { Warehouse } from '../source/warehouse.ts';
import type { TransferPool } from '../transfer/transfer.ts';
import { fileContract } from '../verify/file-contract.ts';
import { landedFile, namingTable } from '../verify/landed-file.ts';
import type { Erased } from './journal.ts';
import { personsOf } from './purge-table.ts';

export interface ErasureCheck {
  readonly stores: Stores;
  readonly warehouse: Warehouse;
  readonly schemas: Schemas;
  readonly pool: TransferPool;
  readonly states: readonly TableState[];
  readonly members: Members;
  readonly timeZone: string;
  readonly erased: readonly Erased[];
}

/**
 * Reads again: every thing that was to go must be gone, and every row of every live file must be of a person who may stay.
 * @throws IntegrityError PURGE_INCOMPLETE
 */
export async function verifyErasure(
  check: ErasureCheck,
): Promise<{ readonly filesRead: number; readonly rowsRead: bigint; readonly rowsOfOthers: 0 }> {
  await requireGone(check);
  const limit = pLimit(4);
  const files = check.states.flatMap((state) => [...state.files.values()].map((file) => ({ state, file })));
  const others = await Promise.all(
    files.map(({ state, file }) =>
      limit(async () => {
        const persons = personsOf(check.members, file.group).buffer;
        const contract = fileContract(state, file.slice, persons, check.timeZone);
        const stored = landedFile(check.stores.landing, state, file);
        const read = check.pool.rewrite([stored], contract, undefined).catch(namingTable(state));
        return (await read).dropped;
      }),
    ),
  );
  if (others.some((rows) => rows > 0n))
    throw incomplete('a live file holds rows of persons who may not stay');
  const rowsRead = files.reduce((rows, { file }) => rows + file.rows, 0n);
  return { filesRead: files.length, rowsRead, rowsOfOthers: 0 };
}

async function requireGone({ stores, warehouse, schemas, erased }: ErasureCheck): Promise<void> {
  for (const place of ['landing', 'rosters', 'diagnostics', 'staging'] as const) {
    const wanted = erased.filter((each) => each.place === place);
    const store = stores[place];
    if (store === undefined && wanted.length > 0) throw incomplete(`the ${place} is configured no longer`);
    const present = new Set<string>();
    // One listing of each folder, not one question for each thing.
    for (const folder of new Set(wanted.map(({ name }) => folderOf(name)))) {
      for await (const { path } of store?.list(folder) ?? []) present.add(path);
    }
    if (wanted.some(({ name }) => present.has(name))) throw incomplete(`something is still in the ${place}`);
  }
  const sandbox = erased.filter((each) => each.place === 'sandbox').map(({ name }) => name);
  if (sandbox.length === 0) return;
  const tables = decodeTables(await warehouse.query(sandboxTablesStatement(schemas)));
  const keys = tables.includes(ROSTER_TABLE)
    ? decodeKeys(await warehouse.query(rosterKeysStatement(schemas, ROSTER_TABLE)))
    : [];
  const there = new Set([...tables, ...keys]);
  if (sandbox.some((name) => there.has(name))) throw incomplete('something is still in the sandbox');
}

/** The folder of a cohort, or of all runs. */
function folderOf(name: string): string {
  const depth = name.startsWith('_cohort-sync/') ? 3 : name.startsWith('cohorts/') ? 2 : 1;
  return `${name.split('/').slice(0, depth).join('/')}/`;
}

function incomplete(what: string): IntegrityError {
  return new IntegrityError(`The purge is not complete: ${what}.`, {
    code: 'PURGE_INCOMPLETE',
    remedy: 'No certificate was made. Find out who writes there, then purge again: it goes on where it was.',
  });
}
