/** Whether a suite runs in its short form, which is for each change; the whole form is for each release. */
const SHORT = process.env.TEST_FORM === 'short';

/** For a single test, which the short form shows as skipped. */
export const WHOLE_FORM = !SHORT;

/** All cases, or in the short form every nth of them, begun at `first`. */
export function inThisForm<T>(all: readonly T[], nth: number, first = 0): readonly T[] {
  return SHORT ? all.filter((_, index) => index % nth === first % nth) : all;
}

/** What costs a minute of waiting for a clock that is not ours: in the whole form alone. */
export function inWholeForm<T>(all: readonly T[]): readonly T[] {
  return SHORT ? [] : all;
}
