/** What runs in a history. */
export type Operation = 'sync' | 'purge' | 'verify';

/** Every place where an operation of the product meets the outside: there a fault can strike. */
export const FAULT_POINTS: Readonly<Record<Operation, readonly string[]>> = {
  sync: [
    'storage read',
    'storage read range',
    'storage list',
    'storage lease',
    'storage create',
    'storage replace',
    'storage put',
    'storage block',
    'storage file',
    'storage commit',
    'warehouse connect',
    'warehouse describe',
    'warehouse count',
    'warehouse survey',
    'warehouse load roster',
    'warehouse check roster',
    'warehouse stage',
    'warehouse measure',
    'warehouse compare',
    'warehouse compare history',
    'warehouse extract',
    'warehouse batch',
    'warehouse drop',
  ],
  purge: [
    'storage read',
    'storage read range',
    'storage list',
    'storage lease',
    'storage create',
    'storage replace',
    'storage put',
    'storage block',
    'storage file',
    'storage commit',
    'storage delete',
    'warehouse connect',
    'warehouse list sandbox',
    'warehouse erase',
  ],
  verify: [
    'storage read',
    'storage read range',
    'storage list',
    'storage create',
    'warehouse connect',
    'warehouse describe',
    'warehouse load roster',
    'warehouse check roster',
    'warehouse compare',
    'warehouse stage',
    'warehouse extract',
    'warehouse batch',
    'warehouse drop',
  ],
};

/** Points that a run comes by only where it has something to do there: faults are sent to them more often. */
export const RARE_POINTS: ReadonlySet<string> = new Set([
  'sync × storage replace',
  'sync × warehouse compare history',
  'purge × storage read range',
  'purge × storage replace',
  'purge × storage block',
  'purge × storage file',
  'verify × storage read range',
  'verify × storage create',
  'verify × warehouse describe',
  'verify × warehouse compare',
  'verify × warehouse stage',
  'verify × warehouse batch',
]);

/** What a run of histories has seen, so that a test can say that it tested what it says. */
export interface Seen {
  histories: number;
  steps: number;
  runs: number;
  commits: number;
  snapshots: number;
  equalLandings: number;
  purges: number;
  /** Changes beyond the horizon that only a full comparison finds. */
  hidden: number;
  overlapping: number;
  /** Faults that struck, by operation and point, and by kind. */
  readonly faults: Map<string, number>;
  readonly kinds: Map<string, number>;
}

export function newSeen(): Seen {
  return {
    histories: 0,
    steps: 0,
    runs: 0,
    commits: 0,
    snapshots: 0,
    equalLandings: 0,
    purges: 0,
    hidden: 0,
    overlapping: 0,
    faults: new Map(),
    kinds: new Map(),
  };
}

export function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** Each pair of an operation and a fault point, by name. */
export function pairsOf(points: typeof FAULT_POINTS): readonly string[] {
  return Object.entries(points).flatMap(([operation, names]) =>
    names.map((name) => `${operation} × ${name}`),
  );
}
