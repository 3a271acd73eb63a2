import { CohortSyncError, IntegrityError } from '../errors.ts';
import { SourceError } from '../source/source-error.ts';

const REFUSED = {
  SOURCE_DENIED: [
    'UNLOAD_DENIED',
    'the source does not let this identity unload to staging',
    'Ask the owner of the source for READ FILES and WRITE FILES on the external location of staging; docs/deploy-azure.md has the grants.',
  ],
  SOURCE_STATEMENT_FAILED: [
    'UNLOAD_FAILED',
    'the source could not unload to staging',
    'See the diagnostics for what the source said. Mostly no external location covers staging.location, or its credential may not write there.',
  ],
} as const;

/** For `catch`: what a statement that unloads failed with, where the fault is one of unloading. */
export function unloadFailed(error: unknown): never {
  if (!(error instanceof SourceError) || !(error.code in REFUSED)) throw error;
  const [code, message, remedy] = REFUSED[error.code as keyof typeof REFUSED];
  const { sqlState, undone } = error;
  throw new SourceError(message, { code, remedy, cause: error, sqlState, undone });
}

const NOT_AS_ASKED = new Set(['COLUMN_MISMATCH', 'UNAPPROVED_COLUMN', 'FILE_UNREADABLE']);

/** For `catch`: what is wrong with the form of a staged file, told as that; what is wrong with its rows passes. */
export function fileRefused(error: unknown): never {
  if (!(error instanceof CohortSyncError) || !NOT_AS_ASKED.has(error.code)) throw error;
  throw new IntegrityError(
    'A file that was unloaded does not store the approved columns as a landing must.',
    {
      code: 'UNLOAD_FILE_REFUSED',
      remedy:
        'Nothing of the slice was used. A warehouse that writes timestamps as INT96 cannot unload: set transfer.mode to stream. Otherwise find out who else writes to staging.',
      cause: error,
    },
  );
}
