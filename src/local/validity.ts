/**
 * The null bitmap of one Arrow column while it grows by DuckDB vectors. DuckDB and Arrow agree on the layout (least
 * significant bit first, 1 = valid), so whole bytes are shifted into place, never single rows where it can be helped.
 */
export class ValidityBuilder {
  nulls = 0;
  readonly #capacity: number;
  #bits: Uint8Array | undefined;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Appends `count` rows from row `from` of a vector's mask (undefined: all valid) behind the `at` rows that are there. */
  append(mask: Uint8Array | undefined, from: number, count: number, at: number): void {
    if (mask === undefined) {
      if (this.#bits !== undefined) setOnes(this.#bits, at, count);
      return;
    }
    if (this.#bits === undefined) {
      this.#bits = new Uint8Array((this.#capacity >> 3) + 2);
      setOnes(this.#bits, 0, at);
    }
    const ones = copyBits(mask, from, count, this.#bits, at);
    this.nulls += count - ones;
  }

  /** The bitmap for the first `rows` rows; undefined where there is no null. */
  finish(rows: number): Uint8Array | undefined {
    return this.nulls === 0 ? undefined : this.#bits?.subarray(0, (rows + 7) >> 3);
  }
}

function setOnes(bits: Uint8Array, at: number, count: number): void {
  let position = at;
  const end = at + count;
  while (position < end && (position & 7) !== 0) setBit(bits, position++);
  const whole = (end - position) >> 3;
  bits.fill(255, position >> 3, (position >> 3) + whole);
  position += whole << 3;
  while (position < end) setBit(bits, position++);
}

function setBit(bits: Uint8Array, position: number): void {
  bits[position >> 3] = (bits[position >> 3] ?? 0) | (1 << (position & 7));
}

/** ORs `count` bits of `source` from bit `from` into `target` (zero there) from bit `at`; returns how many are 1. */
export function copyBits(
  source: Uint8Array,
  from: number,
  count: number,
  target: Uint8Array,
  at: number,
): number {
  if ((from & 7) !== 0) return copySingleBits(source, from, count, target, at);
  const shift = at & 7;
  let ones = 0;
  let out = at >> 3;
  for (let done = 0, index = from >> 3; done < count; done += 8, index += 1, out += 1) {
    const left = count - done;
    const byte = (source[index] ?? 0) & (left >= 8 ? 255 : (1 << left) - 1);
    ones += POPULATION[byte] ?? 0;
    target[out] = (target[out] ?? 0) | ((byte << shift) & 255);
    if (shift !== 0 && byte >> (8 - shift) !== 0)
      target[out + 1] = (target[out + 1] ?? 0) | (byte >> (8 - shift));
  }
  return ones;
}

function copySingleBits(
  source: Uint8Array,
  from: number,
  count: number,
  target: Uint8Array,
  at: number,
): number {
  let ones = 0;
  for (let index = 0; index < count; index += 1) {
    if ((((source[(from + index) >> 3] ?? 0) >> ((from + index) & 7)) & 1) === 0) continue;
    setBit(target, at + index);
    ones += 1;
  }
  return ones;
}

const POPULATION = Uint8Array.from({ length: 256 }, (_, byte) => {
  let ones = 0;
  for (let rest = byte; rest > 0; rest >>= 1) ones += rest & 1;
  return ones;
});
