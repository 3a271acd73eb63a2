import type { Mode } from '../plan/plan-table.ts';
import type { Note } from '../report/run-report.ts';
import type { Departure } from './evidence.ts';

/** The demo as data: what `--json FILE` holds. Every figure is measured in this very run. */
export interface DemoReport {
  /** `equal`: after every sync each landing was the source restricted to its persons, and nothing but the difference moved. */
  readonly verdict: 'equal' | 'different';
  readonly source: { readonly what: string; readonly persons: number; readonly rows: bigint };
  readonly syncs: readonly SyncScene[];
  readonly verification: VerificationScene;
  readonly places: Places;
  readonly seconds: number;
}

/** One sync, and what had happened before it. */
export interface SyncScene {
  readonly title: string;
  readonly events: readonly string[];
  /** The same from a shell, in the demo's directory. */
  readonly commands: readonly string[];
  readonly frontier: string | null;
  /** By the warehouse's log, for this sync alone. */
  readonly departed: Departure;
  readonly cohorts: readonly CohortScene[];
  readonly warnings: readonly Note[];
  /** What was not as promised; empty in a good run. */
  readonly failures: readonly string[];
}

export interface CohortScene {
  readonly cohort: string;
  readonly state: string;
  readonly persons: number;
  /** Rows that the landing lacked before this sync, and rows that it held too many: by comparing whole rows. */
  readonly lacked: bigint;
  readonly surplus: bigint;
  /** Rows that this sync moved, by why they did. */
  readonly moved: Readonly<Record<Exclude<Mode, 'none'>, bigint>>;
  /** Tables by why their rows moved. */
  readonly tables: Readonly<Record<Exclude<Mode, 'none'>, readonly string[]>>;
  readonly commits: number;
  readonly snapshot: number | null;
  /** Rows in the landing after this sync. */
  readonly landed: bigint;
  /** Rows in which landing and source differ after this sync. */
  readonly differences: bigint;
}

export interface VerificationScene {
  readonly command: string;
  readonly verdict: 'verified' | 'failed';
  readonly tables: number;
  readonly files: number;
  readonly rows: bigint;
}

export interface Places {
  readonly landing: string;
  readonly snapshots: string;
  readonly configuration: string;
}

export function movedRows({ moved }: CohortScene): bigint {
  return moved.backfill + moved.increment + moved.repair;
}
