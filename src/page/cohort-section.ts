import { publicError } from '../log/public-errors.ts';
import { sundayStrip } from './charts.ts';
import { type Html, html } from './html.ts';
import type { PageCohort, PageFacts } from './page-facts.ts';

const SUNDAYS = 8;

/** Each cohort, those that need somebody first. */
export function cohortSection({ cohorts, lastSunday, heldBack }: PageFacts): Html {
  if (cohorts.length === 0) return html`<h2>Cohorts</h2><p class="empty">There are no cohort files.</p>`;
  const stopped = new Set(heldBack.flatMap(({ open, cohort }) => (open && cohort !== null ? [cohort] : [])));
  const rank = (each: PageCohort): number => urgency(each, stopped.has(each.cohort));
  const sorted = cohorts.toSorted((a, b) => rank(a) - rank(b) || (a.cohort < b.cohort ? -1 : 1));
  return html`<h2>Cohorts</h2>
<p class="note">Each square is a Sunday, up to the last one, ${lastSunday}: filled where everything loaded until then is in.</p>
<div class="cohorts">${sorted.map((each) => card(each, stopped.has(each.cohort)))}</div>`;
}

function urgency({ state, snapshot }: PageCohort, stopped: boolean): number {
  if (stopped || state === 'broken' || state === 'invalid' || state === 'without-file') return 0;
  if (state !== 'active') return 3;
  return snapshot === null || snapshot.behind > 0 ? 1 : 2;
}

function card(cohort: PageCohort, stopped: boolean): Html {
  const { title, snapshot, code } = cohort;
  return html`<article class="card cohort">
<div><p class="name">${cohort.cohort}</p>
<p class="title">${title}</p>
<p class="line">${facts(cohort)}</p></div>
<div class="side">${pill(cohort, stopped)}${sundayStrip(snapshot?.behind ?? null, SUNDAYS)}
<p class="line">${snapshot === null ? 'nothing published' : `through ${snapshot.through}, snapshot ${snapshot.number}`}</p></div>
${code === null ? null : why(code)}
</article>
`;
}

function facts({ consumer, persons, revision, lastDay }: PageCohort): string {
  return [
    consumer === null ? '' : `for ${consumer}`,
    persons === null ? '' : `${persons.toLocaleString('en-US')} persons approved`,
    revision === null ? 'never approved' : `revision ${revision}`,
    lastDay === null ? '' : `until ${lastDay}`,
  ]
    .filter((each) => each !== '')
    .join(' · ');
}

function why(code: NonNullable<PageCohort['code']>): Html {
  const { sentence, remedy } = publicError(code);
  return html`<p class="why"><code>${code}</code> ${sentence} <span class="line">${remedy}</span></p>`;
}

const STATES: Readonly<Record<string, readonly [string, string]>> = {
  unapproved: ['warn', 'not approved'],
  pending: ['warn', 'change not approved'],
  superseded: ['bad', 'superseded'],
  suspended: ['', 'suspended'],
  revoked: ['', 'revoked'],
  expired: ['warn', 'expired'],
  invalid: ['bad', 'file has mistakes'],
  'without-file': ['bad', 'no cohort file'],
  broken: ['bad', 'cannot be read'],
};

function pill({ state, snapshot }: PageCohort, stopped: boolean): Html {
  const [tone, word] = STATES[state] ?? active(snapshot, stopped);
  return html`<span class="pill ${tone}">${word}</span>`;
}

function active(snapshot: PageCohort['snapshot'], stopped: boolean): readonly [string, string] {
  if (stopped) return ['bad', 'held back'];
  if (snapshot === null) return ['warn', 'waits for its history'];
  if (snapshot.behind === 0) return ['good', 'up to date'];
  return ['warn', `${snapshot.behind} Sunday${snapshot.behind === 1 ? '' : 's'} behind`];
}
