import { CohortSyncError, RemoteError } from '../errors.ts';
import type { Note } from '../report/run-report.ts';

/** Collects what does not verify, and lets the audit go on. */
export interface Findings {
  readonly notes: readonly Note[];
  add(code: string, message: string, remedy: string): void;
  /** Runs a verification of the product itself; what it throws is a finding. What could not be asked at all is thrown on. */
  verify<T>(run: () => T | Promise<T>): Promise<T | undefined>;
}

export function newFindings(): Findings {
  const notes: Note[] = [];
  const add = (code: string, message: string, remedy: string): void => {
    // The same link may be walked twice, from the table's side and from the snapshot's.
    if (!notes.some((note) => note.code === code && note.message === message))
      notes.push({ code, message, remedy });
  };
  return {
    notes,
    add,
    async verify(run) {
      try {
        return await run();
      } catch (error) {
        if (!(error instanceof CohortSyncError) || error instanceof RemoteError) throw error;
        add(error.code, error.message, error.remedy);
        return undefined;
      }
    },
  };
}
