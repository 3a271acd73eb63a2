import { DAY, formatInstant, type Instant, parseInstant, WEEK } from '../instant.ts';
import { OMOP_TABLES } from '../omop/tables.ts';
import { bytesInWords } from '../report/figure-words.ts';
import { historyChart, storageChart, weeklyChart } from './charts.ts';
import { type Html, html } from './html.ts';
import type { PageFacts } from './page-facts.ts';

/** New rows by week, a chart for each table. */
export function figureSection({ weeks, lastSunday, smallCell }: PageFacts): Html {
  const first = weeks[0]?.sunday;
  const axis = first === undefined ? [] : sundays(first, weeks.at(-1)?.sunday ?? lastSunday, lastSunday);
  const charts = OMOP_TABLES.flatMap(({ name }) => {
    const own = weeks.filter(({ table }) => table === name);
    const newest = own.at(-1);
    if (newest === undefined) return [];
    return html`<figure class="card chart"><h3><code>${name}</code><span>${newest.sunday}: ${newest.rows.toLocaleString('en-US')}</span></h3>${weeklyChart(own, axis)}</figure>
`;
  });
  return html`<h2>New rows, week by week</h2>
<p class="note">Increments of all cohorts together, by the Sunday that loaded them. No bar: no rows, or rows of fewer than ${smallCell} persons.</p>
${charts.length === 0 ? html`<p class="card empty">No week has figures to show yet.</p>` : html`<div class="charts">${charts}</div>`}`;
}

/** What new cohorts brought, and what all of it takes up. */
export function growthSection(facts: PageFacts): Html {
  return html`<h2>Growth</h2>
<p class="note">What each new cohort's history brought when it first landed, all tables; and what lies in the landing today, all cohorts together, by the week in which it was written.</p>
<div class="pair">${histories(facts)}${storage(facts)}</div>`;
}

const HISTORIES_SHOWN = 6;

function histories({ histories: all }: PageFacts): Html {
  const newest = all.toSorted((a, b) => (a.day < b.day ? 1 : -1)).slice(0, HISTORIES_SHOWN);
  const count = all.length === newest.length ? '' : `the newest ${newest.length} of ${all.length}`;
  return html`<figure class="card chart"><h3>Histories, rows<span>${count}</span></h3>${
    newest.length === 0 ? html`<p class="empty">No history has figures to show.</p>` : historyChart(newest)
  }</figure>`;
}

function storage({ storage: weeks, smallCell }: PageFacts): Html {
  const last = weeks?.at(-1);
  const facts =
    last === undefined ? '' : `${bytesInWords(last.data)} of data, ${bytesInWords(last.logs)} of logs`;
  return html`<figure class="card chart"><h3>Storage<span>${facts}</span></h3>${
    weeks === null
      ? html`<p class="empty">Fewer than ${smallCell} persons have landed: not shown.</p>`
      : last === undefined
        ? html`<p class="empty">Nothing has landed yet.</p>`
        : html`${storageChart(weeks)}<p class="key"><i style="background:var(--series)"></i>data files<i style="background:var(--second)"></i>logs and checkpoints</p>`
  }</figure>`;
}

/** All Sundays that the charts share: at least twelve, so that a bar is no wall. */
function sundays(first: string, last: string, lastSunday: string): readonly string[] {
  const end = day(last > lastSunday ? last : lastSunday);
  const start = day(first) < end - 11n * WEEK ? day(first) : end - 11n * WEEK;
  const count = Number((end - start) / WEEK) + 1;
  return Array.from({ length: count }, (_, index) =>
    formatInstant(start + BigInt(index) * 7n * DAY).slice(0, 10),
  );
}

function day(text: string): Instant {
  return parseInstant(`${text}T00:00:00Z`) ?? 0n;
}
