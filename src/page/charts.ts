import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { bytesInWords } from '../report/figure-words.ts';
import { type Html, markup } from './html.ts';
import type { LandedHistory, StorageWeek, TableWeek } from './page-facts.ts';

/**
 * Charts as SVG, drawn here and not in the browser, so that the page needs no script. Colours are the page's variables, and
 * so follow light and dark. A chart is at most 420 units wide: on a phone its letters stay as large as the text's.
 */
const WIDTH = 420;

const WEEK_MILLISECONDS = 7 * 24 * 3600 * 1000;

const SIZE = Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

function svg(options: Plot.PlotOptions): Html {
  const { document } = parseHTML('<!doctype html><html></html>');
  const plot = Plot.plot({ document: document as never, width: WIDTH, ...options });
  return markup(plot.outerHTML);
}

function weekOf(sunday: string): { readonly x1: Date; readonly x2: Date } {
  const start = Date.parse(`${sunday}T00:00:00Z`);
  return { x1: new Date(start), x2: new Date(start + WEEK_MILLISECONDS) };
}

/** One table's new rows, a bar a week, on a time axis that all tables share. */
export function weeklyChart(weeks: readonly TableWeek[], axis: readonly string[]): Html {
  const bars = weeks.map(({ sunday, rows, table }) => ({ ...weekOf(sunday), rows, table, sunday }));
  const [first = '', last = first] = [axis[0], axis.at(-1)];
  return svg({
    height: 156,
    marginLeft: 44,
    marginBottom: 30,
    marginTop: 12,
    x: { type: 'utc', domain: [weekOf(first).x1, weekOf(last).x2], label: null, ticks: 5 },
    y: {
      label: null,
      ticks: 3,
      tickFormat: (rows: number) => SIZE.format(rows),
      grid: true,
      nice: true,
      zero: true,
    },
    marks: [
      Plot.rectY(bars, {
        x1: 'x1',
        x2: 'x2',
        y: 'rows',
        inset: 1,
        rx: 1.5,
        fill: 'var(--series)',
        title: ({ sunday, rows }: (typeof bars)[number]) =>
          `Sunday ${sunday}: ${rows.toLocaleString('en-US')} rows`,
      }),
      Plot.ruleY([0], { stroke: 'var(--line-strong)' }),
    ],
  });
}

/** The first landing of each cohort, largest first. */
export function historyChart(histories: readonly LandedHistory[]): Html {
  const rows = histories.toSorted((a, b) => b.rows - a.rows);
  const most = rows[0]?.rows ?? 1;
  return svg({
    height: 30 + rows.length * 46,
    marginLeft: 0,
    marginRight: 56,
    marginTop: 4,
    x: { domain: [0, most], axis: null },
    y: { domain: rows.map(({ cohort }) => cohort), axis: null, padding: 0.35 },
    marks: [
      Plot.barX(rows, { x: 'rows', y: 'cohort', fill: 'var(--series-soft)', rx: 3, insetTop: 12 }),
      Plot.text(rows, {
        x: 0,
        y: 'cohort',
        text: ({ cohort, day }: LandedHistory) => `${cohort} · ${day}`,
        textAnchor: 'start',
        dy: -15,
        fill: 'var(--muted)',
      }),
      Plot.text(rows, {
        x: 'rows',
        y: 'cohort',
        text: ({ rows: count }: LandedHistory) => SIZE.format(count),
        textAnchor: 'start',
        dx: 6,
        dy: 6,
        fontWeight: 600,
      }),
    ],
  });
}

/** What lies in the landing today, by the week in which it was written. */
export function storageChart(weeks: readonly StorageWeek[]): Html {
  // A step reaches to the end of its week; one week alone is a plain, too.
  const steps = weeks.flatMap(({ sunday, data, logs }) => {
    const { x1, x2 } = weekOf(sunday);
    return [
      { at: x1, bytes: data, part: 'data' },
      { at: x1, bytes: logs, part: 'logs' },
      ...(sunday === weeks.at(-1)?.sunday
        ? [
            { at: x2, bytes: data, part: 'data' },
            { at: x2, bytes: logs, part: 'logs' },
          ]
        : []),
    ];
  });
  return svg({
    height: 220,
    marginLeft: 56,
    marginBottom: 32,
    marginTop: 12,
    x: { type: 'utc', label: null, ticks: 5 },
    y: {
      label: null,
      ticks: 4,
      tickFormat: (bytes: number) => bytesInWords(bytes),
      grid: true,
      nice: true,
      zero: true,
    },
    color: { domain: ['data', 'logs'], range: ['var(--series)', 'var(--second)'] },
    marks: [
      Plot.areaY(
        steps,
        Plot.stackY(
          { order: ['data', 'logs'] },
          { x: 'at', y: 'bytes', fill: 'part', curve: 'step-after', fillOpacity: 0.85 },
        ),
      ),
      Plot.ruleY([0], { stroke: 'var(--line-strong)' }),
    ],
  });
}

/** The last Sundays, oldest first: which of them a landing reaches. */
export function sundayStrip(behind: number | null, sundays: number): Html {
  const marks = Array.from({ length: sundays }, (_, index) => ({
    index,
    state: behind !== null && sundays - 1 - index >= behind ? 'in' : 'lacking',
  }));
  return svg({
    width: sundays * 15,
    height: 16,
    margin: 0,
    x: { axis: null, domain: marks.map(({ index }) => index), padding: 0.2 },
    color: { domain: ['in', 'lacking'], range: ['var(--good)', 'var(--lacking)'] },
    marks: [Plot.cell(marks, { x: 'index', fill: 'state', rx: 2.5 })],
  });
}
