import { type Html, html } from '../page/html.ts';
import { htmlDocument } from '../page/html-document.ts';
import type { CohortPreview, PreviewReport, TablePreview } from './preview-report.ts';

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; }
table { border-collapse: collapse; margin: 0.5rem 0 1.5rem; }
th, td { padding: 0.2rem 0.9rem 0.2rem 0; text-align: right; font-variant-numeric: tabular-nums; }
th:first-child, td:first-child { text-align: left; }
th { border-bottom: 1px solid; font-weight: 600; }
code { font-size: 0.86em; overflow-wrap: anywhere; }
`;

/** The report for a person to read: one document that needs nothing besides itself, and holds no text of a cohort file. */
export function renderPreview(report: PreviewReport): Uint8Array {
  const title = `Preview of pull request ${report.pull}`;
  const body = html`<h1>${title}</h1>
<p>Counted at the source on ${report.startedAt} for commit <code>${report.head}</code>, by run <code>${report.run}</code>.
Nobody has approved these cohorts by this, no row has moved, and no landing was touched.
The figures are exact: they stay inside the network.</p>
${report.cohorts.map(section)}`;
  return new TextEncoder().encode(htmlDocument(title, STYLE, body));
}

const STATES = {
  counted: 'counted',
  inactive: 'not active, and so not counted',
  held: 'held: something must be put right first',
} as const;

function section(cohort: CohortPreview): Html {
  const { problem, tables } = cohort;
  return html`<h2>${cohort.cohort}</h2>
<p>${STATES[cohort.state]}${problem === null ? '' : html` (<code>${problem.code}</code>. ${problem.remedy})`}.
${persons(cohort)}List <code>${cohort.roster}</code>, cohort file <code>${cohort.file}</code>.</p>
${tables.length === 0 ? '' : table(tables)}
`;
}

function persons({ listed, withdrawn }: CohortPreview): string {
  if (listed === null || withdrawn === null) return '';
  return `${figure(listed)} persons on the list, ${figure(withdrawn)} of them withdrawn. `;
}

function table(tables: readonly TablePreview[]): Html {
  return html`<table>
<thead><tr><th>table</th><th>rows</th><th>persons</th><th>first load_dt</th><th>last load_dt</th><th>without load_dt</th><th>version</th></tr></thead>
<tbody>
${tables.map(
  (each) => html`<tr><td>${each.table}</td><td>${figure(each.rows)}</td><td>${figure(each.persons)}</td>
<td>${each.firstLoad ?? '–'}</td><td>${each.lastLoad ?? '–'}</td><td>${figure(each.withoutLoad)}</td><td>${each.version === null ? '–' : `${each.version}`}</td></tr>
`,
)}</tbody>
</table>`;
}

function figure(count: number | bigint): string {
  return count.toLocaleString('en-US');
}
