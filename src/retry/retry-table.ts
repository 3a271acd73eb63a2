/** How often something is tried, and for how long. Times in milliseconds. */
export interface RetryRule {
  readonly tries: number;
  /** Before the second try; doubled for each further one, up to `longestPause`; each pause between half of that and all of it. */
  readonly firstPause: number;
  readonly longestPause: number;
  /** From the first try on: after that none begins. */
  readonly total: number;
  /** How long one try may take without an answer. */
  readonly each: number;
}

/**
 * What is tried again at storage and source, all of it, and how often; GitHub says itself when to come again
 * (`github/patience.ts`). The libraries' own repetition is switched off: the storage's has no jitter, passes over 429 and
 * Retry-After, and waits for an answer for ever; the driver's has no jitter and takes Retry-After for milliseconds.
 */
export const RETRIES = {
  /** A request to the storage. All can be repeated: a conditional write knows its own mark (`own-write.ts`). */
  storageRequest: { tries: 5, firstPause: 500, longestPause: 20_000, total: 240_000, each: 60_000 },
  /** A call to the warehouse that asks, opens or closes: status, metadata, sessions. */
  warehouseCall: { tries: 5, firstPause: 500, longestPause: 20_000, total: 240_000, each: 60_000 },
  /**
   * A call that a warehouse which is starting refuses (503, 429: it did nothing). A large one starts in minutes: the time
   * ends it, not the number of tries.
   */
  warehouseStart: {
    tries: 1_000,
    firstPause: 5_000,
    longestPause: 5_000,
    total: 900_000,
    each: 60_000,
  },
  /** A statement, run anew as a whole. */
  statement: { tries: 4, firstPause: 500, longestPause: 20_000, total: 600_000, each: 60_000 },
  /** A file of a result; `each` is without a byte. */
  resultFile: { tries: 4, firstPause: 250, longestPause: 20_000, total: 240_000, each: 60_000 },
  /** A slice whose rows did not all arrive, from its statement on. */
  slice: {
    tries: 3,
    firstPause: 1_000,
    longestPause: 20_000,
    total: 1_800_000,
    each: Number.POSITIVE_INFINITY,
  },
} as const satisfies Readonly<Record<string, RetryRule>>;
