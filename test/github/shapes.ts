import type { FakeRepository, Issue, Pull, Review } from './fake-repository.ts';
import type { Person } from './git-repository.ts';

/** The documents of GitHub's REST API, as far as anybody reads them. */

export function userShape(person: Person | null): object | null {
  return person && { login: person.login, id: person.id, type: person.type, site_admin: false };
}

export function commitShape(repository: FakeRepository, sha: string): object {
  const format = '%H%x00%T%x00%P%x00%ae%x00%ce%x00%aI%x00%cI%x00%B';
  const [hash = '', tree, parents = '', author = '', committer = '', authored, committed, message] =
    repository.git.text(['log', '-1', `--format=${format}`, sha]).split('\0');
  return {
    sha: hash,
    commit: {
      message: message?.trim(),
      tree: { sha: tree },
      author: { name: author.split('@')[0], email: author, date: authored },
      committer: { name: committer.split('@')[0], email: committer, date: committed },
      verification: { verified: false, reason: 'unsigned', signature: null, payload: null },
    },
    author: userShape(repository.personOf(author)),
    committer:
      committer === 'noreply@github.com'
        ? { login: 'web-flow', id: 19_864_447, type: 'User', site_admin: false }
        : userShape(repository.personOf(committer)),
    parents: parents
      .split(' ')
      .filter(Boolean)
      .map((parent) => ({ sha: parent })),
  };
}

export function repositoryShape({ owner, name, fullName }: FakeRepository): object {
  return {
    id: 1,
    name,
    full_name: fullName,
    private: true,
    owner: { login: owner, id: 2, type: 'Organization' },
    default_branch: 'main',
  };
}

export function pullShape(repository: FakeRepository, pull: Pull): object {
  const repo = repositoryShape(repository);
  const open = pull.merged === undefined && pull.closed !== true;
  return {
    id: pull.number + 10_000,
    number: pull.number,
    state: open ? 'open' : 'closed',
    title: pull.title,
    body: null,
    draft: false,
    user: userShape(pull.author),
    head: { ref: pull.branch, sha: pull.head, label: `${repository.owner}:${pull.branch}`, repo },
    base: {
      ref: pull.base,
      sha: open ? repository.git.text(['rev-parse', pull.base]) : pull.from,
      label: `${repository.owner}:${pull.base}`,
      repo,
    },
    merged: pull.merged !== undefined,
    merged_at: pull.merged?.at ?? null,
    merged_by: pull.merged ? userShape(pull.merged.by) : null,
    merge_commit_sha: pull.merged?.commit ?? null,
    commits: Number(repository.git.text(['rev-list', '--count', `${pull.from}..${pull.head}`])),
    requested_reviewers: [],
    requested_teams: [],
  };
}

export function reviewShape(review: Review): object {
  return {
    id: review.id,
    user: userShape(review.user),
    body: '',
    state: review.state,
    commit_id: review.commit,
    submitted_at: review.at,
    author_association: 'MEMBER',
  };
}

export function issueShape(issue: Issue): object {
  return {
    id: issue.number + 20_000,
    number: issue.number,
    title: issue.title,
    body: issue.body,
    state: issue.state,
    labels: issue.labels.map((name) => ({ name })),
    user: { login: 'github-actions[bot]', id: 41_898_282, type: 'Bot' },
    created_at: issue.at,
  };
}

const STATUS: Readonly<Record<string, string>> = { A: 'added', M: 'modified', D: 'removed', T: 'changed' };

/** The files that differ between two commits. */
export function fileShapes({ git }: FakeRepository, from: string, to: string): readonly object[] {
  const words = git.text(['diff', '--name-status', '--find-renames', '-z', from, to]).split('\0');
  const files: object[] = [];
  for (let index = 0; index < words.length && words[index] !== ''; index += 2) {
    const kind = words[index]?.[0] ?? '';
    const first = words[index + 1] ?? '';
    const moved = kind === 'R';
    const filename = moved ? (words[index + 2] ?? '') : first;
    if (moved) index += 1;
    const at = kind === 'D' ? from : to;
    files.push({
      sha: git.text(['rev-parse', `${at}:${filename}`]),
      filename,
      status: moved ? 'renamed' : STATUS[kind],
      ...(moved ? { previous_filename: first } : {}),
    });
  }
  return files;
}

export function treeShapes({ git }: FakeRepository, tree: string, recursive: boolean): readonly object[] {
  const listed = git.text(['ls-tree', ...(recursive ? ['-r', '-t'] : []), '-l', '-z', tree]);
  return listed
    .split('\0')
    .filter(Boolean)
    .map((entry) => {
      const [left = '', name = ''] = entry.split('\t');
      const [mode, type, sha, size] = left.split(/ +/);
      return { path: name, mode, type, sha, ...(size === '-' ? {} : { size: Number(size) }) };
    });
}
