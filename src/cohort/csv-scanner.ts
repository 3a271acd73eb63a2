const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

/** The fields of one record, as ranges of bytes without quotes and without blanks around them. */
export interface CsvRecord {
  /** Counts from 1: the line that the record begins on. */
  readonly line: number;
  /** start and end (exclusive) of each field, one after the other. */
  readonly ranges: readonly number[];
  /** A quote that is never closed, or text behind a closing quote. */
  readonly malformed: boolean;
}

/**
 * Reads records of delimited text (RFC 4180, and blanks around fields) out of bytes, one after the other, without
 * making strings: a roster's text is never held twice, nor its ids as anything but numbers.
 */
export function csvScanner(bytes: Uint8Array, delimiter: number | undefined): () => CsvRecord | undefined {
  let at = 0;
  let line = 1;

  const isBlank = (byte: number | undefined): boolean =>
    byte === SPACE || (byte === TAB && delimiter !== TAB);
  const isEnd = (index: number): boolean =>
    index >= bytes.length ||
    bytes[index] === LF ||
    (bytes[index] === CR && (bytes[index + 1] === LF || index + 1 >= bytes.length));

  const quoted = (ranges: number[]): boolean => {
    at += 1;
    const start = at;
    for (; at < bytes.length; at += 1) {
      if (bytes[at] === LF) line += 1;
      if (bytes[at] !== QUOTE) continue;
      if (bytes[at + 1] === QUOTE) at += 1;
      else break;
    }
    const closed = at < bytes.length;
    pushTrimmed(ranges, start, at);
    at += 1;
    while (isBlank(bytes[at])) at += 1;
    return closed && (isEnd(at) || bytes[at] === delimiter);
  };

  const plain = (ranges: number[]): void => {
    const start = at;
    while (!isEnd(at) && bytes[at] !== delimiter) at += 1;
    pushTrimmed(ranges, start, at);
  };

  const pushTrimmed = (ranges: number[], start: number, end: number): void => {
    let [from, until] = [start, end];
    while (from < until && isBlank(bytes[from])) from += 1;
    while (until > from && isBlank(bytes[until - 1])) until -= 1;
    ranges.push(from, until);
  };

  return () => {
    if (at >= bytes.length) return undefined;
    const ranges: number[] = [];
    const begin = line;
    let malformed = false;
    for (;;) {
      while (isBlank(bytes[at])) at += 1;
      if (bytes[at] === QUOTE) malformed = !quoted(ranges) || malformed;
      else plain(ranges);
      if (malformed) while (!isEnd(at)) at += 1;
      if (isEnd(at)) break;
      at += 1;
    }
    if (bytes[at] === CR) at += 1;
    at += 1;
    line += 1;
    return { line: begin, ranges, malformed };
  };
}
