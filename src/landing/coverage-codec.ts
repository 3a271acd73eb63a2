import { z } from 'zod';
import type { Coverage } from './coverage.ts';
import { isGroup, isSlice } from './paths.ts';

/**
 * Coverage as it stands in `commitInfo`. Longs are decimal strings, because most readers of JSON round them. Strict: a
 * key that is not known here was written by a later version, and half understood coverage would move wrong rows.
 */

export const long = z
  .string()
  .regex(/^-?(?:0|[1-9]\d{0,38})$/)
  .transform(BigInt);
export const count = long.refine((value) => value >= 0n);
export const fingerprint = z.tuple([count, count]);
const cell = z.int();
export const digest = z.string().regex(/^[0-9a-f]{64}$/);

export const slice = z
  .strictObject({
    firstCell: cell,
    lastCell: cell,
    bucket: z.int(),
    buckets: z.int(),
    rows: count,
    transfer: fingerprint,
    change: long,
  })
  .refine(isSlice);

export const group = z.strictObject({
  group: z.string().refine(isGroup),
  members: digest,
  through: long.nullable(),
  slices: z.array(slice),
});

export const survey = z.strictObject({
  version: long.nullable(),
  total: count,
  columns: z.string(),
  firstCell: cell,
  cells: z.array(z.strictObject({ cell, rows: count, change: long })),
});

const coverage = z.strictObject({
  run: z.string().min(1).max(200),
  revision: z.int().nonnegative(),
  groups: z
    .array(group)
    .refine((groups) => new Set(groups.map((entry) => entry.group)).size === groups.length),
  survey: survey.exactOptional(),
});

/** Coverage as a value for `JSON.stringify`. */
export function encodeCoverage(value: Coverage): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, entry: unknown) => (typeof entry === 'bigint' ? `${entry}` : entry)),
  );
}

/** The value of parsed JSON as coverage; throws a ZodError (which quotes no value) when it is none. */
export function decodeCoverage(value: unknown): Coverage {
  return coverage.parse(value);
}
