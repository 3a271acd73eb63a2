import { createHash, generateKeyPairSync } from 'node:crypto';
import nock from 'nock';

/** Contents by path; null takes the file away. */
export type Files = Readonly<Record<string, string | null>>;

export interface Person {
  readonly id: number;
  readonly login: string;
  readonly type: 'User' | 'Bot';
}

interface Commit {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly files: ReadonlyMap<string, string>;
  readonly author: Person | null;
  readonly committer: Person | null;
  readonly message: string;
  readonly date: string;
}

export interface Review {
  readonly user: Person | null;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  readonly commit: string;
  /** When it was given. */
  at?: string;
}

export interface Pull {
  readonly number: number;
  readonly author: Person | null;
  readonly commits: string[];
  readonly reviews: Review[];
  readonly requested: Set<Person>;
  base: string;
  head: string;
  merge: string | null;
  /** Commits of the default branch that GitHub attributes to it. */
  landed: string[];
  /** What else happened to it, as its timeline tells. */
  readonly happened: { readonly event: string; readonly created_at: string }[];
}

export interface CommitOptions {
  readonly message?: string;
  /** Null: an address that nobody has. */
  readonly author?: Person | null;
  readonly committer?: Person | null;
  readonly parents?: readonly string[];
  readonly date?: string;
}

export const API = 'https://api.github.com';
const WHERE = '/repos/example/cohorts';
export const LONG_AGO = '2026-01-05T08:00:00Z';

const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
export const APP = { id: '4711', privateKey: keys.privateKey };

export type Answer = [status: number, body: unknown, headers?: Record<string, string>];

/** The page that GitHub's own interface commits as. */
const PAGES: Person = { id: 19_864_447, login: 'web-flow', type: 'User' };

/**
 * A repository as GitHub's REST API tells of it, by nock, in the shapes of its documentation. Histories are made by hand,
 * those that no page of GitHub makes among them.
 */
export class ToldHistory {
  readonly pulls: Pull[] = [];
  readonly teams = new Map<string, Set<Person>>();
  readonly asked: string[] = [];
  main: string;
  /** How often the list of a commit's pull requests is still empty. */
  lag = 0;
  /** Answers in GitHub's place. */
  fault: (path: string) => Answer | undefined = () => undefined;
  readonly #commits = new Map<string, Commit>();
  readonly #people = new Map<string, Person>();
  readonly #blobs = new Map<string, string>();
  readonly #renamed = new Map<string, string>();
  #count = 0;

  constructor() {
    this.main = this.commit({ 'README.md': 'Cohorts\n' }, { parents: [], author: this.person('olga') });
    nock(API)
      .persist()
      .get(/.*/)
      .reply(({ url }: Request) => this.#answer(url))
      .post(/.*/)
      .reply(({ url }: Request) => this.#answer(url));
  }

  person(login: string): Person {
    const type = login.endsWith('[bot]') ? 'Bot' : 'User';
    const known = this.#people.get(login) ?? { id: 100 + this.#people.size, login, type };
    this.#people.set(login, known);
    return known;
  }

  team(name: string, ...members: readonly string[]): void {
    this.teams.set(name, new Set(members.map((login) => this.person(login))));
  }

  /** Makes a commit, on the tip of the default branch unless other parents are named; moves no branch. */
  commit(files: Files, options: CommitOptions = {}): string {
    const {
      parents = [this.main],
      message = 'Change',
      date = LONG_AGO,
      author = this.person('ann'),
    } = options;
    const { committer = author } = options;
    this.#count += 1;
    const sha = createHash('sha1').update(`commit ${this.#count}`).digest('hex');
    const tree = new Map(this.#commits.get(parents[0] ?? '')?.files);
    for (const [path, content] of Object.entries(files)) {
      if (content === null) tree.delete(path);
      else tree.set(path, content);
    }
    this.#commits.set(sha, { sha, parents, files: tree, author, committer, message, date });
    return sha;
  }

  files(commit = this.main): ReadonlyMap<string, string> {
    return this.#commits.get(commit)?.files ?? new Map();
  }

  /** A push straight to the default branch. */
  push(files: Files, options: CommitOptions = {}): string {
    this.main = this.commit(files, options);
    return this.main;
  }

  open(files: Files, options: CommitOptions & { readonly by?: Person | null } = {}): Pull {
    const head = this.commit(files, options);
    const { by = this.person('ann') } = options;
    const pull: Pull = {
      number: this.pulls.length + 1,
      author: by,
      commits: [head],
      reviews: [],
      requested: new Set(),
      base: 'main',
      head,
      merge: null,
      landed: [],
      happened: [],
    };
    this.pulls.push(pull);
    return pull;
  }

  more(pull: Pull, files: Files, options: CommitOptions = {}): void {
    pull.head = this.commit(files, { ...options, parents: [pull.head] });
    pull.commits.push(pull.head);
  }

  review(pull: Pull, login: string, state: Review['state'] = 'APPROVED', commit = pull.head): Review {
    const review: Review = { user: this.person(login), state, commit };
    pull.reviews.push(review);
    return review;
  }

  /** Brings it to the default branch as GitHub's buttons and its queue do, whoever approved it or not. */
  merge(pull: Pull, method: 'merge' | 'squash' | 'rebase' = 'merge', date = LONG_AGO): void {
    const of = (commit: string): Files => {
      const before = this.files(this.#commits.get(commit)?.parents[0]);
      const after = this.files(commit);
      const paths = new Set([...before.keys(), ...after.keys()]);
      const changed = [...paths].filter((path) => before.get(path) !== after.get(path));
      return Object.fromEntries(changed.map((path) => [path, after.get(path) ?? null]));
    };
    const all: Files = Object.assign({}, ...pull.commits.map(of));
    const by = { author: pull.author, committer: PAGES, date };
    if (method === 'merge') this.push(all, { ...by, parents: [this.main, pull.head] });
    if (method === 'squash') this.push(all, by);
    if (method !== 'rebase') pull.landed.push(this.main);
    else for (const commit of pull.commits) pull.landed.push(this.push(of(commit), by));
    pull.merge = this.main;
  }

  /** One who took another login: what he did stays his. */
  rename(login: string, now: string): void {
    this.#renamed.set(login, now);
  }

  #answer(uri: string): Answer {
    const { pathname, searchParams } = new URL(uri, API);
    const path = decodeURIComponent(pathname);
    this.asked.push(path);
    const fault = this.fault(path);
    if (fault !== undefined) return fault;
    const list = this.#list(path, searchParams);
    if (list !== undefined) return page(list, pathname, searchParams);
    const one = this.#one(path);
    return one === undefined ? [404, { message: 'Not Found', status: '404' }] : [200, one];
  }

  #list(path: string, query: URLSearchParams): readonly unknown[] | undefined {
    if (path === `${WHERE}/commits`) return this.#log(query.get('sha') ?? this.main);
    const [, commit] = new RegExp(`^${WHERE}/commits/([0-9a-f]{40})/pulls$`).exec(path) ?? [];
    if (commit !== undefined) {
      this.lag -= 1;
      if (this.lag >= 0) return [];
      return this.pulls.filter((pull) => pull.landed.includes(commit)).map((pull) => this.#pullShape(pull));
    }
    const [, number, what] =
      new RegExp(`^${WHERE}/(?:pulls|issues)/(\\d+)/(commits|reviews|timeline)$`).exec(path) ?? [];
    const pull = this.pulls[Number(number) - 1];
    if (what === 'commits') return pull?.commits.map((sha) => this.#commitShape(sha));
    if (what === 'timeline') return [{ event: 'committed', sha: pull?.head }, ...(pull?.happened ?? [])];
    if (what === 'reviews')
      return pull?.reviews.map(({ user, state, commit: commit_id, at = LONG_AGO }, index) => ({
        ...{ id: 7000 + index, user: this.#userShape(user), body: '', state, commit_id },
        ...{ submitted_at: at, author_association: 'MEMBER' },
      }));
    const [, org, slug] = /^\/orgs\/([^/]+)\/teams\/([^/]+)\/members$/.exec(path) ?? [];
    const members = org === undefined ? undefined : this.teams.get(`${org}/${slug}`);
    return members && [...members].map((member) => this.#userShape(member));
  }

  #one(path: string): unknown {
    if (path === WHERE) return { id: 1, full_name: 'example/cohorts', private: true, default_branch: 'main' };
    if (path === `${WHERE}/branches/main`)
      return { name: 'main', commit: this.#commitShape(this.main), protected: true };
    const [, object, sha = ''] = new RegExp(`^${WHERE}/git/(trees|blobs)/([0-9a-f]{40})$`).exec(path) ?? [];
    if (object === 'trees') return { sha, truncated: false, tree: this.#treeShape(sha) };
    if (object === 'blobs')
      return { sha, encoding: 'base64', content: Buffer.from(this.#blobs.get(sha) ?? '').toString('base64') };
    const [, number] = new RegExp(`^${WHERE}/pulls/(\\d+)$`).exec(path) ?? [];
    if (number !== undefined) return this.#pullShape(this.pulls[Number(number) - 1]);
    const [, one = '', other = ''] =
      new RegExp(`^${WHERE}/compare/([0-9a-f]{40})\\.\\.\\.([0-9a-f]{40})$`).exec(path) ?? [];
    if (one !== '') {
      const known = new Set(this.#ancestors(one));
      const base = this.#ancestors(other).find((sha) => known.has(sha));
      return base && { status: 'diverged', merge_base_commit: this.#commitShape(base), files: [] };
    }
    const [, login] = /^\/users\/(.+)$/.exec(path) ?? [];
    if (login !== undefined) return this.#userShape(this.#people.get(login) ?? null) ?? undefined;
    if (/^\/orgs\/[^/]+\/installation$/.test(path))
      return { id: 99, app_id: 4711, account: { login: 'example' } };
    if (path === '/app/installations/99/access_tokens')
      return { token: 'ghs_installation', expires_at: new Date(Date.now() + 3_600_000).toISOString() };
    return undefined;
  }

  #log(from: string): readonly unknown[] {
    return this.#ancestors(from).map((sha) => this.#commitShape(sha));
  }

  /** Newest first, as far as the parents lead. */
  #ancestors(from: string): readonly string[] {
    const seen = new Set<string>();
    const open = [from];
    for (let sha = open.shift(); sha !== undefined; sha = open.shift()) {
      if (!seen.has(sha)) open.push(...(this.#commits.get(sha)?.parents ?? []));
      seen.add(sha);
    }
    return [...seen];
  }

  #userShape(person: Person | null): object | null {
    if (person === null) return null;
    const login = this.#renamed.get(person.login) ?? person.login;
    return { login, id: person.id, node_id: `U_${person.id}`, type: person.type, site_admin: false };
  }

  #commitShape(sha: string): object {
    const { author, committer, date, message, parents } = this.#commits.get(sha) as Commit;
    const sign = (person: Person | null): object => ({
      name: person?.login ?? 'somebody',
      email: person ? `${person.id}+${person.login}@users.noreply.github.com` : 'somebody@elsewhere.example',
      date,
    });
    return {
      sha,
      node_id: `C_${sha.slice(0, 8)}`,
      commit: { author: sign(author), committer: sign(committer), message, tree: { sha }, comment_count: 0 },
      author: this.#userShape(author),
      committer: this.#userShape(committer),
      parents: parents.map((parent) => ({ sha: parent })),
    };
  }

  #treeShape(sha: string): readonly object[] {
    return [...this.files(sha)].map(([path, content]) => {
      const link = content.startsWith('link:');
      const blob = createHash('sha1')
        .update(`blob ${Buffer.byteLength(content)}\0${content}`)
        .digest('hex');
      this.#blobs.set(blob, content);
      return { path, mode: link ? '120000' : '100644', type: 'blob', sha: blob, size: content.length };
    });
  }

  #pullShape(pull: Pull | undefined): object | undefined {
    if (pull === undefined) return undefined;
    const repo = { id: 1, full_name: 'example/cohorts' };
    return {
      ...{ id: 9000 + pull.number, number: pull.number, title: 'A change', draft: false },
      ...{ state: pull.merge === null ? 'open' : 'closed', user: this.#userShape(pull.author) },
      head: { ref: `change-${pull.number}`, sha: pull.head, repo },
      base: { ref: pull.base, sha: this.main, repo },
      requested_reviewers: [...pull.requested].map((person) => this.#userShape(person)),
      requested_teams: [],
      ...{ merged_at: pull.merge === null ? null : LONG_AGO, merge_commit_sha: pull.merge },
      ...{ merged: pull.merge !== null, commits: pull.commits.length, changed_files: 1 },
    };
  }
}

/** By pages of 30 unless more are asked for, never more than 100, the next one named in the Link header. */
function page(all: readonly unknown[], path: string, query: URLSearchParams): Answer {
  const size = Math.min(100, Number(query.get('per_page') ?? 30));
  const number = Number(query.get('page') ?? 1);
  const next = new URLSearchParams(query);
  next.set('page', String(number + 1));
  const link = { link: `<${API}${path}?${next}>; rel="next"` };
  const more = number * size < all.length;
  return [200, all.slice((number - 1) * size, number * size), more ? link : {}];
}
