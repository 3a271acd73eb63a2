import { type Files, GitRepository, type MergeMethod, type Person } from './git-repository.ts';

export type ReviewState = 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';

export interface Review {
  readonly id: number;
  readonly user: Person | null;
  state: ReviewState;
  readonly commit: string;
  readonly at: string;
}

export interface Pull {
  readonly number: number;
  readonly author: Person;
  readonly branch: string;
  readonly base: string;
  readonly title: string;
  readonly reviews: Review[];
  head: string;
  /** The base's commit that the change is compared with. */
  from: string;
  merged?: { readonly before: string; readonly commit: string; readonly by: Person; readonly at: string };
  closed?: boolean;
}

export interface Issue {
  readonly number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  labels: readonly string[];
  readonly at: string;
}

export interface Comment {
  readonly id: number;
  readonly issue: number;
  body: string;
}

export interface Deployment {
  readonly id: number;
  readonly asked: Readonly<Record<string, unknown>>;
  readonly statuses: Readonly<Record<string, unknown>>[];
}

export interface Proposal {
  readonly files: Files;
  readonly author: string;
  readonly base?: string;
  readonly title?: string;
  /** The commits' email, where it is to be nobody's that GitHub knows. */
  readonly email?: string;
  /** Appended to the commit's message, such as a Co-authored-by line. */
  readonly trailer?: string;
}

/** A pull request, by what people do with it. */
export interface OpenPull {
  readonly number: number;
  readonly pull: Pull;
  push(files: Files, author?: string): Promise<string>;
  /** A review of the present head, or of the commit given. */
  review(user: string, state: ReviewState, commit?: string): Review;
  /** The review no longer counts. */
  dismiss(review: Review): void;
  close(): void;
  /** Merges as GitHub's button does. Gives the commit on the base. */
  merge(options?: { readonly method?: MergeMethod; readonly by?: string }): string;
}

/** What a repository on GitHub holds, over a real Git repository. */
export class FakeRepository {
  readonly owner: string;
  readonly name: string;
  readonly git: GitRepository;
  readonly people = new Map<string, Person>();
  readonly teams = new Map<string, Set<string>>();
  readonly pulls: Pull[] = [];
  readonly issues: Issue[] = [];
  readonly comments: Comment[] = [];
  readonly deployments: Deployment[] = [];
  /** How often `/commits/{sha}/pulls` still answers that there is none, as GitHub does right after a merge. */
  pullsOfCommitsLag = 0;
  #numbers = 0;
  #ids = 1000;
  #clock = Date.UTC(2026, 0, 1);

  private constructor(owner: string, name: string, git: GitRepository) {
    this.owner = owner;
    this.name = name;
    this.git = git;
  }

  static async create(owner = 'example', name = 'cohorts'): Promise<FakeRepository> {
    return new FakeRepository(owner, name, await GitRepository.create());
  }

  get fullName(): string {
    return `${this.owner}/${this.name}`;
  }

  get tip(): string {
    return this.git.text(['rev-parse', 'main']);
  }

  nextNumber(): number {
    this.#numbers += 1;
    return this.#numbers;
  }

  nextId(): number {
    this.#ids += 1;
    return this.#ids;
  }

  /** A minute later at each call: reviews have an order that no test waits for. */
  now(): string {
    this.#clock += 60_000;
    return new Date(this.#clock).toISOString().replace('.000', '');
  }

  person(login: string): Person {
    const known = this.people.get(login);
    if (known) return known;
    const made: Person = { login, id: this.nextId(), type: login.endsWith('[bot]') ? 'Bot' : 'User' };
    this.people.set(login, made);
    return made;
  }

  email(login: string): string {
    return `${this.person(login).id}+${login}@users.noreply.github.com`;
  }

  /** Whose address it is, as GitHub attributes commits; nobody's is null. */
  personOf(email: string): Person | null {
    const login = /^\d+\+(.+)@users\.noreply\.github\.com$/.exec(email)?.[1];
    return (login === undefined ? undefined : this.people.get(login)) ?? null;
  }

  team(slug: string, members: readonly string[]): void {
    for (const login of members) this.person(login);
    this.teams.set(slug, new Set(members));
  }

  /** A push straight to a branch, past every pull request. */
  push(files: Files, author: string, branch = 'main'): Promise<string> {
    return this.git.commit(branch, files, 'Pushed', this.email(author));
  }

  async openPull(proposal: Proposal): Promise<OpenPull> {
    const { author: login, base = 'main', title = 'A change' } = proposal;
    const [author, number] = [this.person(login), this.nextNumber()];
    const branch = `change-${number}`;
    const from = this.git.text(['rev-parse', base]);
    const message = `Change${proposal.trailer === undefined ? '' : `\n\n${proposal.trailer}`}`;
    const email = proposal.email ?? this.email(login);
    const head = await this.git.commit(branch, proposal.files, message, email, base);
    const pull: Pull = { number, author, branch, base, title, reviews: [], head, from };
    this.pulls.push(pull);
    return this.#handle(pull);
  }

  #handle(pull: Pull): OpenPull {
    return {
      number: pull.number,
      pull,
      push: async (files, author = pull.author.login) => {
        pull.head = await this.git.commit(pull.branch, files, 'More', this.email(author));
        return pull.head;
      },
      review: (login, state, commit = pull.head) => {
        const review = { id: this.nextId(), user: this.person(login), state, commit, at: this.now() };
        pull.reviews.push(review);
        return review;
      },
      dismiss: (review) => {
        review.state = 'DISMISSED';
      },
      close: () => {
        pull.closed = true;
      },
      merge: ({ method = 'merge', by = pull.author.login } = {}) => {
        pull.from = this.git.text(['merge-base', pull.base, pull.head]);
        const before = this.git.text(['rev-parse', pull.base]);
        const authored = this.email(pull.author.login);
        const commit = this.git.merge(pull.base, pull.branch, method, authored, this.email(by));
        pull.merged = { before, commit, by: this.person(by), at: this.now() };
        return commit;
      },
    };
  }
}
