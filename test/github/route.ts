import type { FakeRepository } from './fake-repository.ts';
import type { Access } from './tokens.ts';

export interface Asked {
  readonly repository: FakeRepository;
  readonly match: RegExpExecArray;
  readonly query: URLSearchParams;
  readonly accept: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Matches what follows the repository, or the organisation. */
  readonly path: RegExp;
  /** What the token must be allowed; nothing where any known token will do. */
  readonly permission?: readonly [name: string, access: Access];
  /** The access that will do, too, where it is a pull request's: `pull_requests`; comments belong to issues and to these. */
  readonly ofPull?: {
    readonly access: Access;
    readonly number: (repository: FakeRepository, match: RegExpExecArray) => number | undefined;
  };
  /** The answer is a list, and comes by pages. */
  readonly list?: boolean;
  readonly answer: (asked: Asked) => unknown;
}

/** An answer that is no success. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export const NOT_FOUND = new Refusal(404, 'Not Found');
