/** The least that one job moves: one (cohort, table), because its commits follow each other oldest first. */
export interface Load {
  readonly cohort: string;
  readonly table: string;
  readonly rows: bigint;
}

/**
 * Spreads loads over at most `jobs` shards, and over no more than the rows justify: a weekly run of small increments
 * is one shard. Heaviest first onto the lightest shard (Graham 1969, LPT: at most 4/3 of the best longest shard). The
 * result depends on the loads alone, not on their order.
 *
 * @param rowsPerShard rows from which one more job pays for its start
 * @returns no shard is empty; none at all when there is no load
 */
export function assignShards<T extends Load>(
  loads: readonly T[],
  jobs: number,
  rowsPerShard: number,
): readonly (readonly T[])[] {
  const total = loads.reduce((sum, load) => sum + load.rows, 0n);
  const justified = Number((total + BigInt(rowsPerShard) - 1n) / BigInt(rowsPerShard));
  const count = Math.min(jobs, loads.length, Math.max(1, justified));
  const shards = Array.from({ length: count }, () => ({ rows: 0n, loads: [] as T[] }));
  for (const load of loads.toSorted(heaviestFirst)) {
    const lightest = shards.reduce((best, shard) => (isLighter(shard, best) ? shard : best));
    lightest.loads.push(load);
    lightest.rows += load.rows;
  }
  return shards.map((shard) => shard.loads);
}

type Shard = { readonly rows: bigint; readonly loads: readonly unknown[] };

/** Loads without rows are commits, too: equal weights are spread by their number. */
function isLighter(a: Shard, b: Shard): boolean {
  return a.rows === b.rows ? a.loads.length < b.loads.length : a.rows < b.rows;
}

function heaviestFirst(a: Load, b: Load): number {
  if (a.rows !== b.rows) return a.rows > b.rows ? -1 : 1;
  const [left, right] = [`${a.cohort}/${a.table}`, `${b.cohort}/${b.table}`];
  return left < right ? -1 : Number(left > right);
}
