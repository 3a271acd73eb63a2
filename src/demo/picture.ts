import path from 'node:path';
import { styleText } from 'node:util';
import Table from 'cli-table3';
import { type CohortScene, type DemoReport, movedRows, type SyncScene } from './demo-report.ts';

/** How words are set off; on anything but a terminal they are not. */
export type Ink = (style: 'bold' | 'dim' | 'green' | 'red', text: string) => string;

export const PLAIN: Ink = (_style, text) => text;
export const COLOURED: Ink = (style, text) => styleText(style, text, { validateStream: false });

/** Everything is drawn for terminals of 100 columns. */
const WIDTH = 98;

export function drawOpening({ what, persons, rows }: DemoReport['source'], ink: Ink): string {
  return [
    ink('bold', 'cohort-sync'),
    `The collaborator's warehouse: ${what}.`,
    `It holds ${count(persons)} persons and ${count(rows)} rows. Only those of approved cohorts may leave it.`,
    '',
  ].join('\n');
}

/** One sync: what had happened, what was done, what moved and why. */
export function drawSync(scene: SyncScene, ink: Ink): string {
  const rule = `── ${scene.title} `;
  const lines = [ink('bold', rule.padEnd(WIDTH, '─'))];
  for (const event of scene.events) lines.push(`   ${event}`);
  for (const command of scene.commands) lines.push(ink('dim', `   $ ${command}`));
  lines.push(drawCohorts(scene, ink), departedLine(scene, ink));
  const quiet = scene.warnings.filter(({ code }) => code === 'NO_GROWTH').length;
  if (quiet > 0) lines.push(ink('dim', `   warned of ${quiet} table(s) that got no new row (NO_GROWTH)`));
  for (const failure of scene.failures) lines.push(ink('red', `   NOT AS PROMISED: ${failure}`));
  return `${lines.join('\n')}\n`;
}

function drawCohorts({ cohorts }: SyncScene, ink: Ink): string {
  const table = box(['cohort', 'lacked', 'moved', 'why', 'not moved', 'landed', '= source']);
  for (const scene of cohorts) {
    table.push([
      scene.cohort,
      count(scene.lacked),
      count(movedRows(scene)),
      why(scene).join('\n'),
      count(scene.landed - movedRows(scene)),
      count(scene.landed),
      scene.differences === 0n ? ink('green', 'yes') : ink('red', `NO: ${count(scene.differences)}`),
    ]);
  }
  return table.toString();
}

/** Each reason with its rows. A week that changed is replaced whole, in the commit that brings its table's new rows. */
function why({ moved, commits }: CohortScene): readonly string[] {
  const reasons: string[] = [];
  if (moved.backfill > 0n) reasons.push(`${count(moved.backfill)} all history, new cohort`);
  if (moved.increment > 0n) reasons.push(`${count(moved.increment)} only what is new`);
  if (moved.repair > 0n) reasons.push(`${count(moved.repair)} new, and weeks that had changed`);
  if (reasons.length > 0) return reasons;
  return [commits === 0 ? 'nothing new, no commit' : 'nothing new for it'];
}

function departedLine({ departed, cohorts }: SyncScene, ink: Ink): string {
  const lacked = cohorts.reduce((sum, scene) => sum + scene.lacked, 0n);
  const rows = ink('bold', `${count(departed.patientRows)} rows of patients`);
  const bytes = departed.patientRows === 0n ? '' : ` (${kilobytes(departed.patientBytes)})`;
  return (
    `   by the warehouse's log ${rows} left it${bytes}; the landings lacked ${count(lacked)}\n` +
    ink('dim', `   (and ${count(departed.otherRows)} rows of counts, fingerprints and descriptions)`)
  );
}

/** The whole story at a glance: a line a sync, a column a cohort. */
export function drawSummary(report: DemoReport, ink: Ink): string {
  const names = [...new Set(report.syncs.flatMap(({ cohorts }) => cohorts.map(({ cohort }) => cohort)))];
  const table = box(['sync', ...names, 'left it']);
  for (const { title, cohorts, departed } of report.syncs) {
    const cells = names.map((name) => {
      const scene = cohorts.find(({ cohort }) => cohort === name);
      return scene === undefined ? '·' : glance(scene);
    });
    table.push([title, ...cells, count(departed.patientRows)]);
  }
  const rule = '── At a glance: rows that moved, and rows that left the warehouse ';
  return `${ink('bold', rule.padEnd(WIDTH, '─'))}\n${table}\n`;
}

function glance(scene: CohortScene): string {
  const { moved } = scene;
  const kinds = (['backfill', 'increment', 'repair'] as const).filter((mode) => moved[mode] > 0n);
  return kinds.length === 0
    ? '0'
    : `${count(movedRows(scene))} ${kinds.map((kind) => KIND[kind]).join(' + ')}`;
}

const KIND = { backfill: 'history', increment: 'new', repair: 'replaced' };

export function drawEnding(report: DemoReport, ink: Ink): string {
  const { verification, places, verdict, seconds } = report;
  const { command, tables, files, rows } = verification;
  const verified = verification.verdict === 'verified' ? ink('green', 'verified') : ink('red', 'FAILED');
  return [
    ink('dim', `   $ ${command}`),
    `   ${verified}: ${count(rows)} rows in ${count(files)} files of ${tables} Delta tables, read again, held against the source`,
    '',
    `   Delta tables   ${here(places.landing)}/<cohort>/<table>`,
    `   snapshots      ${here(places.snapshots)}/<cohort>/<number>.json`,
    `   repository     ${here(places.configuration)}, cohorts/ and lists/ beside it`,
    '   look inside, with the Python package deltalake:',
    `   python3 -c "import deltalake as d; print(d.DeltaTable('${example(report)}').count())"`,
    '',
    verdict === 'equal'
      ? ink(
          'green',
          `   Every landing equals the source restricted to its persons, after each of ${report.syncs.length} syncs.`,
        )
      : ink('red', '   SOMETHING IS NOT AS PROMISED: see above.'),
    ink('dim', `   ${seconds.toFixed(0)} seconds`),
    '',
  ].join('\n');
}

function example({ places, syncs }: DemoReport): string {
  return `${here(places.landing)}/${syncs.at(-1)?.cohorts.at(-1)?.cohort ?? ''}/person`;
}

function here(place: string): string {
  return path.relative('', place);
}

function box(head: string[]): Table.Table {
  const aligned = head.map((name) => (NUMBERS.has(name) ? 'right' : 'left'));
  return new Table({ head, colAligns: aligned, style: { head: [], border: [], compact: true } });
}

const NUMBERS = new Set(['lacked', 'moved', 'not moved', 'landed', 'left it']);

function kilobytes(bytes: bigint): string {
  return `${count((bytes + 999n) / 1000n)} kB`;
}

function count(value: bigint | number): string {
  return value.toLocaleString('en-US');
}
