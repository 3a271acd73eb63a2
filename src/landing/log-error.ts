import { IntegrityError } from '../errors.ts';

/** The log in storage is not one that this product, or any Delta writer, would leave behind. `path` names the blob. */
export function logBroken(path: string, what: string, cause?: unknown): IntegrityError {
  return new IntegrityError(`The log of a landed table is broken: ${path}: ${what}.`, {
    code: 'LANDING_LOG_BROKEN',
    remedy: 'Restore the blob from soft delete or a backup, or rebuild the table; nothing was changed.',
    cause,
  });
}

/** True where a log, or the version that was asked for, cannot be read because somebody else changed what lies there. */
export function isLogBroken(error: unknown): boolean {
  return error instanceof IntegrityError && BROKEN.has(error.code);
}

/** What was read of a log, or that it is broken. */
export async function unlessBroken<T>(pending: Promise<T>): Promise<T | 'broken'> {
  try {
    return await pending;
  } catch (error) {
    if (isLogBroken(error)) return 'broken';
    throw error;
  }
}

const BROKEN: ReadonlySet<string> = new Set(['LANDING_LOG_BROKEN', 'LANDING_VERSION_MISSING']);
