/**
 * Memory for batches on their way from the wire to a reader. What a reader gives back is used for the next batch: so a result
 * of any length takes as much as its batches under way, and leaves nothing to be collected. Garbage of this size makes V8 go
 * through the whole heap again and again (docs/decisions/0027).
 */
export interface BatchMemory {
  /** Memory of at least so many bytes; what it held before is still in it. */
  take(bytes: number): Uint8Array<ArrayBuffer>;
  /** Takes back memory that nobody reads any more. */
  give(memory: ArrayBuffer): void;
}

const GRAIN = 1 << 16;

/** An eighth more than asked for, in whole grains: so that a batch that is a little longer finds room in it, too. */
function roomFor(bytes: number): number {
  return Math.max(1, Math.ceil((bytes + (bytes >> 3)) / GRAIN)) * GRAIN;
}

export function batchMemory(): BatchMemory {
  const free: ArrayBuffer[] = [];
  return {
    take(bytes) {
      const fitting = free.findIndex(({ byteLength }) => byteLength >= bytes);
      const [memory] = free.splice(fitting, fitting < 0 ? 0 : 1);
      if (memory !== undefined) return new Uint8Array(memory);
      // One that is too small makes way for one that is not: there are never more than were under way at once.
      free.pop();
      return new Uint8Array(roomFor(bytes));
    },
    give(memory) {
      free.push(memory);
    },
  };
}
