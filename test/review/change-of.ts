import type { Change, ChangedFile } from '../../src/review/change.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

/** A change between two states of a repository, held in memory. */
export function changeOf(
  before: Files,
  after: Files,
  more: {
    readonly history?: readonly string[];
    readonly renamed?: Readonly<Record<string, string>>;
    readonly links?: readonly string[];
  } = {},
): Change {
  const { history = [], renamed = {}, links = [] } = more;
  const bytes = (files: Files, path: string): Uint8Array | undefined =>
    files[path] === undefined ? undefined : Buffer.from(files[path]);
  const old = new Set(Object.values(renamed));
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const files = paths.flatMap((path): ChangedFile[] => {
    if (String(before[path]) === String(after[path])) return [];
    const size = bytes(after, path)?.byteLength ?? 0;
    if (after[path] === undefined)
      return old.has(path) ? [] : [{ path, status: 'removed', size, kind: 'none' }];
    const kind = links.includes(path) ? 'link' : 'file';
    const previous = renamed[path];
    if (previous !== undefined) return [{ path, status: 'renamed', previous, size, kind }];
    return [{ path, status: before[path] === undefined ? 'added' : 'modified', size, kind }];
  });
  return {
    files,
    before: async (path) => bytes(before, path),
    after: async (path) => bytes(after, path),
    existedBefore: async (path) => before[path] !== undefined || history.includes(path),
  };
}
