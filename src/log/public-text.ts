import { reviewAnnotations } from '../review/review-text.ts';
import { publicError } from './public-errors.ts';
import type { PublicEvent, PublicMistake } from './public-events.ts';

/** One line that a workflow shows beside a run or a file. All texts are constants and names. */
export interface Annotation {
  readonly level: 'error' | 'warning';
  /** A code. */
  readonly title: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** What a public event says on the console; undefined for one that says nothing there, or as an annotation. */
export function consoleLine(event: PublicEvent): string | undefined {
  switch (event.kind) {
    case 'run-started':
      return `Run ${event.run}: ${event.cohorts} cohort(s).`;
    case 'warehouse-starting':
      return 'Waiting for the warehouse to start.';
    case 'source-surveyed':
      return `Surveyed ${event.tables} source table(s); complete through ${event.through}.`;
    case 'roster-loaded':
      return `${named(event.cohort)}: roster loaded into the sandbox.`;
    case 'snapshot-published':
      return `${named(event.cohort)}: snapshot ${event.number} published.`;
    case 'cohort-purged': {
      const what = event.scope === 'cohort' ? 'the whole landing' : 'persons who are approved no longer';
      return `${named(event.cohort)}: erased ${what}; certificate ${event.certificate}.`;
    }
    case 'cohort-erasure':
      return event.code === null ? `${named(event.cohort)}: ${ERASURE[event.state]}.` : undefined;
    case 'finding':
      return `Finding ${event.digest}: ${about(event)}${event.answered ? ', answered by an owner' : ''}.`;
    case 'cohort-verified': {
      const at = event.snapshot === null ? '' : ` at snapshot ${event.snapshot}`;
      const where = event.differing.length === 0 ? '' : `: ${event.differing.join(', ')}`;
      return `${named(event.cohort)}: ${event.state}${at}${where}.`;
    }
    case 'preview-stored':
      return `Preview of pull request ${event.pull} stored, of commit ${event.head}.`;
    case 'approval-judged':
      return event.code === null ? `${judged(event)}: ${JUDGED[event.state]}.` : undefined;
    case 'check':
      return event.code === null ? `${event.outcome.padEnd(7)} ${subject(event)}` : undefined;
    default:
      return undefined;
  }
}

const ERASURE = {
  purged: 'erased',
  planned: 'something is due to be erased',
  nothing: 'nothing to erase',
  failed: 'not erased',
} as const;

/** Denied and not verified are said in other words, whatever the code adds: one is an answer, the other is none. */
export const JUDGED = {
  approved: 'approved',
  reduced: 'access became less, recorded without proof',
  unchanged: 'approved before',
  inactive: 'not active, nothing to approve',
  denied: 'denied',
  unverified: 'could not be verified',
  invalid: 'has mistakes',
} as const;

type Judged = PublicEvent & { kind: 'approval-judged' };

/** Whom a judgement of the approve step is about, and for one that is no approval, which kind it is. */
function judged({ about, cohort, finding, state, code }: Judged): string {
  const kind = code === null ? '' : ` ${JUDGED[state]}`;
  if (about === 'policy') return `Policy${kind}`;
  return about === 'override' ? `Override ${finding ?? 'of no finding'}${kind}` : `${named(cohort)}${kind}`;
}

/** What a public event puts beside the run: mistakes at their place, everything that a person must look at. */
export function annotationsOf(event: PublicEvent): readonly Annotation[] {
  switch (event.kind) {
    case 'problem':
      return event.mistakes.length === 0
        ? [said('error', event.code, answers(event.findings))]
        : event.mistakes.map((mistake) => misplaced(event.code, mistake));
    case 'cohort-held':
      return [said('error', event.code, answers(event.findings), named(event.cohort))];
    case 'warning':
      return [said('warning', event.code)];
    case 'cohort-erasure':
      return event.code === null ? [] : [said('error', event.code, '', named(event.cohort))];
    case 'cohort-verified':
      // What failed or differs was held, and said so, before.
      if (event.code === null || (event.state !== 'held' && event.state !== 'inactive')) return [];
      return [said(event.state === 'held' ? 'error' : 'warning', event.code, '', named(event.cohort))];
    case 'approval-judged':
      return event.code === null ? [] : [said('error', event.code, '', judged(event))];
    case 'check':
      return event.code === null
        ? []
        : [said(event.outcome === 'failed' ? 'error' : 'warning', event.code, '', subject(event))];
    case 'change-reviewed':
      return reviewAnnotations(event.result);
    default:
      return [];
  }
}

/** The constant text of a code, said of something, with what an owner can answer. */
export function said(
  level: Annotation['level'],
  code: Parameters<typeof publicError>[0],
  more = '',
  of?: string,
): Annotation {
  const { sentence, remedy } = publicError(code);
  return { level, title: code, message: `${of === undefined ? '' : `${of}: `}${sentence} ${remedy}${more}` };
}

function misplaced(code: Parameters<typeof publicError>[0], mistake: PublicMistake): Annotation {
  const { sentence, remedy } = publicError(code);
  const { file, line, column, rule } = mistake;
  // A position without a file would be shown as one of another file.
  const place = file === undefined ? {} : { file, ...(line ? { line } : {}), ...(column ? { column } : {}) };
  const at = file === undefined && line !== undefined ? ` Line ${line}.` : '';
  return {
    level: 'error',
    title: code,
    message: `${rule === undefined ? sentence : `${rule}.`}${at} ${remedy}`,
    ...place,
  };
}

type Finding = Pick<PublicEvent & { kind: 'finding' }, 'code' | 'override' | 'cohort' | 'table' | 'digest'>;

function answers(findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const listed = findings.slice(0, 20).map((finding) => `${finding.digest} (${about(finding)})`);
  return ` Findings that an owner can answer: ${listed.join('; ')}.`;
}

function about({ code, override, cohort, table }: Finding): string {
  return [code, cohort, table, `override: ${override}`].filter((part) => part !== null).join(', ');
}

function subject({ area, subject, table, cohort }: PublicEvent & { kind: 'check' }): string {
  const what = [subject, table, cohort].filter((part) => part !== null).join(' ');
  return what === '' ? area : `${area}: ${what}`;
}

function named(cohort: string | null): string {
  return cohort ?? 'A cohort whose id holds a long number';
}
