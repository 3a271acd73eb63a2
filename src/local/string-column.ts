import duckdb from '@duckdb/node-bindings';

/** DuckDB's string_t: 4 bytes of length, then 12 bytes of text, or 4 of prefix and a pointer. */
const ITEM = 16;
const INLINE = 12;

/** A stretch of memory that one or more strings of a vector occupy end to end: fetched by one call. */
interface Run {
  readonly item: number;
  length: number;
}

/**
 * Collects VARCHAR vectors as Arrow's offsets and bytes. Longer strings lie behind pointers, mostly one behind
 * the other: neighbours are fetched together, which takes some two calls a vector instead of two thousand.
 */
export class StringBuilder {
  readonly #capacity: number;
  #offsets = new Int32Array(1);
  #bytes = new Uint8Array(1 << 12);
  #length = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get byteLength(): number {
    return this.#length;
  }

  append(items: Uint8Array, mask: Uint8Array | undefined, from: number, count: number, at: number): void {
    const words = new Uint32Array(items.buffer, items.byteOffset, items.byteLength >> 2);
    const source = locate(items, words, mask, from, count);
    this.#reserveRows(at + count);
    for (let index = 0; index < count; index += 1) {
      const row = from + index;
      if (isValid(mask, row)) this.#copy(items, words[row * 4] ?? 0, row, index, source);
      this.#offsets[at + index + 1] = this.#length;
    }
  }

  finish(rows: number): { valueOffsets: Int32Array; data: Uint8Array } {
    return { valueOffsets: this.#offsets.subarray(0, rows + 1), data: this.#bytes.subarray(0, this.#length) };
  }

  #copy(items: Uint8Array, length: number, row: number, index: number, source: Located): void {
    this.#reserve(length);
    const inline = length <= INLINE;
    const from = inline ? items : source.memory[source.run[index] ?? 0];
    if (from === undefined) throw new Error('a string without memory');
    const start = inline ? row * ITEM + 4 : (source.offset[index] ?? 0);
    if (length > 48) this.#bytes.set(from.subarray(start, start + length), this.#length);
    else
      for (let byte = 0; byte < length; byte += 1) this.#bytes[this.#length + byte] = from[start + byte] ?? 0;
    this.#length += length;
  }

  #reserveRows(rows: number): void {
    if (rows < this.#offsets.length) return;
    const grown = new Int32Array(Math.min(this.#capacity, Math.max(rows, this.#offsets.length * 2)) + 1);
    grown.set(this.#offsets);
    this.#offsets = grown;
  }

  #reserve(length: number): void {
    if (this.#length + length <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + length));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

interface Located {
  readonly memory: readonly Uint8Array[];
  readonly run: Uint16Array;
  readonly offset: Uint32Array;
}

/** Finds, for each string behind a pointer, the stretch of memory it lies in and where. */
function locate(
  items: Uint8Array,
  words: Uint32Array,
  mask: Uint8Array | undefined,
  from: number,
  count: number,
): Located {
  const runs: Run[] = [];
  const starts = new Map<number, number>();
  const run = new Uint16Array(count);
  const offset = new Uint32Array(count);
  let end = -1;
  for (let index = 0; index < count; index += 1) {
    const row = from + index;
    const length = words[row * 4] ?? 0;
    if (length <= INLINE || !isValid(mask, row)) continue;
    // User space addresses have 47 bits: exact as a number.
    const address = (words[row * 4 + 3] ?? 0) * 2 ** 32 + (words[row * 4 + 2] ?? 0);
    const open = runs.at(-1);
    if (address === end && open !== undefined) {
      run[index] = runs.length - 1;
      offset[index] = open.length;
      open.length += length;
      end += length;
      continue;
    }
    // Dictionary-compressed columns point to one place again and again.
    const known = starts.get(address);
    if (known !== undefined && (runs[known]?.length ?? 0) >= length) {
      run[index] = known;
      continue;
    }
    starts.set(address, runs.length);
    run[index] = runs.length;
    runs.push({ item: row * ITEM + 8, length });
    end = address + length;
  }
  const base = items.byteOffset;
  const buffer = items.buffer as ArrayBuffer;
  const memory = runs.map((found) => duckdb.get_data_from_pointer(buffer, base + found.item, found.length));
  return { memory, run, offset };
}

function isValid(mask: Uint8Array | undefined, row: number): boolean {
  return mask === undefined || (((mask[row >> 3] ?? 0) >> (row & 7)) & 1) === 1;
}
