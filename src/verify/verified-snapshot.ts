import type { Stores } from '../configuration/stores.ts';
import { readSnapshot } from '../landing/snapshot.ts';
import type { Snapshot } from '../landing/snapshot-document.ts';

/**
 * Which snapshots `verify` has found right, as marks in the diagnostics: one blob a snapshot, so that a later verification
 * reads only the files added since. The marks vouch for nothing that `--deep` would not read again.
 */
const folder = (cohort: string): string => `verified/${cohort}/`;

export async function lastVerified(stores: Stores, cohort: string): Promise<Snapshot | undefined> {
  let newest: string | undefined;
  for await (const { path } of stores.diagnostics.list(folder(cohort))) newest = path;
  const number = /\/(\d{10})\.json$/.exec(newest ?? '')?.[1];
  return number === undefined ? undefined : readSnapshot(stores.landing, cohort, Number(number));
}

export async function recordVerified(
  stores: Stores,
  { cohort, number }: Snapshot,
  run: string,
): Promise<void> {
  const path = `${folder(cohort)}${number.toString().padStart(10, '0')}.json`;
  await stores.diagnostics.putIfAbsent(
    path,
    new TextEncoder().encode(`${JSON.stringify({ cohort, number, run })}\n`),
  );
}
