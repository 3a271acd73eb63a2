import type { RecordBatch } from 'apache-arrow';
import { IntegrityError } from '../errors.ts';
import { addFingerprints, EMPTY_FINGERPRINT } from '../fingerprint/transfer-fingerprint.ts';
import type { Instant } from '../instant.ts';
import { type BatchColumn, columnsOf } from './batch-column.ts';
import { addDeep, batchDeepFingerprint } from './deep-fingerprint.ts';
import { batchFingerprint } from './fingerprint-kernel.ts';
import { type InstantColumn, loadInstants } from './load-instant.ts';
import { type PersonPosition, personPosition } from './membership.ts';
import { type PersonsSeen, seenAt } from './persons-seen.ts';
import type { BatchContract, Tally } from './transfer.ts';

/** Checks a batch by column against the contract; throws IntegrityError, or says what the batch is. */
export type BatchInspector = (batch: RecordBatch) => Tally;

/** The schema must have been checked before (checkSchema). Notes in `seen` whose rows came by. */
export function batchInspector(contract: BatchContract, deep: boolean, seen?: PersonsSeen): BatchInspector {
  const position = personPosition(contract.persons);
  const noted = seen && new Int32Array(seen);
  return (batch) => {
    const rows = batch.numRows;
    const columns = columnsOf(batch, contract.columns);
    checkPersons(columnNamed(columns, contract.personColumn), position, noted);
    const load = loadInstants(columnNamed(columns, contract.loadColumn), contract.timeZone);
    const bounds = checkLoad(load, contract);
    const keys = contract.fingerprintColumns.map((name) =>
      name === contract.loadColumn ? load : columnNamed(columns, name),
    );
    const tally = { rows: BigInt(rows), transfer: batchFingerprint(keys, rows), ...bounds };
    return deep ? { ...tally, deep: batchDeepFingerprint(columns, rows) } : tally;
  };
}

export function emptyTally(deep: boolean): Tally {
  const empty = { rows: 0n, transfer: EMPTY_FINGERPRINT, loadMinimum: null, loadMaximum: null };
  return deep ? { ...empty, deep: [0n, 0n] } : empty;
}

export function addTallies(a: Tally, b: Tally): Tally {
  const sum = {
    rows: a.rows + b.rows,
    transfer: addFingerprints(a.transfer, b.transfer),
    loadMinimum: least(a.loadMinimum, b.loadMinimum),
    loadMaximum: greatest(a.loadMaximum, b.loadMaximum),
  };
  return a.deep && b.deep ? { ...sum, deep: addDeep(a.deep, b.deep) } : sum;
}

function least(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

function greatest(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}

function columnNamed(columns: readonly BatchColumn[], name: string): BatchColumn {
  const column = columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw new RangeError(`the contract names ${name}, which is none of its columns`);
  return column;
}

function checkPersons(column: BatchColumn, position: PersonPosition, noted: Int32Array | undefined): void {
  if (column.kind !== 'words' || column.width === 4) throw new RangeError(`${column.name} holds no person`);
  const { words, width, validity, rows } = column;
  let strangers = validity === null ? 0 : rows - countValid(validity, rows);
  let [lastLow, lastHigh, lastKnown] = [0, 0, false];
  for (let row = 0; row < rows; row++) {
    const low = words[row * width] as number;
    const high = width === 2 ? (words[row * 2 + 1] as number) : low >> 31;
    // Rows of one person mostly follow one another.
    if (lastKnown && low === lastLow && high === lastHigh) continue;
    if (validity !== null && !(((validity[row >> 3] as number) >> (row & 7)) & 1)) continue;
    const person = position(low, high);
    [lastLow, lastHigh, lastKnown] = [low, high, person >= 0];
    if (!lastKnown) strangers += 1;
    else if (noted !== undefined) seenAt(noted, person);
  }
  if (strangers === 0) return;
  throw new IntegrityError('rows arrived of persons who are not approved for this cohort', {
    code: 'PERSON_NOT_APPROVED',
    remedy: 'Nothing was landed. Have the source looked at: it answers other than it was asked.',
  });
}

function countValid(validity: Uint8Array, rows: number): number {
  let valid = 0;
  for (let row = 0; row < rows; row++) valid += ((validity[row >> 3] as number) >> (row & 7)) & 1;
  return valid;
}

/** Bounds by pairs of words: microseconds beyond the year 2255 are no exact numbers. */
function checkLoad(load: InstantColumn, contract: BatchContract): Pick<Tally, 'loadMinimum' | 'loadMaximum'> {
  const { words, validity, rows } = load;
  let [minimum, maximum, nulls] = [-1, -1, 0];
  for (let row = 0; row < rows; row++) {
    if (validity !== null && !(((validity[row >> 3] as number) >> (row & 7)) & 1)) nulls += 1;
    else {
      if (minimum < 0 || precedes(words, row, minimum)) minimum = row;
      if (maximum < 0 || precedes(words, maximum, row)) maximum = row;
    }
  }
  const loadMinimum = minimum < 0 ? null : instantAt(words, minimum);
  const loadMaximum = maximum < 0 ? null : instantAt(words, maximum);
  const early = contract.from !== null && loadMinimum !== null && loadMinimum < contract.from;
  const late = contract.until !== null && loadMaximum !== null && loadMaximum >= contract.until;
  if (early || late || (nulls > 0 && !contract.nulls)) {
    throw new IntegrityError(`rows arrived whose ${contract.loadColumn} lies outside of the slice`, {
      code: 'LOAD_DT_OUT_OF_SLICE',
      remedy: 'Nothing was landed. Run again; if it stays so, the source does not read one version for all.',
    });
  }
  return { loadMinimum, loadMaximum };
}

function precedes(words: Int32Array, a: number, b: number): boolean {
  const [highA, highB] = [words[2 * a + 1] as number, words[2 * b + 1] as number];
  if (highA !== highB) return highA < highB;
  return (words[2 * a] as number) >>> 0 < (words[2 * b] as number) >>> 0;
}

function instantAt(words: Int32Array, row: number): Instant {
  return (BigInt(words[2 * row + 1] as number) << 32n) + BigInt((words[2 * row] as number) >>> 0);
}
