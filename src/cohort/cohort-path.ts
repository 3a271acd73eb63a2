/**
 * Whether a path of the repository is that of a cohort file: directly in the directory of cohorts, and YAML. Anything else
 * there, such as the README that `init` writes, moves no row and is no cohort.
 * @param directory as the configuration names it, without a slash at the end
 */
export function isCohortPath(path: string, directory: string): boolean {
  return path.startsWith(`${directory}/`) && /^[^/]+\.yml$/.test(path.slice(directory.length + 1));
}
