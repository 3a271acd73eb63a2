import { publicError } from '../log/public-errors.ts';
import type { PublicEvent } from '../log/public-events.ts';
import { JUDGED } from '../log/public-text.ts';
import { cut, head, row } from './markdown.ts';

type Judged = PublicEvent & { kind: 'approval-judged' };

/** A step's summary may have 1 MiB; there is more than this one in a job. */
const BYTES = 200_000;

/** The approve step as a person reads it: the verdict first, then what is not approved and what to do, then the rest. */
export function approvalSummary(events: readonly PublicEvent[]): string | undefined {
  const judged = events.filter((event) => event.kind === 'approval-judged');
  if (judged.length === 0) return undefined;
  const open = judged.filter(({ code }) => code !== null);
  const recorded = judged.filter(({ state }) => state === 'approved' || state === 'reduced').length;
  const verdict = `## Approval: ${open.length === 0 ? 'all is proven' : `${open.length} not proven`}`;
  const lines = [...open, ...judged.filter(({ code }) => code === null)].map(line);
  const shown = cut(lines, BYTES, (left) => `… and ${left} more.`);
  return [
    verdict,
    '',
    `Recorded now: ${recorded}.`,
    '',
    ...head('about', 'state', 'what to do'),
    ...shown,
  ].join('\n');
}

function line({ about, cohort, finding, state, code }: Judged): string {
  const name =
    about === 'policy' ? 'policy' : about === 'override' ? `override ${finding?.slice(0, 12) ?? ''}` : cohort;
  if (code === null) return row(name ?? 'a cohort', JUDGED[state], '');
  const { sentence, remedy } = publicError(code);
  return row(name ?? 'a cohort', `${JUDGED[state]}: \`${code}\``, `${sentence} ${remedy}`);
}
