import type { Configuration } from '../configuration/configuration.ts';
import type { Stores } from '../configuration/stores.ts';
import { type TableAddress, tableFolder } from '../landing/paths.ts';
import { isRun } from '../sandbox/run-hold.ts';
import type { BlobStore } from '../storage/blob-store.ts';

/** The container that the warehouse unloads to, as each side sees it. */
export interface Staging {
  readonly store: BlobStore;
  /** As the warehouse names it: `abfss://…` or `/Volumes/…`, without a slash at its end. */
  readonly location: string;
}

/** Undefined where rows are streamed. */
export function stagingOf(
  { transfer, staging }: Pick<Configuration, 'transfer' | 'staging'>,
  { staging: store }: Pick<Stores, 'staging'>,
): Staging | undefined {
  if (transfer.mode !== 'unload' || staging === undefined || store === undefined) return undefined;
  return { store, location: staging.location };
}

/**
 * The folder of one try to unload one slice; ends in a slash. It says whose it is, so that a sweep knows the run and a purge the
 * cohort.
 * @param uuid new for every try, and told to nobody: who cannot know the folder cannot put a file into it before
 */
export function stagingFolder(run: string, address: TableAddress, uuid: string): string {
  if (!isRun(run)) throw new RangeError('not the name of a run');
  return `${run}/${tableFolder(address).replace(/^cohorts\//, '')}${uuid}/`;
}

/** Whose a staged file is; undefined for what no run of ours had put there. */
export function ownerOf(path: string): { readonly run: string; readonly cohort: string } | undefined {
  const [run = '', cohort = '', ...rest] = path.split('/');
  return isRun(run) && rest.length > 0 ? { run, cohort } : undefined;
}
