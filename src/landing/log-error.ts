import { IntegrityError } from '../errors.ts';

/** The log in storage is not one that this product, or any Delta writer, would leave behind. `path` names the blob. */
export function logBroken(path: string, what: string, cause?: unknown): IntegrityError {
  return new IntegrityError(`The log of a landed table is broken: ${path}: ${what}.`, {
    code: 'LANDING_LOG_BROKEN',
    remedy: 'Restore the blob from soft delete or a backup, or rebuild the table; nothing was changed.',
    cause,
  });
}
