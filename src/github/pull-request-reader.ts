import type { getOctokit } from '@actions/github';
import { RemoteError } from '../errors.ts';
import type { Change, ChangedFile } from '../review/change.ts';

export interface ProposedCommits {
  readonly owner: string;
  readonly repo: string;
  /** The commit that the change is to be merged into. */
  readonly base: string;
  readonly head: string;
}

type Octokit = ReturnType<typeof getOctokit>;

/**
 * Reads a pull request, or a group of a merge queue, by the API: nothing is checked out. Both sides are taken from whole
 * trees of exact commits, so that it does not matter what is pushed meanwhile, and no list of files is cut off.
 * @throws RemoteError `GITHUB_TREE_TRUNCATED` when the repository is too large to be listed; what the API raises
 */
export async function openProposedChange(octokit: Octokit, commits: ProposedCommits): Promise<Change> {
  const { owner, repo, base, head } = commits;
  const comparison = await octokit.rest.repos.compareCommitsWithBasehead({
    owner,
    repo,
    basehead: `${base}...${head}`,
    per_page: 1,
  });
  const root = comparison.data.merge_base_commit.sha;
  const [before, after] = [await tree(octokit, commits, root), await tree(octokit, commits, head)];
  const read = async (side: Tree, path: string): Promise<Uint8Array | undefined> => {
    const entry = side.get(path);
    if (entry?.type !== 'blob') return undefined;
    const { data } = await octokit.rest.git.getBlob({ owner, repo, file_sha: entry.sha });
    return Buffer.from(data.content, 'base64');
  };
  return {
    files: changedFiles(before, after),
    before: (path) => read(before, path),
    after: (path) => read(after, path),
    existedBefore: async (path) => {
      const { data } = await octokit.rest.repos.listCommits({ owner, repo, sha: root, path, per_page: 1 });
      return data.length > 0;
    },
  };
}

interface Entry {
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
  readonly size: number;
}
type Tree = ReadonlyMap<string, Entry>;

async function tree(octokit: Octokit, { owner, repo }: ProposedCommits, sha: string): Promise<Tree> {
  const { data } = await octokit.rest.git.getTree({ owner, repo, tree_sha: sha, recursive: '1' });
  if (data.truncated) {
    throw new RemoteError('The repository has more files than GitHub lists at once.', {
      code: 'GITHUB_TREE_TRUNCATED',
      remedy: 'Keep cohort files in a repository of their own.',
    });
  }
  return new Map(
    data.tree
      .filter(({ type }) => type !== 'tree')
      .map(({ path, mode, type, sha: object, size }) => [
        path ?? '',
        { mode: mode ?? '', type: type ?? '', sha: object ?? '', size: size ?? 0 },
      ]),
  );
}

const KIND: Record<string, ChangedFile['kind']> = { '100644': 'file', '100755': 'file', '120000': 'link' };

/** The differences of two trees by path. A file that moved unchanged is one renaming; one that also changed is two files. */
function changedFiles(before: Tree, after: Tree): readonly ChangedFile[] {
  const gone = [...before].filter(([path]) => !after.has(path));
  const homes = new Map(gone.map(([path, { sha }]) => [sha, path]));
  const moved = new Set<string>();
  const there = [...after]
    .filter(([path, entry]) => !isSame(before.get(path), entry))
    .map(([path, entry]): ChangedFile => {
      const kind = KIND[entry.mode] ?? 'other';
      const { size } = entry;
      if (before.has(path)) return { path, status: 'modified', size, kind };
      const previous = homes.get(entry.sha);
      if (previous === undefined || moved.has(previous)) return { path, status: 'added', size, kind };
      moved.add(previous);
      return { path, status: 'renamed', previous, size, kind };
    });
  const removed = gone
    .filter(([path]) => !moved.has(path))
    .map(([path]): ChangedFile => ({ path, status: 'removed', size: 0, kind: 'none' }));
  return [...there, ...removed].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function isSame(one: Entry | undefined, other: Entry): boolean {
  return one?.sha === other.sha && one.mode === other.mode;
}
