import { publicError } from '../log/public-errors.ts';
import { type Html, html } from './html.ts';
import type { PageFacts } from './page-facts.ts';

const SHOWN = 30;

/** What moved no row, and what to do about it: open ones first. */
export function heldSection({ heldBack }: PageFacts): Html {
  const rows = heldBack.map(({ cohort, code, first, last, runs, open }) => {
    const { sentence, remedy } = publicError(code);
    const when = first === last ? last : `${first} to ${last}`;
    return html`<div class="row"><span class="when">${when}</span>
<div class="what"><b>${cohort ?? 'the whole run'}</b> <code>${code}</code>
<p class="more">${sentence}${open ? html` <b>${remedy}</b>` : null}</p></div>
<div><span class="pill ${open ? 'bad' : ''}">${open ? 'open' : 'over'}</span><p class="more">${runs} run${runs === 1 ? '' : 's'}</p></div></div>`;
  });
  return section(
    'Held back',
    'Whatever is not sure moves no row of its cohort; the others go on.',
    rows,
    'Nothing was held back.',
  );
}

/** Slices that were replaced because the source had changed. */
export function healedSection({ healed }: PageFacts): Html {
  const rows = healed.map(
    ({ day, cohort, tables }) => html`<div class="row"><span class="when">${day}</span>
<div class="what"><b>${cohort}</b> <span class="more">${tables.map((table, index) => html`${index === 0 ? '' : ', '}<code>${table}</code>`)}</span></div>
<span class="pill good">equal again</span></div>`,
  );
  return section(
    'Healed',
    'Late, corrected or deleted rows at the source: the weeks concerned were fetched again and replaced in one commit.',
    rows,
    'No week had to be replaced.',
  );
}

/** The newest approvals of all cohorts. */
export function approvalSection({ approvals }: PageFacts): Html {
  const rows = approvals.map(
    ({
      cohort,
      sequence,
      kind,
      by,
      reason,
      day,
      status,
      persons,
    }) => html`<div class="row"><span class="when">${day}</span>
<div class="what"><b>${cohort}</b> revision ${sequence}, ${persons.toLocaleString('en-US')} persons
<p class="more">${by}: ${reason}</p></div>
<div><span class="pill ${status === 'active' ? 'good' : ''}">${status}</span><p class="more">${kind}</p></div></div>`,
  );
  return section(
    'Approvals',
    'Only the newest record of a cohort is in force.',
    rows,
    'Nothing was approved yet.',
  );
}

function section(title: string, note: string, rows: readonly Html[], empty: string): Html {
  const left = rows.length - SHOWN;
  const shown = rows.slice(0, SHOWN);
  return html`<h2>${title}</h2><p class="note">${note}</p>
<div class="card rows">${rows.length === 0 ? html`<p class="empty row">${empty}</p>` : shown}${
    left > 0 ? html`<p class="empty row">and ${left} more</p>` : null
  }</div>
`;
}
