import { CohortSyncError, IntegrityError } from '../errors.ts';
import { isLost } from './landed-file.ts';

/**
 * One error for all tables of a landing that failed, so that nobody learns of the second damage only when the first is
 * mended: each in its own words, with its own way out and its findings. The code is that of the first lost file, else of the
 * first damage. Where no table is damaged, it is the first failure as it came: a run that was stopped, a storage that did
 * not answer.
 * @param failures at least one
 */
export function lostFirst(failures: readonly unknown[]): unknown {
  const known = failures.filter((failure) => failure instanceof CohortSyncError);
  const damages = known.filter((failure) => failure instanceof IntegrityError);
  const ordered = [
    ...damages.filter(isLost),
    ...damages.filter((failure) => !isLost(failure)),
    ...known.filter((failure) => !(failure instanceof IntegrityError)),
  ];
  const [first] = ordered;
  if (first === undefined || damages.length === 0) return failures[0];
  if (ordered.length === 1) return first;
  const several = new Set(ordered.map(({ code }) => code)).size > 1;
  const told = ordered.map(({ code, message }) => (several ? `${message} (${code})` : message));
  return new IntegrityError([...new Set(told)].join(' '), {
    code: first.code,
    remedy: [...new Set(ordered.map(({ remedy }) => remedy))].join(' '),
    findings: ordered.flatMap(({ findings }) => findings),
    cause: new AggregateError(failures),
  });
}
