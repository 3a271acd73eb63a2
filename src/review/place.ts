import { COHORT_ID } from '../cohort/cohort-schema.ts';

/**
 * Which paths of a change may be shown. A path is text of whoever wrote the change, and can hold an identifier as well
 * as a line can: only cohort files and the files that the product itself knows are named. All others are told by
 * their position in the change.
 */
const KNOWN = [
  /^(?:[A-Za-z][A-Za-z_-]{0,30}\/){0,3}cohort-sync\.yml$/,
  /^(?:\.github\/|docs\/)?CODEOWNERS$/,
  /^\.github\/workflows\/(?:pull-request|merge|weekly|rerun|purge|preview|ci)\.ya?ml$/,
  /^overrides\/[0-9a-f]{64}\.yml$/,
  /^(?:\.gitignore|README\.md|cohorts\/README\.md|\.githooks\/pre-commit)$/,
];
const COHORT_FILE = /^(?:[A-Za-z][A-Za-z_-]{0,30}\/){1,3}([^/]+)\.yml$/;
/** As many digits in a row as an identifier may have. */
const NUMBER = /\p{Nd}{6}/u;

export function isShowable(path: string): boolean {
  if (KNOWN.some((known) => known.test(path))) return true;
  const [, id = ''] = COHORT_FILE.exec(path) ?? [];
  return COHORT_ID.test(id) && !NUMBER.test(id);
}

/** True where the name of a file or of one of its folders could be that of a person. */
export function hasLongNumber(path: string): boolean {
  if (/^overrides\/[0-9a-f]{64}\.yml$/.test(path)) return false;
  // A day is no identifier; other groups of digits count together, however they are separated.
  return NUMBER.test(path.normalize('NFKC').replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, ''));
}
