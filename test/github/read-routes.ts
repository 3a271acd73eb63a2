import type { FakeRepository, Pull } from './fake-repository.ts';
import type { Route } from './route.ts';
import { NOT_FOUND } from './route.ts';
import {
  commitShape,
  fileShapes,
  pullShape,
  repositoryShape,
  reviewShape,
  treeShapes,
  userShape,
} from './shapes.ts';

const pullOf = (repository: FakeRepository, number: string | undefined): Pull => {
  const found = repository.pulls.find((pull) => String(pull.number) === number);
  if (found === undefined) throw NOT_FOUND;
  return found;
};

const commitOf = ({ git }: FakeRepository, name: string | undefined): string => {
  const sha = git.resolves(name ?? '');
  if (sha === undefined) throw NOT_FOUND;
  return sha;
};

function history(repository: FakeRepository, ...parameters: readonly string[]): readonly object[] {
  const listed = repository.git.text(['log', '--format=%H', ...parameters]);
  return listed
    .split('\n')
    .filter(Boolean)
    .map((sha) => commitShape(repository, sha));
}

/** A pull request belongs to the commits that it proposed and to those that its merge made on the base. */
function belongsTo({ git }: FakeRepository, pull: Pull, sha: string): boolean {
  const within = (range: string): boolean => git.text(['rev-list', range]).split('\n').includes(sha);
  if (within(`${pull.from}..${pull.head}`)) return true;
  return pull.merged !== undefined && within(`${pull.merged.before}..${pull.merged.commit}`);
}

function contents(repository: FakeRepository, path: string, name: string, raw: boolean): unknown {
  const { git } = repository;
  const commit = commitOf(repository, name);
  const entries = treeShapes(repository, commit, true) as { path: string; type: string; sha: string }[];
  const entry = entries.find((one) => one.path === path);
  if (entry === undefined) throw NOT_FOUND;
  if (entry.type === 'tree') {
    const prefix = `${path}/`;
    const children = entries.filter(
      (one) => one.path.startsWith(prefix) && !one.path.includes('/', prefix.length),
    );
    return children.map((one) => ({ ...one, type: one.type === 'blob' ? 'file' : 'dir' }));
  }
  const content = git.run(['cat-file', 'blob', entry.sha]);
  if (raw) return content;
  return { ...entry, type: 'file', size: content.length, encoding: 'base64', content: wrapped(content) };
}

/** GitHub breaks base64 into lines. */
const wrapped = (content: Buffer): string => content.toString('base64').replaceAll(/.{60}/g, '$&\n');

/** What is read of a repository. `permission` undefined: any known token. */
export const READ_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: /^$/,
    answer: ({ repository }) => repositoryShape(repository),
  },
  {
    method: 'GET',
    path: /^\/branches\/(.+)$/,
    permission: ['contents', 'read'],
    answer: ({ repository, match }) => ({
      name: match[1],
      commit: commitShape(repository, commitOf(repository, `refs/heads/${match[1]}`)),
      protected: match[1] === 'main',
    }),
  },
  {
    method: 'GET',
    path: /^\/commits\/([^/]+)\/pulls$/,
    permission: ['pull_requests', 'read'],
    list: true,
    answer: ({ repository, match }) => {
      const sha = commitOf(repository, match[1]);
      if (repository.pullsOfCommitsLag > 0) {
        repository.pullsOfCommitsLag -= 1;
        return [];
      }
      const found = repository.pulls.filter((pull) => belongsTo(repository, pull, sha));
      return found.map((pull) => pullShape(repository, pull));
    },
  },
  {
    method: 'GET',
    path: /^\/commits\/(.+)$/,
    permission: ['contents', 'read'],
    answer: ({ repository, match }) => {
      const sha = commitOf(repository, match[1]);
      const parent = repository.git.resolves(`${sha}^`);
      return {
        ...commitShape(repository, sha),
        files: parent === undefined ? [] : fileShapes(repository, parent, sha),
      };
    },
  },
  {
    method: 'GET',
    path: /^\/commits$/,
    permission: ['contents', 'read'],
    list: true,
    answer: ({ repository, query }) => {
      const path = query.get('path');
      const from = commitOf(repository, query.get('sha') ?? 'main');
      return history(repository, from, ...(path === null ? [] : ['--', path]));
    },
  },
  {
    method: 'GET',
    path: /^\/git\/trees\/(.+)$/,
    permission: ['contents', 'read'],
    answer: ({ repository, match, query }) => {
      const sha = repository.git.text(['rev-parse', `${match[1]}^{tree}`]);
      return { sha, tree: treeShapes(repository, sha, query.has('recursive')), truncated: false };
    },
  },
  {
    method: 'GET',
    path: /^\/git\/blobs\/([0-9a-f]{40})$/,
    permission: ['contents', 'read'],
    answer: ({ repository, match }) => {
      const content = repository.git.run(['cat-file', 'blob', match[1] ?? '']);
      return { sha: match[1], size: content.length, encoding: 'base64', content: wrapped(content) };
    },
  },
  {
    method: 'GET',
    path: /^\/git\/ref\/(heads\/.+)$/,
    permission: ['contents', 'read'],
    answer: ({ repository, match }) => ({
      ref: `refs/${match[1]}`,
      object: { type: 'commit', sha: commitOf(repository, `refs/${match[1]}`) },
    }),
  },
  {
    method: 'GET',
    path: /^\/contents\/(.+)$/,
    permission: ['contents', 'read'],
    answer: ({ repository, match, query, accept }) =>
      contents(repository, match[1] ?? '', query.get('ref') ?? 'main', accept.includes('raw')),
  },
  {
    method: 'GET',
    path: /^\/compare\/(.+)\.\.\.(.+)$/,
    permission: ['contents', 'read'],
    answer: ({ repository, match }) => {
      const [base, head] = [commitOf(repository, match[1]), commitOf(repository, match[2])];
      const from = repository.git.text(['merge-base', base, head]);
      const [behind, ahead] = repository.git
        .text(['rev-list', '--left-right', '--count', `${base}...${head}`])
        .split('\t')
        .map(Number);
      return {
        status: ahead === 0 ? (behind === 0 ? 'identical' : 'behind') : behind === 0 ? 'ahead' : 'diverged',
        ahead_by: ahead,
        behind_by: behind,
        merge_base_commit: commitShape(repository, from),
        commits: history(repository, '--reverse', `${base}..${head}`),
        files: fileShapes(repository, from, head),
      };
    },
  },
  {
    method: 'GET',
    path: /^\/pulls$/,
    permission: ['pull_requests', 'read'],
    list: true,
    answer: ({ repository, query }) => {
      const wanted = query.get('state') ?? 'open';
      const shapes = repository.pulls.map((pull) => pullShape(repository, pull) as { state: string });
      return shapes.filter(({ state }) => wanted === 'all' || wanted === state).toReversed();
    },
  },
  {
    method: 'GET',
    path: /^\/pulls\/(\d+)$/,
    permission: ['pull_requests', 'read'],
    answer: ({ repository, match }) => pullShape(repository, pullOf(repository, match[1])),
  },
  {
    method: 'GET',
    path: /^\/pulls\/(\d+)\/files$/,
    permission: ['pull_requests', 'read'],
    list: true,
    answer: ({ repository, match }) => {
      const { from, head } = pullOf(repository, match[1]);
      return fileShapes(repository, from, head);
    },
  },
  {
    method: 'GET',
    path: /^\/pulls\/(\d+)\/commits$/,
    permission: ['pull_requests', 'read'],
    list: true,
    answer: ({ repository, match }) => {
      const { from, head } = pullOf(repository, match[1]);
      return history(repository, '--reverse', `${from}..${head}`);
    },
  },
  {
    method: 'GET',
    path: /^\/pulls\/(\d+)\/reviews$/,
    permission: ['pull_requests', 'read'],
    list: true,
    answer: ({ repository, match }) => pullOf(repository, match[1]).reviews.map(reviewShape),
  },
  {
    method: 'GET',
    path: /^\/issues\/(\d+)\/timeline$/,
    permission: ['pull_requests', 'read'],
    list: true,
    answer: ({ repository, match }) =>
      pullOf(repository, match[1]).reviews.map(({ at }) => ({ event: 'reviewed', submitted_at: at })),
  },
];

/** What an App's installation reads of the organisation's teams. */
export const TEAM_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/teams\/([^/]+)$/,
    permission: ['members', 'read'],
    answer: ({ repository, match }) => {
      if (!repository.teams.has(match[1] ?? '')) throw NOT_FOUND;
      return { id: 77, slug: match[1], name: match[1], privacy: 'closed' };
    },
  },
  {
    method: 'GET',
    path: /^\/teams\/([^/]+)\/members$/,
    permission: ['members', 'read'],
    list: true,
    answer: ({ repository, match }) => {
      const members = repository.teams.get(match[1] ?? '');
      if (members === undefined) throw NOT_FOUND;
      return [...members].map((login) => userShape(repository.person(login)));
    },
  },
  {
    method: 'GET',
    path: /^\/teams\/([^/]+)\/memberships\/([^/]+)$/,
    permission: ['members', 'read'],
    answer: ({ repository, match }) => {
      if (repository.teams.get(match[1] ?? '')?.has(match[2] ?? '') !== true) throw NOT_FOUND;
      return { state: 'active', role: 'member' };
    },
  },
];
