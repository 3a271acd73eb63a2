import type { ChangedFile } from './change.ts';
import { type AddedLine, inspectLines } from './inspect-lines.ts';
import { hasLongNumber } from './place.ts';
import type { ReviewRuleName } from './review-rules.ts';

/** Files of text are small; what is larger is data. */
export const MAXIMUM_FILE_BYTES = 1024 * 1024;

/** Types of files that hold tables, archives that hold such files, and databases. */
const DATA_TYPES = new Set(
  (
    'csv tsv psv parquet pq xlsx xls xlsm xlsb ods zip gz tgz bz2 xz zst lz4 7z rar tar feather arrow ipc avro orc jsonl ndjson ' +
    'sas7bdat xpt sav por dta rds rda rdata pkl pickle npy npz h5 hdf5 mat db sqlite sqlite3 duckdb mdb accdb dbf dump bak'
  ).split(' '),
);

export interface FileFinding {
  readonly rule: ReviewRuleName;
  readonly line?: number;
}

/** What a changed file's name, type and size give away, without its content. */
export function inspectName(file: ChangedFile): readonly FileFinding[] {
  if (file.status === 'removed') return [];
  const found: FileFinding[] = [];
  const name = file.path.slice(file.path.lastIndexOf('/') + 1).toLowerCase();
  if (
    name
      .split('.')
      .slice(1)
      .some((ending) => DATA_TYPES.has(ending))
  )
    found.push({ rule: 'DATA_FILE' });
  if (hasLongNumber(file.path)) found.push({ rule: 'NAME_WITH_NUMBER' });
  return found;
}

/**
 * What the added lines of a changed file give away.
 * @param before the bytes that were there, undefined for a new file: what stood there already is not told again
 * @param exempt lines whose numbers have a meaning of their own, such as the number of persons in a cohort file
 */
export function inspectContent(
  before: Uint8Array | undefined,
  after: Uint8Array,
  exempt: (line: string) => boolean,
): readonly FileFinding[] {
  const text = decode(after);
  if (text === undefined) return [{ rule: 'BINARY_FILE' }];
  return inspectLines(addedLines(before, text).filter(({ text: line }) => !exempt(line)));
}

function decode(content: Uint8Array): string | undefined {
  if (content.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}

/** Lines that the file did not hold before, wherever they stood: a diff's own choice of lines does not matter here. */
function addedLines(before: Uint8Array | undefined, after: string): readonly AddedLine[] {
  const known = new Set(before === undefined ? [] : lines(new TextDecoder().decode(before)));
  return lines(after)
    .map((text, index) => ({ line: index + 1, text }))
    .filter(({ text }) => !known.has(text));
}

function lines(text: string): readonly string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029\u0085]/);
}
