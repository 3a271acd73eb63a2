import { describe, expect, it } from 'vitest';
import { Html, html, markup } from '../../src/page/html.ts';
import { renderPage } from '../../src/page/render-page.ts';
import { pageApproval, pageCohort, sampleFacts } from './sample-facts.ts';

const HOSTILE = `</title></style><script>alert(1)</script><img src=x onerror='alert("2")'>&amp;`;

describe('the page', () => {
  it('says first how it stands, and has every section', () => {
    const page = renderPage(sampleFacts());
    expect(page).toContain('<h1>2 of 6 cohorts held back, the others done through 2026-11-22</h1>');
    const titles = [...page.matchAll(/<h2>([^<]+)<\/h2>/g)].map(([, title]) => title);
    expect(titles).toEqual([
      'Cohorts',
      'Held back',
      'New rows, week by week',
      'Growth',
      'Healed',
      'Approvals',
    ]);
  });

  it('escapes every text that a person wrote, wherever it is shown', () => {
    const page = renderPage(
      sampleFacts({
        cohorts: [
          pageCohort({
            cohort: HOSTILE,
            title: HOSTILE,
            consumer: HOSTILE,
            lastDay: HOSTILE,
            state: HOSTILE,
          }),
        ],
        approvals: [
          pageApproval({ cohort: HOSTILE, by: HOSTILE, reason: HOSTILE, kind: HOSTILE, status: HOSTILE }),
        ],
        histories: [{ cohort: HOSTILE, day: HOSTILE, rows: 12 }],
        healed: [{ day: HOSTILE, cohort: HOSTILE, tables: ['death'] }],
        heldBack: [{ cohort: HOSTILE, code: 'INTERNAL', first: HOSTILE, last: HOSTILE, runs: 1, open: true }],
      }),
    );
    expect(page).not.toMatch(/<script|<img/i);
    expect(page).not.toContain('</title></style>');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('&amp;amp;');
  });

  it('asks nothing of any network, and forbids the browser to', () => {
    const page = renderPage(sampleFacts());
    expect(page).toContain(`content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;;`);
    const names = 'http://www.w3.org/';
    expect(page.replaceAll(names, '')).not.toMatch(
      /https?:|\/\/[a-z]|@import|url\(|\ssrc=|\shref=|<link|<iframe|<object/i,
    );
  });

  it('draws a chart for each table that has figures, and leaves out the others', () => {
    const one = [{ sunday: '2026-11-22', table: 'measurement' as const, rows: 5000 }];
    const page = renderPage(sampleFacts({ weeks: one }));
    expect(page.match(/<code>[a-z_]+<\/code><span>2026-11-22/g)).toEqual([
      '<code>measurement</code><span>2026-11-22',
    ]);
    expect(page).toContain('<title>Sunday 2026-11-22: 5,000 rows</title>');
  });

  it('has words for what there is not yet', () => {
    const page = renderPage(
      sampleFacts({
        cohorts: [],
        weeks: [],
        histories: [],
        healed: [],
        heldBack: [],
        approvals: [],
        storage: null,
      }),
    );
    expect(page).toContain('There are no cohort files.');
    expect(page).toContain('No week has figures to show yet.');
    expect(page).toContain('No history has figures to show.');
    expect(page).toContain('No week had to be replaced.');
    expect(page).toContain('Nothing was held back.');
    expect(page).toContain('Nothing was approved yet.');
    expect(page).toContain('Fewer than 11 persons have landed: not shown.');
    expect(renderPage(sampleFacts({ storage: [] }))).toContain('Nothing has landed yet.');
  });

  it('puts those who need somebody first, and says how far a cohort is behind', () => {
    const late = { number: 1, through: '2026-11-01', behind: 3 };
    const cohorts = [
      pageCohort({ cohort: 'fresh' }),
      pageCohort({ cohort: 'late', snapshot: late }),
      pageCohort({ cohort: 'ended', state: 'revoked' }),
      pageCohort({ cohort: 'wrong', state: 'invalid', code: 'COHORT_INVALID' }),
    ];
    const page = renderPage(sampleFacts({ cohorts, heldBack: [] }));
    const names = [...page.matchAll(/<p class="name">([a-z]+)</g)].map(([, name]) => name);
    expect(names).toEqual(['wrong', 'late', 'fresh', 'ended']);
    expect(page).toContain('3 Sundays behind');
    expect(page).toContain('1 of 2');
  });
});

describe('html', () => {
  it('escapes texts, lists of texts and numbers, and passes markup through', () => {
    expect(html`<p title="${'"\''}">${['<', markup('<b>'), 3, null]}</p>`.text).toBe(
      '<p title="&quot;&#39;">&lt;<b>3</p>',
    );
    expect(html``).toBeInstanceOf(Html);
  });
});
