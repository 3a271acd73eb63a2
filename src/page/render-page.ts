import { verdict } from '../report/verdict.ts';
import { cohortSection } from './cohort-section.ts';
import { approvalSection, healedSection, heldSection } from './event-sections.ts';
import { figureSection, growthSection } from './figure-sections.ts';
import { type Html, html } from './html.ts';
import { htmlDocument } from './html-document.ts';
import type { PageFacts } from './page-facts.ts';
import { STYLE } from './style.ts';

/** The whole page as one document that needs nothing besides itself. */
export function renderPage(facts: PageFacts): string {
  const body = html`<main>
<header>
<h1>${verdict(facts.run).words}</h1>
<p class="line">Made ${minute(facts.at)} UTC · run <code>${facts.run.run}</code> ended ${minute(facts.run.finishedAt)} UTC</p>
${overview(facts)}
</header>
${cohortSection(facts)}
${heldSection(facts)}
${figureSection(facts)}
${growthSection(facts)}
${healedSection(facts)}
${approvalSection(facts)}
<footer>${footnote(facts)}</footer>
</main>`;
  return htmlDocument(`Cohorts on ${facts.at.slice(0, 10)}`, STYLE, body);
}

function overview({ cohorts, lastSunday, heldBack }: PageFacts): Html {
  const active = cohorts.filter(({ state }) => state === 'active');
  const fresh = active.filter(({ snapshot }) => snapshot?.behind === 0);
  const held = new Set(heldBack.filter(({ open }) => open).map(({ cohort }) => cohort));
  const soon = active.filter(({ lastDay }) => lastDay !== null && endsSoon(lastDay, lastSunday));
  return html`<div class="facts">
${fact(`${fresh.length} of ${active.length}`, 'active cohorts reach the last Sunday')}
${fact(lastSunday, 'the last Sunday')}
${fact(`${held.size}`, 'held back in the last run')}
${fact(`${soon.length}`, 'agreements end within 60 days')}
</div>`;
}

function endsSoon(lastDay: string, today: string): boolean {
  return Date.parse(lastDay) - Date.parse(today) <= 60 * 24 * 3600 * 1000;
}

function fact(value: string, label: string): Html {
  return html`<div class="card fact"><p class="value">${value}</p><p class="label">${label}</p></div>`;
}

function minute(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ');
}

function footnote({ smallCell }: PageFacts): string {
  return (
    `Figures have two digits. Rows of fewer than ${smallCell} persons look like no rows. Rows that were counted before, ` +
    'as those of a slice that was fetched anew, are not counted again. Exact figures: cohort-sync status, inside the network.'
  );
}
