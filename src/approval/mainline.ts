import type { MainlineCommit, ReviewedRepository } from './reviewed-repository.ts';

/**
 * The default branch as it moved: its commits by first parents, the tip at place 0. Git's own history of a path is no proof
 * of how it came here: of a merge that takes an old content it shows the old commit, whose approval is not this one's.
 */
export class Mainline {
  readonly #repository: ReviewedRepository;
  readonly #tip: string;
  readonly #walked: MainlineCommit[] = [];

  constructor(repository: ReviewedRepository, tip: string) {
    this.#repository = repository;
    this.#tip = tip;
  }

  /** The commit so many before the tip; undefined before the first. Asked by one caller at a time. */
  async at(place: number): Promise<MainlineCommit | undefined> {
    while (this.#walked.length <= place) {
      const before = this.#walked.at(-1);
      const sha = before === undefined ? this.#tip : before.parents[0];
      if (sha === undefined) return undefined;
      this.#walked.push(await this.#repository.commit(sha));
    }
    return this.#walked[place];
  }

  /** How many commits lie between the tip and this one; undefined where there is none up to `until`. */
  async placeOf(sha: string, until = Number.POSITIVE_INFINITY): Promise<number | undefined> {
    for (let place = 0; place <= until; place += 1) {
      const commit = await this.at(place);
      if (commit === undefined) return undefined;
      if (commit.sha === sha) return place;
    }
    return undefined;
  }

  /** Every file by its blob; empty before the first commit. */
  async files(place: number): Promise<ReadonlyMap<string, string>> {
    const commit = await this.at(place);
    return commit === undefined ? new Map() : this.#repository.files(commit.sha);
  }

  /**
   * The place of the commit that gave a file the content that it has at `from`, or took it away there.
   * @param until the place before which it must lie
   * @returns undefined where nothing up to there changed it
   */
  async lastChange(path: string, from: number, until: number): Promise<number | undefined> {
    for (let place = from; place < until; place += 1) {
      if ((await this.at(place)) === undefined) return undefined;
      const [after, before] = [await this.files(place), await this.files(place + 1)];
      if (after.get(path) !== before.get(path)) return place;
    }
    return undefined;
  }
}
