import { type Instant, WEEK } from '../instant.ts';
import type { SurveyClaim } from '../landing/coverage.ts';
import { rowsBelow, rowsBetween, type SourceState } from './source-state.ts';

export interface GuardLimits {
  /** Rows that may not yet have settled: a `load_dt` so far ahead of the clock is none that a load could have written. */
  readonly settle: bigint;
  /** Growth a week that is expected, as a fraction of the table; four times as much is worth a look. */
  readonly growth: number;
  /** Growth a week above which a person must look, as a fraction of the table. */
  readonly growthStop: number;
  /** Fewer rows than these are never judged. */
  readonly growthFloor: number;
}

/** What a whole source table looked like when a landing last equalled it. */
export interface KnownTable {
  readonly claim: SurveyClaim;
  readonly through: Instant;
}

/** A judgement of one source table, all patients together; `stop` moves no row of any cohort. */
export interface GuardFinding {
  readonly code:
    | 'LOAD_DT_IN_FUTURE'
    | 'GROWTH_IMPLAUSIBLE'
    | 'TABLE_RESTAMPED'
    | 'TABLE_SHRANK'
    | 'TABLE_EMPTIED'
    | 'GROWTH_UNUSUAL'
    | 'NO_GROWTH';
  readonly table: string;
  readonly stop: boolean;
  readonly message: string;
  readonly remedy: string;
}

/**
 * Judges a source table. The first sync of a source knows nothing to compare with: years of history are not growth.
 *
 * @param known the newest claim of any landing on this table
 */
export function judge(
  state: SourceState,
  until: Instant,
  known: KnownTable | undefined,
  limits: GuardLimits,
): readonly GuardFinding[] {
  const findings: GuardFinding[] = [];
  const { table } = state.source;
  const { now } = state.totals;
  if (state.bursts.some((burst) => burst.last !== null && burst.last > now + limits.settle)) {
    findings.push({ table, stop: true, ...FINDINGS.LOAD_DT_IN_FUTURE(table) });
  }
  if (known !== undefined) findings.push(...judgeGrowth(state, until, known, limits));
  return findings;
}

function judgeGrowth(
  state: SourceState,
  until: Instant,
  { claim, through }: KnownTable,
  limits: GuardLimits,
): readonly GuardFinding[] {
  const { table } = state.source;
  const fresh = rowsBetween(state, through, until);
  const total = rowsBelow(state, until);
  const floor = BigInt(limits.growthFloor);
  const weeks = until > through ? Number((until - through + WEEK - 1n) / WEEK) : 1;
  const grewBy = (share: number): boolean =>
    fresh > floor && Number(fresh) > share * Number(claim.total) * weeks;
  // Rows that came while as many went were not loaded for the first time.
  const restamped = total - fresh < claim.total - fresh / 2n;
  if (claim.total > 0n && total === 0n) return [{ table, stop: true, ...FINDINGS.TABLE_EMPTIED(table) }];
  if (grewBy(limits.growthStop)) {
    const code = restamped ? 'TABLE_RESTAMPED' : 'GROWTH_IMPLAUSIBLE';
    return [{ table, stop: true, ...FINDINGS[code](table) }];
  }
  if (claim.total - total > floor) return [{ table, stop: true, ...FINDINGS.TABLE_SHRANK(table) }];
  if (grewBy(4 * limits.growth)) return [{ table, stop: false, ...FINDINGS.GROWTH_UNUSUAL(table) }];
  // A table that never held a row is not missed.
  if (fresh === 0n && claim.total > 0n && until - through >= WEEK)
    return [{ table, stop: false, ...FINDINGS.NO_GROWTH(table) }];
  return [];
}

type Words = (table: string) => Pick<GuardFinding, 'code' | 'message' | 'remedy'>;

const ASK = 'Ask the collaborator what happened; if it is right, have an owner accept the finding.';

const FINDINGS = {
  LOAD_DT_IN_FUTURE: (table) => ({
    code: 'LOAD_DT_IN_FUTURE',
    message: `${table} has rows whose load_dt lies in the future of the warehouse's clock.`,
    remedy: 'Ask the collaborator to correct these rows; until then nothing can be said to be loaded.',
  }),
  TABLE_EMPTIED: (table) => ({
    code: 'TABLE_EMPTIED',
    message: `${table} held rows and is empty now.`,
    remedy:
      'Ask the collaborator to load it again; if it is to stay empty, have an owner accept the finding.',
  }),
  TABLE_RESTAMPED: (table) => ({
    code: 'TABLE_RESTAMPED',
    message: `${table} seems to have been written again as a whole under a new load_dt.`,
    remedy: ASK,
  }),
  GROWTH_IMPLAUSIBLE: (table) => ({
    code: 'GROWTH_IMPLAUSIBLE',
    message: `${table} grew far beyond what a week brings.`,
    remedy: 'Check the load with the collaborator; if it is right, have an owner accept the finding.',
  }),
  TABLE_SHRANK: (table) => ({
    code: 'TABLE_SHRANK',
    message: `${table} has lost more rows than a correction explains.`,
    remedy: ASK,
  }),
  GROWTH_UNUSUAL: (table) => ({
    code: 'GROWTH_UNUSUAL',
    message: `${table} grew much more than usual.`,
    remedy: 'Check the load with the collaborator.',
  }),
  NO_GROWTH: (table) => ({
    code: 'NO_GROWTH',
    message: `${table} has no new row since the last sync.`,
    remedy: 'Check that the Sunday load ran.',
  }),
} satisfies Record<GuardFinding['code'], Words>;
