import fc from 'fast-check';
import { FAULT_POINTS, newSeen, pairsOf, type Seen } from './fault-points.ts';
import { live } from './live.ts';
import type { SourceAccess } from './source-access.ts';
import { histories, unloading } from './step.ts';

export interface HistoriesOptions {
  readonly numRuns: number;
  readonly seed: number;
  readonly open: (pinnable: boolean) => Promise<SourceAccess>;
  /** The warehouse unloads. */
  readonly unloads?: boolean;
}

/** Lives through random histories; the first that goes wrong is shrunk and thrown, with the seed and path that bring it back. */
export async function liveThrough({ numRuns, seed, open, unloads = false }: HistoriesOptions): Promise<Seen> {
  const seen = newSeen();
  const property = fc.asyncProperty(histories, async ({ pinnable, steps }) =>
    live(await open(pinnable), unloads ? steps.map(unloading) : steps, seen),
  );
  try {
    // Of a mutant it is enough to know that it goes wrong.
    await fc.assert(property, { numRuns, seed, endOnFailure: process.env.MUTANT !== undefined });
  } catch (error) {
    // At once: other histories of the same run may go on for long.
    process.stdout.write(`\n${(error as Error).message}\n`);
    throw error;
  }
  return seen;
}

/** What histories have seen, as lines for a reader. */
export function account(seen: Seen): string {
  const struck = [...seen.kinds].sort().map(([kind, times]) => `${times} ${kind}`);
  const { histories: sequences, steps, runs, overlapping, commits, snapshots } = seen;
  const pairs = pairsOf(FAULT_POINTS).map((pair) => `  ${pair}: ${seen.faults.get(pair) ?? 0}`);
  return [
    `${sequences} sequences, ${steps} steps, ${runs} runs (${overlapping} beside another), ${commits} commits, ${snapshots} snapshots`,
    `${seen.equalLandings} landings found equal, ${seen.purges} purges found whole, ${seen.hidden} changes that only a full comparison finds`,
    `faults: ${struck.join(', ')}`,
    ...pairs,
  ].join('\n');
}
