import { randomUUID } from 'node:crypto';
import type { SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import {
  addFingerprints,
  EMPTY_FINGERPRINT,
  rowFingerprint,
} from '../../src/fingerprint/transfer-fingerprint.ts';
import type { Instant } from '../../src/instant.ts';
import type { Coverage, GroupCoverage } from '../../src/landing/coverage.ts';
import {
  dataFilePath,
  parseDataFilePath,
  type SliceName,
  type TableAddress,
} from '../../src/landing/paths.ts';
import { sumAccounts } from '../../src/landing/slice-account.ts';
import type { Column } from '../../src/omop/column-type.ts';
import type { BlobStore } from '../../src/storage/blob-store.ts';
import type { WrittenFile } from '../../src/transfer/transfer.ts';

export const PERSON_TABLE: TableAddress = { cohort: 'demo-cohort', table: 'person' };

export const COLUMNS: readonly Column[] = [
  { name: 'person_id', type: 'long' },
  { name: 'person_source_value', type: 'string' },
  { name: 'load_dt', type: 'timestamp' },
];

export interface LandedRow {
  readonly person: bigint;
  readonly source: string | null;
  readonly loaded: Instant | null;
}

export function week(cell: number, bucket = 0, buckets = 1): SliceName {
  return { firstCell: cell, lastCell: cell, bucket, buckets };
}

/** A file as the transfer reports it, of which nothing lies in any store: for tests of the log alone. */
export function claimedFile(
  slice: SliceName,
  rows: readonly LandedRow[],
  address: TableAddress = PERSON_TABLE,
  group = 'g1',
): WrittenFile {
  const loaded = rows.map((row) => row.loaded).filter((instant) => instant !== null);
  return {
    path: dataFilePath(address, { group, slice }, randomUUID()),
    size: 1000 + rows.length,
    rows: BigInt(rows.length),
    transfer: rows
      .map((row) => rowFingerprint([row.person, row.person, row.loaded]))
      .reduce(addFingerprints, EMPTY_FINGERPRINT),
    loadMinimum: loaded.reduce<Instant | null>(
      (least, at) => (least === null || at < least ? at : least),
      null,
    ),
    loadMaximum: loaded.reduce<Instant | null>((most, at) => (most === null || at > most ? at : most), null),
  };
}

/** The same, with a Parquet file of those rows in the store. */
export async function landFile(
  store: BlobStore,
  slice: SliceName,
  rows: readonly LandedRow[],
  address: TableAddress = PERSON_TABLE,
): Promise<WrittenFile> {
  const file = claimedFile(slice, rows, address);
  const content = parquetOf(rows);
  await store.putIfAbsent(file.path, content);
  return { ...file, size: content.byteLength };
}

function parquetOf(rows: readonly LandedRow[]): Uint8Array {
  const optional = { repetition_type: 'OPTIONAL' } as const;
  const schema: SchemaElement[] = [
    { name: 'root', num_children: 3 },
    { name: 'person_id', type: 'INT64', ...optional },
    { name: 'person_source_value', type: 'BYTE_ARRAY', converted_type: 'UTF8', ...optional },
    {
      name: 'load_dt',
      type: 'INT64',
      converted_type: 'TIMESTAMP_MICROS',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
      ...optional,
    },
  ];
  const columnData = [
    { name: 'person_id', data: rows.map((row) => row.person) },
    { name: 'person_source_value', data: rows.map((row) => row.source) },
    { name: 'load_dt', data: rows.map((row) => row.loaded) },
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData, schema }));
}

/** Coverage of one group by exactly these files; one slice for each that they name. */
export function coverageBy(
  files: readonly WrittenFile[],
  rest: Partial<Coverage & GroupCoverage> = {},
): Coverage {
  const bySlice = new Map<string, WrittenFile[]>();
  for (const file of files) {
    const slice = file.path.slice(0, file.path.lastIndexOf('/'));
    bySlice.set(slice, [...(bySlice.get(slice) ?? []), file]);
  }
  const slices = [...bySlice.values()].map((members) => {
    const slice = parseDataFilePath(addressOf(members[0]?.path ?? ''), members[0]?.path ?? '')?.slice;
    if (slice === undefined) throw new Error('no slice');
    return { ...slice, ...sumAccounts(members), change: -7n };
  });
  const {
    group = 'g1',
    members = 'a'.repeat(64),
    through = 1_767_225_600_000_001n,
    run = 'run-1',
    revision = 1,
  } = rest;
  return { run, revision, groups: [{ group, members, through, slices }] };
}

function addressOf(path: string): TableAddress {
  const [, cohort = '', table = ''] = path.split('/');
  return { cohort, table };
}
