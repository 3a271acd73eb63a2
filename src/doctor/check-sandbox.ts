import { randomBytes } from 'node:crypto';
import { CohortSyncError } from '../errors.ts';
import { integer } from '../source/statements/decode.ts';
import { dropStatement } from '../source/statements/roster.ts';
import { qualified, type Schemas } from '../source/statements/source-table.ts';
import type { Warehouse } from '../source/warehouse.ts';
import type { Examination } from './examination.ts';

/** Creates, fills, reads and drops a table of its own in the sandbox: what a sync does there. */
export async function checkSandbox(
  examination: Examination,
  warehouse: Warehouse,
  schemas: Schemas,
): Promise<void> {
  const table = `cohort_sync_doctor_${randomBytes(6).toString('hex')}`;
  const name = qualified(schemas, 'sandbox', table);
  const step = (subject: string, run: () => Promise<void>): Promise<true | undefined> =>
    examination.check('sandbox', subject, async () => {
      await run();
      return { value: true as const, message: `allowed in ${schemas.sandbox}` };
    });

  const created = await step('create', () =>
    warehouse.execute({ label: 'create a table', sql: `CREATE TABLE ${name} (probe BIGINT) USING DELTA` }),
  );
  if (created === undefined) {
    examination.skip('sandbox', 'insert, read, drop', 'not tried, because no table could be created');
    return;
  }
  const inserted = await step('insert', () =>
    warehouse.execute({
      label: 'insert a row',
      sql: `INSERT INTO ${name} (probe) SELECT :probe`,
      parameters: { probe: PROBE },
    }),
  );
  if (inserted === undefined)
    examination.skip('sandbox', 'read', 'not tried, because nothing could be inserted');
  else await step('read', () => readProbe(warehouse, name));
  await step('drop', () => warehouse.execute(dropStatement(schemas, table)));
}

/** Beyond 2^53: it comes back as it went, or ids would not either. */
const PROBE = -9223372036854775000n;

async function readProbe(warehouse: Warehouse, name: string): Promise<void> {
  const rows = await warehouse.query({ label: 'read the row', sql: `SELECT probe FROM ${name}` });
  if (rows.length === 1 && integer(rows[0] ?? {}, 'probe') === PROBE) return;
  throw new CohortSyncError('the sandbox gave back something else than was inserted', {
    code: 'SANDBOX_PROBE_DIFFERS',
    remedy: 'Use a SQL warehouse of a supported version, and let nobody else write to the sandbox.',
  });
}
