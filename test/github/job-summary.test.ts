import { describe, expect, it } from 'vitest';
import { jobSummary } from '../../src/github/job-summary.ts';
import { escapeMarkdown } from '../../src/github/markdown.ts';
import { OMOP_TABLES } from '../../src/omop/tables.ts';
import type { PublicCohort } from '../../src/report/public-report.ts';
import { publishFigures } from '../../src/report/publish-figures.ts';
import { goodReport, mondayReport } from '../report/sample-public-report.ts';
import { cohortReport, publication, runReport, tableReport } from '../report/sample-reports.ts';

const LINKS = { run: 'https://github.com/example/cohorts/actions/runs/1' };
const MIB = 1_048_576;

describe('the job summary', () => {
  it('says the verdict first, then what to do, what moved, what ends soon', () => {
    const summary = jobSummary(mondayReport(), LINKS);
    expect(summary.split('\n')[0]).toBe('## ❌ 2 of 6 cohorts held back, the others done through 2026-11-22');
    const titles = summary.split('\n').filter((line) => line.startsWith('### '));
    expect(titles).toEqual([
      '### What to do',
      '### What moved',
      '### Agreements that end soon',
      '### Warnings',
    ]);
    expect(summary).toContain('| `stroke` | `GROWTH_IMPLAUSIBLE` |');
    expect(summary).toContain('| increment: new rows | 4,900 | 120 kB | 2026-11-22 |');
    expect(summary).toContain('| repair: history changed at the source | – | – |');
    expect(summary).toContain('| `diabetes-2026` | 2027-01-02 | 40 |');
    expect(summary).toContain('warehouse 2.3 min');
    expect(summary).toContain('ab'.repeat(32));
  });

  it('does not name the table in which rows of few moved', () => {
    expect(jobSummary(mondayReport(), LINKS)).not.toContain('death');
  });

  it.each([300, 10_000])(
    'stays within 1 MiB with %i cohorts of all tables, and says what it leaves out',
    (count) => {
      const tables = OMOP_TABLES.slice(0, 9).map(({ name }) => tableReport({ table: name }));
      const id = (kind: string, index: number) => `${kind}-${'x'.repeat(35)}-${index}`;
      const half = { length: count / 2 };
      const cohorts = [
        ...Array.from(half, (_, index) => cohortReport({ cohort: id('moved', index), tables })),
        ...Array.from(half, (_, index) =>
          cohortReport({
            cohort: id('held', index),
            state: 'held',
            problem: { code: 'SUPERSEDED' },
            tables: [],
          }),
        ),
      ];
      const agreements = cohorts.map(({ cohort }) => ({ cohort, expires: publication().now + 1n }));
      const report = publishFigures(runReport({ verdict: 'failed', cohorts }), publication({ agreements }));
      const summary = jobSummary(report, LINKS);
      expect(Buffer.byteLength(summary)).toBeLessThan(MIB);
      expect(summary.includes('more')).toBe(count > 300);
      expect(summary.split('<details>').length).toBe(summary.split('</details>').length);
    },
  );

  it('draws what moved where there are few cohorts, and only there', () => {
    expect(jobSummary(mondayReport())).toContain('source -- "increment + repair" --> c1["heart-failure');
    const many = Array.from({ length: 9 }, (_, index) => ({
      ...(goodReport().cohorts[0] as PublicCohort),
      cohort: `cohort-${index}`,
    }));
    expect(jobSummary(goodReport({ cohorts: many }))).not.toContain('mermaid');
  });

  it('shows text as text', () => {
    const hostile = '<img src=x> | [a](javascript:b) @team #12 `c`\n# Head\u202e **d** https://e.example';
    const shown = escapeMarkdown(hostile);
    expect(shown).not.toMatch(/<(?!!-- -->)|[|[\]`*\n\u202e]|@\w|#\d+\s|:\/\//);
  });
});
