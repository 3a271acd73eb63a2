import { type DocumentKind, mistaken } from '../document/document.ts';
import type { Mistake } from '../errors.ts';
import { type CsvRecord, csvScanner } from './csv-scanner.ts';
import { type IdFault, type Persons, parsePersonId } from './person-id.ts';
import { toPersons } from './person-set.ts';

/** The persons of a list that somebody else's program wrote. */
export interface IdList {
  readonly persons: Persons;
  /** Ids read, repetitions and all. */
  readonly read: number;
  readonly duplicates: number;
}

/** Mistakes told by their line; the rest is counted. */
const TOLD = 20;
const DELIMITERS = [',', ';', '\t', '|'].map((text) => text.charCodeAt(0));
const LF = 0x0a;

const KIND: DocumentKind = {
  name: 'list of persons',
  code: 'ID_LIST_INVALID',
  remedy: 'Correct the lines named: one whole number each, in a column person_id or alone on the line.',
};

const RULES: Record<IdFault, string> = {
  'not-a-number': 'must be a whole number: digits alone, no decimals, no leading zeros',
  'out-of-range': 'is beyond 64 bits',
};

/**
 * Reads person ids from delimited text: the column `person_id` in any case, or the only column, with or without a
 * header; byte order mark, CRLF, quotes, blanks and empty lines are taken; ids are taken once.
 * @param file the name to show in mistakes
 * @throws ConfigurationError `ID_LIST_INVALID`, with file and line of the mistakes, never their text
 */
export function parseIdList(content: Uint8Array, file: string): IdList {
  if ((content[0] === 0xff && content[1] === 0xfe) || (content[0] === 0xfe && content[1] === 0xff)) {
    throw mistaken(KIND, [{ file, line: 1, rule: 'must be UTF-8 text' }]);
  }
  const bytes =
    content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf ? content.subarray(3) : content;
  const layout = readLayout(bytes, file);
  const ids = new BigInt64Array(count(bytes, LF) + 1);
  const halves = new Uint32Array(ids.buffer);
  const mistakes: Mistake[] = [];
  let wrong = 0;
  let read = 0;
  const next = csvScanner(bytes, layout.delimiter);
  for (let record = next(); record; record = next()) {
    if (isEmpty(record) || record.line <= layout.headerLine) continue;
    const rule = readId(record, layout, bytes, halves, read);
    if (rule === undefined) read += 1;
    else if (wrong++ < TOLD) mistakes.push({ file, line: record.line, rule });
  }
  if (wrong > TOLD) mistakes.push({ file, rule: `${wrong - TOLD} further lines are wrong` });
  if (mistakes.length > 0) throw mistaken(KIND, mistakes);
  const persons = toPersons(ids.subarray(0, read));
  return { persons, read, duplicates: read - persons.length };
}

interface Layout {
  readonly delimiter: number | undefined;
  /** Position of the ids among the columns. */
  readonly column: number;
  readonly columns: number;
  /** The line that the header begins on; 0 without one. */
  readonly headerLine: number;
}

function readLayout(bytes: Uint8Array, file: string): Layout {
  const delimiter = findDelimiter(bytes);
  const next = csvScanner(bytes, delimiter);
  let record = next();
  while (record && isEmpty(record)) record = next();
  if (!record) return { delimiter, column: 0, columns: 1, headerLine: 0 };
  const names = fields(record, bytes);
  const [first = ''] = names;
  if (names.length === 1) {
    // A first line that begins like a number is a wrong id, not a name: it must not vanish as a header.
    const isName = /^[A-Za-z_][A-Za-z0-9_ ]*$/.test(first);
    return { delimiter: undefined, column: 0, columns: 1, headerLine: isName ? record.line : 0 };
  }
  const column = names.findIndex(isPersonId);
  if (record.malformed || column < 0 || names.filter(isPersonId).length > 1) {
    throw mistaken(KIND, [
      { file, line: record.line, rule: 'of several columns exactly one must be named person_id' },
    ]);
  }
  return { delimiter, column, columns: names.length, headerLine: record.line };
}

function isPersonId(name: string): boolean {
  return name.toLowerCase() === 'person_id';
}

function fields({ ranges }: CsvRecord, bytes: Uint8Array): string[] {
  const texts: string[] = [];
  for (let index = 0; index < ranges.length; index += 2) {
    texts.push(Buffer.from(bytes.subarray(ranges[index], ranges[index + 1])).toString());
  }
  return texts;
}

/** The first delimiter that stands outside of quotes on the first line that is not empty. */
function findDelimiter(bytes: Uint8Array): number | undefined {
  let inQuotes = false;
  let started = false;
  for (const byte of bytes) {
    if (byte === 0x22) inQuotes = !inQuotes;
    else if (byte === LF && started && !inQuotes) return undefined;
    else if (!inQuotes && DELIMITERS.includes(byte) && (byte !== 0x09 || started)) return byte;
    if (byte > 0x20) started = true;
  }
  return undefined;
}

function readId(
  record: CsvRecord,
  layout: Layout,
  bytes: Uint8Array,
  halves: Uint32Array,
  index: number,
): string | undefined {
  if (record.malformed) return 'has a quote that is not closed where the field ends';
  // A row of another width has a delimiter too many or too few: any of its fields may be the id.
  if (record.ranges.length !== 2 * layout.columns) return 'has another number of columns than the first line';
  const start = record.ranges[2 * layout.column] ?? 0;
  const end = record.ranges[2 * layout.column + 1] ?? 0;
  const fault = parsePersonId(bytes, start, end, halves, index);
  return fault && RULES[fault];
}

function isEmpty({ ranges, malformed }: CsvRecord): boolean {
  if (malformed) return false;
  for (let index = 0; index < ranges.length; index += 2) {
    if (ranges[index] !== ranges[index + 1]) return false;
  }
  return true;
}

function count(bytes: Uint8Array, byte: number): number {
  let found = 0;
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) found += 1;
  return found;
}
