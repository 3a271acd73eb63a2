/** Keeps the beginning and the end of what a process writes, and says how much in between it let go. */
export interface BoundedLog {
  add(chunk: Uint8Array): void;
  readonly bytes: number;
  /** The text; lines that hand a secret to the runner are left out: nobody masks it there. */
  text(): string;
}

const HEAD_BYTES = 1024 * 1024;
const TAIL_BYTES = 3 * 1024 * 1024;

export function boundedLog(headBytes = HEAD_BYTES, tailBytes = TAIL_BYTES): BoundedLog {
  const head: Uint8Array[] = [];
  const tail: Uint8Array[] = [];
  let kept = 0;
  let behind = 0;
  let dropped = 0;
  return {
    add(chunk) {
      const first = chunk.subarray(0, Math.max(0, headBytes - kept));
      if (first.length > 0) head.push(Uint8Array.from(first));
      kept += first.length;
      const rest = chunk.subarray(first.length);
      if (rest.length > 0) tail.push(Uint8Array.from(rest));
      behind += rest.length;
      while (behind > tailBytes && tail.length > 0) {
        const oldest = tail.shift() as Uint8Array;
        const excess = Math.min(oldest.length, behind - tailBytes);
        if (excess < oldest.length) tail.unshift(oldest.subarray(excess));
        behind -= excess;
        dropped += excess;
      }
    },
    get bytes() {
      return kept + behind + dropped;
    },
    text() {
      const end = Buffer.concat(tail).toString();
      // What follows a gap begins in the middle of a line that can no longer be told.
      const rest =
        dropped === 0 ? end : `\n… ${dropped} bytes are left out …\n${end.slice(end.indexOf('\n') + 1)}`;
      return `${Buffer.concat(head).toString()}${rest}`.replaceAll(/^::add-mask::.*$/gm, '::add-mask::');
    },
  };
}
