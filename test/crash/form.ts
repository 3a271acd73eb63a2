/**
 * All cases, or every nth of them in the short form (`npm run test:crash:short`), which is for each change: the whole form is for
 * each release. Both say in their names what they ran.
 */
export function inThisForm<T>(all: readonly T[], nth: number): readonly T[] {
  return process.env.CRASH_FORM === 'short' ? all.filter((_, index) => index % nth === 0) : all;
}

/** What costs a minute of waiting for a clock that is not ours: in the whole form alone. */
export function inWholeForm<T>(all: readonly T[]): readonly T[] {
  return process.env.CRASH_FORM === 'short' ? [] : all;
}
