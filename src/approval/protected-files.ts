/**
 * Files that decide who may approve, or what runs: only an owner's word changes them.
 * @param configuration path of the configuration in the repository
 */
export function isProtected(path: string, configuration: string): boolean {
  return (
    path === configuration ||
    /^\.github\/(?:workflows|actions)\//.test(path) ||
    /^(?:\.github\/|docs\/)?CODEOWNERS$/.test(path)
  );
}
