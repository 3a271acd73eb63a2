import { z } from 'zod';
import { parseExact, stringifyExact } from './exact-json.ts';

/**
 * The actions of a Delta log that this product reads and writes, as they stand in a commit's lines and, without
 * `commitInfo`, in a checkpoint's rows. Source: the Delta transaction log protocol, "Actions". Parquet gives absent
 * values as null and longs as bigint, JSON leaves keys out and gives numbers; both come out the same.
 */

const long = z.union([z.bigint(), z.int()]).transform(BigInt);
const count = long
  .refine((value) => value >= 0n && value <= BigInt(Number.MAX_SAFE_INTEGER))
  .transform(Number);
const texts = z.record(z.string(), z.string());
const absent = <T extends z.ZodType>(type: T) => type.nullish().transform((value) => value ?? undefined);

const add = z.object({
  path: z.string().min(1),
  partitionValues: absent(z.record(z.string(), z.string().nullable())).transform((value) => value ?? {}),
  size: count,
  modificationTime: count,
  dataChange: z.boolean(),
  stats: absent(z.string()),
  tags: absent(texts),
});

const remove = z.object({
  path: z.string().min(1),
  deletionTimestamp: absent(count),
  dataChange: z.boolean(),
  extendedFileMetadata: absent(z.boolean()),
  partitionValues: absent(z.record(z.string(), z.string().nullable())),
  size: absent(count),
});

const txn = z.object({ appId: z.string().min(1), version: long, lastUpdated: absent(count) });

const metaData = z.object({
  id: z.string().min(1),
  format: z.object({ provider: z.string(), options: absent(texts).transform((value) => value ?? {}) }),
  schemaString: z.string(),
  partitionColumns: z.array(z.string()),
  configuration: absent(texts).transform((value) => value ?? {}),
  createdTime: absent(count),
});

const protocol = z.object({
  minReaderVersion: z.int(),
  minWriterVersion: z.int(),
  readerFeatures: absent(z.array(z.string())),
  writerFeatures: absent(z.array(z.string())),
});

/** What a commit says of itself: free text of any engine, ours under `cohortSync`. */
const commitInfo = z.looseObject({
  operation: z.string().optional().catch(undefined),
  cohortSync: z.looseObject({ commit: z.string(), coverage: z.unknown() }).optional().catch(undefined),
});

const action = z.object({
  add: absent(add),
  remove: absent(remove),
  txn: absent(txn),
  metaData: absent(metaData),
  protocol: absent(protocol),
  commitInfo: absent(commitInfo),
});

export type Add = z.infer<typeof add>;
export type Remove = z.infer<typeof remove>;
export type Txn = z.infer<typeof txn>;
export type MetaData = z.infer<typeof metaData>;
export type ProtocolAction = z.infer<typeof protocol>;
export type CommitInfo = z.infer<typeof commitInfo>;

/** One line of a commit or one row of a checkpoint; exactly one key is set, none for an action unknown here. */
export type Action = z.infer<typeof action>;

/** A commit file's actions; throws (SyntaxError, ZodError) on a line that is not one. */
export function decodeCommit(content: Uint8Array): readonly Action[] {
  const lines = new TextDecoder('utf-8', { fatal: true }).decode(content).split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => action.parse(parseExact(line)));
}

/** The rows of a checkpoint as actions; throws a ZodError on a row that is none. */
export function decodeRows(rows: readonly unknown[]): readonly Action[] {
  return rows.map((row) => action.parse(row));
}

/** Actions as the content of a commit file: one JSON object a line. */
export function encodeCommit(actions: readonly Partial<Action>[]): Uint8Array {
  return new TextEncoder().encode(actions.map((entry) => `${stringifyExact(entry)}\n`).join(''));
}
