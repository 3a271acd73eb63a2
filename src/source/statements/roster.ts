import {
  rowFingerprint,
  rowFingerprintSql,
  type TransferFingerprint,
} from '../../fingerprint/transfer-fingerprint.ts';
import type { ControlRow, Statement } from '../warehouse.ts';
import { integer, text } from './decode.ts';
import { qualified, type Schemas } from './source-table.ts';

/**
 * The sandbox roster: (group_key, person_id), one table for all cohorts. A group's key is the SHA-256 of its member
 * list, so a list is loaded once, whoever uses it, and can never be mistaken for another version of itself.
 */
export const ROSTER_TABLE = 'cohort_sync_roster';

/** What a list of persons must be found to be, in the sandbox and on the runner. */
export interface RosterDigest {
  readonly persons: bigint;
  readonly distinct: bigint;
  readonly hash: TransferFingerprint;
}

const SCHEMA = 'group_key STRING, person_id BIGINT';

/** Cubic in the id, so that neither a swap nor a shift of two ids against each other leaves the sum as it was. */
const HASH_COLUMNS = ['person_id', 'person_id', 'person_id'];

export function createRosterStatement(schemas: Schemas, table: string): Statement {
  return {
    label: 'create sandbox roster',
    sql: `CREATE TABLE IF NOT EXISTS ${qualified(schemas, 'sandbox', table)} (${SCHEMA}) USING DELTA`,
  };
}

/**
 * One chunk of ids, as one text parameter: 256 parameters a statement would mean 4,000 statements for a million. Ids that are
 * there are left out, so that a statement whose answer was lost can be run again.
 */
export function loadRosterStatement(schemas: Schemas, table: string, key: string, ids: string): Statement {
  return {
    label: 'load roster chunk',
    sql: `INSERT INTO ${qualified(schemas, 'sandbox', table)} (group_key, person_id)
SELECT :group_key, CAST(t.id AS BIGINT) FROM (SELECT explode(split(:ids, ',')) AS id) t
WHERE NOT EXISTS (SELECT 1 FROM ${qualified(schemas, 'sandbox', table)} l WHERE l.group_key = :group_key AND l.person_id = CAST(t.id AS BIGINT))`,
    parameters: { group_key: key, ids },
  };
}

/** Publishes a loaded group by one insert, unless another run has published it meanwhile. */
export function publishRosterStatement(schemas: Schemas, loading: string, key: string): Statement {
  const roster = qualified(schemas, 'sandbox', ROSTER_TABLE);
  return {
    label: 'publish roster',
    // Two of them at once would publish the list twice: NOT EXISTS sees what is committed.
    once: true,
    sql: `INSERT INTO ${roster} (group_key, person_id)
SELECT l.group_key, l.person_id FROM ${qualified(schemas, 'sandbox', loading)} l
WHERE l.group_key = :group_key AND NOT EXISTS (SELECT 1 FROM ${roster} r WHERE r.group_key = :group_key)`,
    parameters: { group_key: key },
  };
}

export function rosterDigestStatement(schemas: Schemas, table: string, keys: readonly string[]): Statement {
  return {
    label: 'check sandbox roster',
    sql: `SELECT r.group_key, count(*) AS persons, count(DISTINCT r.person_id) AS distinct_persons, sum(CAST(r.hash0 AS DECIMAL(38,0))) AS hash0, sum(CAST(r.hash1 AS DECIMAL(38,0))) AS hash1
FROM (SELECT group_key, person_id, ${rowFingerprintSql(HASH_COLUMNS, 0)} AS hash0, ${rowFingerprintSql(HASH_COLUMNS, 1)} AS hash1
  FROM ${qualified(schemas, 'sandbox', table)}) r
WHERE r.group_key IN (SELECT explode(split(:group_keys, ',')))
GROUP BY r.group_key`,
    parameters: { group_keys: keys.join(',') },
  };
}

export function decodeRosterDigests(rows: readonly ControlRow[]): ReadonlyMap<string, RosterDigest> {
  return new Map(
    rows.map((row) => [
      text(row, 'group_key'),
      {
        persons: integer(row, 'persons'),
        distinct: integer(row, 'distinct_persons'),
        hash: [integer(row, 'hash0'), integer(row, 'hash1')] as const,
      },
    ]),
  );
}

/** The digest that a list of distinct ids must have; the same arithmetic as the statement above. */
export function rosterDigest(persons: BigInt64Array): RosterDigest {
  let [first, second] = [0n, 0n];
  for (const person of persons) {
    const [a, b] = rowFingerprint([person, person, person]);
    first += a;
    second += b;
  }
  return { persons: BigInt(persons.length), distinct: BigInt(persons.length), hash: [first, second] };
}

export function dropStatement(schemas: Schemas, table: string): Statement {
  return {
    label: 'drop sandbox table',
    sql: `DROP TABLE IF EXISTS ${qualified(schemas, 'sandbox', table)}`,
    always: true,
  };
}
