import { z } from 'zod';
import type { Column, ColumnType } from '../omop/column-type.ts';

/** Delta's protocol action: what a reader and a writer must know to touch the table. */
export interface Protocol {
  readonly minReaderVersion: number;
  readonly minWriterVersion: number;
  readonly readerFeatures?: readonly string[];
  readonly writerFeatures?: readonly string[];
}

const PLAIN: Protocol = { minReaderVersion: 1, minWriterVersion: 2 };

const WITHOUT_ZONE: Protocol = {
  minReaderVersion: 3,
  minWriterVersion: 7,
  readerFeatures: ['timestampNtz'],
  writerFeatures: ['timestampNtz'],
};

/** The lowest protocol that these columns allow: timestamps without a zone are a table feature. */
export function protocolFor(columns: readonly Column[]): Protocol {
  return columns.some((column) => column.type === 'timestamp_ntz') ? WITHOUT_ZONE : PLAIN;
}

/** Columns as the `schemaString` of a metaData action: every field nullable, no metadata, no text of the source. */
export function encodeSchema(columns: readonly Column[]): string {
  const fields = columns.map(({ name, type }) => ({ name, type, nullable: true, metadata: {} }));
  return JSON.stringify({ type: 'struct', fields });
}

const columnType = z
  .string()
  .refine(isColumnType)
  .transform((type) => type as ColumnType);

const schema = z.object({
  type: z.literal('struct'),
  fields: z.array(z.object({ name: z.string().min(1), type: columnType })),
});

/** The columns of a `schemaString`; throws (SyntaxError, ZodError) when it is none that this product writes. */
export function decodeSchema(text: string): readonly Column[] {
  return schema.parse(JSON.parse(text)).fields;
}

const PRIMITIVE =
  /^(?:integer|long|short|byte|float|double|boolean|string|date|timestamp|timestamp_ntz|decimal\((\d{1,2}),(\d{1,2})\))$/;

/** True for the names of `ColumnType`, a decimal's precision within 1 to 38 and its scale within the precision. */
function isColumnType(type: string): boolean {
  const match = PRIMITIVE.exec(type);
  if (match === null) return false;
  const [, precision, scale] = match;
  if (precision === undefined) return true;
  return Number(precision) >= 1 && Number(precision) <= 38 && Number(scale) <= Number(precision);
}
