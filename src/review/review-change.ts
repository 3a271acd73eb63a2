import path from 'node:path';
import { isProtected } from '../approval/protected-files.ts';
import { type CohortFile, parseCohortFile } from '../cohort/cohort-file.ts';
import { isCohortPath } from '../cohort/cohort-path.ts';
import { parseConfiguration } from '../configuration/configuration.ts';
import { ConfigurationError, type Mistake } from '../errors.ts';
import type { Change, ChangedFile } from './change.ts';
import { compareCohort } from './compare-cohort.ts';
import { type FileFinding, inspectContent, inspectName, MAXIMUM_FILE_BYTES } from './inspect-file.ts';
import { isKnownMistake } from './known-mistakes.ts';
import { isShowable } from './place.ts';
import type { CohortChange, ReviewFinding, ReviewResult } from './review-result.ts';
import { REVIEW_RULES, type ReviewRuleName } from './review-rules.ts';

export interface ReviewRequest {
  readonly change: Change;
  /** Path of the configuration in the repository. */
  readonly configuration: string;
}

/** As many findings as a person reads; the rest is counted. */
const MAXIMUM_FINDINGS = 200;
/** As many files as GitHub lists of a pull request. */
const MAXIMUM_FILES = 3000;

/**
 * Reviews a proposed change without data, secrets or a checkout: mistakes of cohort files and configuration at file
 * and line, what is refused whatever a person says of it, what the owners must see, and what the change does to each
 * cohort. The result holds no text of the change.
 * @throws what the readers of the change throw; then nothing was found out, and the check must fail
 */
export async function reviewChange({ change, configuration }: ReviewRequest): Promise<ReviewResult> {
  const policy = await readPolicy(change, configuration);
  const review = new Review(change, configuration, policy);
  if (change.files.length > MAXIMUM_FILES) review.find('TOO_MANY_FILES');
  if (!policy.readable) review.find('POLICY_UNREADABLE');
  if (policy.insideNetwork) review.find('CHECKS_OFF');
  for (const file of change.files.slice(0, MAXIMUM_FILES)) await review.file(file);
  review.whole();
  return review.result();
}

/** What the base says, never the change: a change must not relax the rules by which it is judged. */
interface Policy {
  readonly readable: boolean;
  /** Directory of cohort files from the root of the repository, without a slash at its end. */
  readonly cohorts: string;
  readonly insideNetwork: boolean;
}

async function readPolicy(change: Change, file: string): Promise<Policy> {
  const root = '/repository';
  const before = await change.before(file);
  // The first pull request brings the configuration itself.
  if (!before)
    return { readable: (await change.after(file)) !== undefined, cohorts: 'cohorts', insideNetwork: false };
  try {
    const { cohorts, git } = parseConfiguration(before, path.posix.join(root, file), NO_ACCOUNT);
    const directory = path.posix.relative(root, cohorts);
    return { readable: true, cohorts: directory, insideNetwork: git.insideNetwork };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { readable: false, cohorts: 'cohorts', insideNetwork: false };
  }
}

/** Only the form is judged here: which account a container named alone lies in is known inside the network. */
const NO_ACCOUNT = {
  AZURE_STORAGE_CONNECTION_STRING:
    'BlobEndpoint=https://account.blob.core.windows.net;SharedAccessSignature=none',
};

class Review {
  readonly #findings: ReviewFinding[] = [];
  readonly #changes: CohortChange[] = [];
  readonly #change: Change;
  readonly #configuration: string;
  readonly #policy: Policy;
  #policyFiles = 0;
  #cohortFiles = 0;

  constructor(change: Change, configuration: string, policy: Policy) {
    this.#change = change;
    this.#configuration = configuration;
    this.#policy = policy;
  }

  async file(file: ChangedFile): Promise<void> {
    const paths = [file.path, ...(file.previous === undefined ? [] : [file.previous])];
    if (paths.some((name) => this.#isPolicy(name))) this.#policyFiles += 1;
    if (paths.some((name) => this.#isPolicy(name) || name.startsWith('overrides/')))
      this.find('PROTECTED_FILE', file);
    if (paths.some((name) => this.#inCohorts(name))) await this.#cohortFile(file);
    if (file.status !== 'removed') await this.#content(file);
  }

  /** What only the change as a whole shows. */
  whole(): void {
    if (this.#policyFiles > 0 && this.#cohortFiles > 0) this.find('POLICY_AND_COHORT');
  }

  find(
    rule: ReviewRuleName,
    file?: ChangedFile,
    at: Omit<FileFinding, 'rule'> & Partial<Mistake> = {},
  ): void {
    const { line, column, rule: mistake } = at;
    this.#findings.push({
      rule,
      ...(file ? { position: this.#change.files.indexOf(file) + 1 } : {}),
      ...(file && isShowable(file.path) ? { file: file.path } : {}),
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
      ...(mistake !== undefined && isKnownMistake(mistake) ? { mistake } : {}),
    });
  }

  result(): ReviewResult {
    const refused = this.#findings.some(({ rule }) => REVIEW_RULES[rule].severity === 'refused');
    const listed = this.#findings.toSorted((a, b) => severity(a) - severity(b)).slice(0, MAXIMUM_FINDINGS);
    return {
      outcome: refused ? 'refused' : 'passed',
      files: this.#change.files.length,
      findings: listed,
      more: this.#findings.length - listed.length,
      changes: this.#changes,
    };
  }

  #isPolicy(name: string): boolean {
    return isProtected(name, this.#configuration);
  }

  #inCohorts(name: string): boolean {
    return name.startsWith(`${this.#policy.cohorts}/`);
  }

  #isCohort(name: string): boolean {
    return isCohortPath(name, this.#policy.cohorts);
  }

  async #cohortFile(file: ChangedFile): Promise<void> {
    const { path: name, previous = name, status } = file;
    if (!this.#isCohort(name) && !this.#isCohort(previous)) {
      if (status !== 'removed' && name !== `${this.#policy.cohorts}/README.md`)
        this.find('NOT_A_COHORT_FILE', file);
      return;
    }
    this.#cohortFiles += 1;
    if (status === 'removed') return this.find('COHORT_DELETED', file);
    if (status === 'renamed' && this.#isCohort(previous)) this.find('COHORT_RENAMED', file);
    if (!this.#isCohort(name)) return;
    const isNew = (await this.#change.before(name)) === undefined;
    if (isNew && (await this.#change.existedBefore(name))) this.find('COHORT_ID_REUSED', file);
    await this.#compare(file, isNew);
  }

  async #compare(file: ChangedFile, isNew: boolean): Promise<void> {
    if (file.kind !== 'file' || file.size > MAXIMUM_FILE_BYTES) return;
    const name = path.posix.basename(file.path);
    const after = this.#parse(file, await this.#change.after(file.path), name);
    if (!after) return;
    const before = isNew ? undefined : earlier(await this.#change.before(file.path), name);
    if (before?.cohort.status === 'revoked' && after.cohort.status !== 'revoked')
      this.find('COHORT_REVIVED', file);
    this.#changes.push(...compareCohort(before?.cohort, after.cohort));
  }

  #parse(file: ChangedFile, content: Uint8Array | undefined, name: string): CohortFile | undefined {
    try {
      return content && parseCohortFile(content, name);
    } catch (error) {
      this.#mistakes(file, error);
      return undefined;
    }
  }

  #mistakes(file: ChangedFile, error: unknown): void {
    if (!(error instanceof ConfigurationError)) throw error;
    for (const mistake of error.mistakes) this.find('FILE_MISTAKE', file, mistake);
  }

  async #content(file: ChangedFile): Promise<void> {
    if (file.kind !== 'file') return this.find('LINK_REFUSED', file);
    const inside = this.#policy.insideNetwork;
    if (!inside) for (const { rule } of inspectName(file)) this.find(rule, file);
    if (file.size > MAXIMUM_FILE_BYTES) return this.find('TOO_LARGE', file);
    const after = await this.#change.after(file.path);
    if (!after) return;
    if (file.path === this.#configuration) this.#checkConfiguration(file, after);
    if (inside) return;
    const before = await this.#change.before(file.previous ?? file.path);
    const exempt = this.#isCohort(file.path) ? isCohortNumber : () => false;
    for (const { rule, line } of inspectContent(before, after, exempt))
      this.find(rule, file, line === undefined ? {} : { line });
  }

  #checkConfiguration(file: ChangedFile, content: Uint8Array): void {
    try {
      parseConfiguration(content, file.path, NO_ACCOUNT);
    } catch (error) {
      this.#mistakes(file, error);
    }
  }
}

/** A broken file on the base is as good as none: the change is described from nothing. */
function earlier(content: Uint8Array | undefined, name: string): CohortFile | undefined {
  try {
    return content && parseCohortFile(content, name);
  } catch {
    return undefined;
  }
}

/** The number of persons, and the reference of one agreement or project, are what they seem in a cohort file. */
function isCohortNumber(line: string): boolean {
  return (
    /^\s*persons:\s*\d{1,10}\s*$/.test(line) ||
    /^(?:agreement|project):\s*["']?[A-Za-z /_-]*\d{1,10}["']?\s*$/.test(line)
  );
}

function severity({ rule }: ReviewFinding): number {
  return REVIEW_RULES[rule].severity === 'refused' ? 0 : 1;
}
