import { type Instant, WEEK } from '../instant.ts';
import type { SurveyClaim } from '../landing/coverage.ts';
import { rowsBelow, rowsBetween, type SourceState } from './source-state.ts';

export interface GuardLimits {
  /** Rows that may not yet have settled: a `load_dt` so far ahead of the clock is none that a load could have written. */
  readonly settle: bigint;
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
    findings.push({
      code: 'LOAD_DT_IN_FUTURE',
      table,
      stop: true,
      message: `${table} has rows whose load_dt lies in the future of the warehouse's clock.`,
      remedy: 'Ask the collaborator to correct these rows; until then nothing can be said to be loaded.',
    });
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
  const weeks = until > through ? Number((until - through + WEEK - 1n) / WEEK) : 1;
  const plausible = limits.growthStop * Number(claim.total) * weeks;
  const stop = (code: GuardFinding['code'], message: string, remedy: string): readonly GuardFinding[] => [
    { code, table, stop: true, message, remedy },
  ];
  if (claim.total > 0n && total === 0n) {
    return stop('TABLE_EMPTIED', `${table} held rows and is empty now.`, EMPTIED);
  }
  if (fresh > BigInt(limits.growthFloor) && Number(fresh) > plausible) {
    if (total - fresh < claim.total - fresh / 2n) {
      return stop(
        'TABLE_RESTAMPED',
        `${table} seems to have been written again as a whole under a new load_dt.`,
        ASK,
      );
    }
    return stop('GROWTH_IMPLAUSIBLE', `${table} grew far beyond what a week brings.`, RAISE);
  }
  if (claim.total - total > BigInt(limits.growthFloor)) {
    return stop('TABLE_SHRANK', `${table} has lost more rows than a correction explains.`, ASK);
  }
  if (fresh === 0n && until - through >= WEEK) {
    return [
      {
        code: 'NO_GROWTH',
        table,
        stop: false,
        message: `${table} has no new row since the last sync.`,
        remedy: 'Check that the Sunday load ran.',
      },
    ];
  }
  return [];
}

const ASK = 'Ask the collaborator what happened; if it is right, raise limits.growthFloor for one run.';
const RAISE =
  'Check the load with the collaborator; if it is right, raise limits.growthStop (for a table that was empty, limits.growthFloor) for one run.';
const EMPTIED =
  'Ask the collaborator to load the table again; if it is to stay empty, take it out of the cohort files.';
