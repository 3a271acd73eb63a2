import path from 'node:path';
import nock from 'nock';
import { afterAll, beforeEach } from 'vitest';
import { readChain } from '../../src/approval/approval-chain.ts';
import type { ApproveOutcome, ApproveReport } from '../../src/approval/approve-report.ts';
import { approveTip } from '../../src/approval/approve-tip.ts';
import { type CohortFileResult, parseCohortFile } from '../../src/cohort/cohort-file.ts';
import { isCohortPath } from '../../src/cohort/cohort-path.ts';
import { parseConfiguration } from '../../src/configuration/configuration.ts';
import { CohortSyncError } from '../../src/errors.ts';
import { openReviewedRepository } from '../../src/github/reviewed-repository.ts';
import { type Instant, parseInstant } from '../../src/instant.ts';
import { parseOverrideFile } from '../../src/override/override-file.ts';
import { cohortText } from '../cohort/cohort-text.ts';
import { type MemoryBlobStore, memoryBlobStore } from '../storage/memory-blob-store.ts';
import { API, APP, type Files, type Pull, ToldHistory } from './told-history.ts';

export const ID = 'heart-failure';
export const FILE = `cohorts/${ID}.yml`;
export const NOW = parseInstant('2026-11-22T12:00:00Z') as Instant;
const ROOT = '/copy';

/** A cohort file of the world, told apart by a comment. */
export const text = (more = ''): string => cohortText(more === '' ? '' : `# ${more}\n`);

export const policyText = (
  more = '',
): string => `source: { host: adb-1.2.azuredatabricks.net, httpPath: /sql/1.0/warehouses/0123456789abcdef }
landing: { url: https://account.blob.core.windows.net/landing }
approvals:
  require: [{ team: partner/clinic }, { team: example/stewards }]
  owners: example/owners
${more}`;

/** Before each test a new world, by nock alone. */
export function inToldWorld(begin: (world: ApprovalWorld) => void): void {
  beforeEach(() => {
    nock.disableNetConnect();
    nock.cleanAll();
    begin(new ApprovalWorld());
  });
  afterAll(() => {
    nock.cleanAll();
    nock.enableNetConnect();
  });
}

/**
 * A repository whose policy two owners brought, and a store of approvals. Of the clinic is carl, of the stewards are bob and
 * stella, owners are olga and otto; ann writes.
 */
export class ApprovalWorld {
  readonly history = new ToldHistory();
  readonly approvals: MemoryBlobStore;
  readonly rosters = memoryBlobStore({ url: 'https://memory.blob.core.windows.net/rosters' });
  readonly waits: number[] = [];
  app: typeof APP | undefined = APP;

  constructor(approvals = memoryBlobStore()) {
    const { history } = this;
    this.approvals = approvals;
    history.team('partner/clinic', 'carl', 'carol');
    history.team('example/stewards', 'bob', 'stella');
    history.team('example/owners', 'olga', 'otto');
    this.bring(
      // As `init` writes them: what explains the cohorts is brought with the policy, and is none.
      {
        'cohort-sync.yml': policyText(),
        '.github/workflows/merge.yml': 'on: push\n',
        'cohorts/README.md': '#\n',
      },
      ['otto'],
      'olga',
    );
  }

  /** A pull request of ann's, or another's, that these people approve, and that is merged. */
  bring(files: Files, approvers: readonly string[] = ['bob', 'carl'], by = 'ann'): Pull {
    const pull = this.open(files, approvers, by);
    this.history.merge(pull);
    return pull;
  }

  open(files: Files, approvers: readonly string[] = ['bob', 'carl'], by = 'ann'): Pull {
    const person = this.history.person(by);
    const pull = this.history.open(files, { by: person, author: person });
    for (const login of approvers) this.history.review(pull, login);
    return pull;
  }

  /** The approve step over a checkout of the tip, or of an older commit. */
  async approve(checkout = this.history.main): Promise<ApproveReport> {
    const files = this.history.files(checkout);
    const within = (folder: string): [string, Buffer][] =>
      [...files]
        .filter(([name]) => isCohortPath(name, folder))
        .map(([name, content]) => [path.basename(name), Buffer.from(content)]);
    const parse = (content: Uint8Array) => parseConfiguration(content, `${ROOT}/cohort-sync.yml`, {});
    const { app, waits } = this;
    return approveTip({
      repository: openReviewedRepository({
        ...{ owner: 'example', repo: 'cohorts', apiUrl: API, token: 'ghs_workflow', app },
        patience: { attempts: 3, longestWait: 120_000, wait: async (time) => waits.push(time) },
      }),
      stores: { approvals: this.approvals, rosters: this.rosters },
      configuration: parse(Buffer.from(files.get('cohort-sync.yml') ?? '')),
      root: ROOT,
      files: within('cohorts').map(([name, content]) => cohortFile(content, name)),
      overrides: within('overrides').map(([name, content]) => parseOverrideFile(content, name)),
      parse,
      now: NOW,
    });
  }

  /** What became of the cohort: its state, with the code where there is an error. */
  async judged(checkout?: string): Promise<string> {
    return said((await this.approve(checkout)).outcomes.find(({ about }) => about === 'cohort'));
  }

  async policy(): Promise<string> {
    return said((await this.approve()).outcomes.find(({ about }) => about === 'policy'));
  }

  chain(): ReturnType<typeof readChain> {
    return readChain(this.approvals, ID);
  }
}

function said(outcome: ApproveOutcome | undefined): string {
  const { state, error } = outcome ?? {};
  return error instanceof CohortSyncError ? `${state} ${error.code} ${error.exitCode}` : `${state}`;
}

function cohortFile(content: Buffer, name: string): CohortFileResult {
  return parseCohortFile(content, name);
}
