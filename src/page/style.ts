/** The page's whole style: nothing is loaded, so the fonts are those of the reader's system. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #f6f7f9; --card: #ffffff; --ink: #17202b; --muted: #5b6675; --line: #e3e7ec; --line-strong: #b9c2cd;
  --series: #2f6f9f; --series-soft: #8fb8d6; --second: #c98b2d; --good: #1f7049; --warn: #8a5200; --bad: #a82a28;
  --lacking: #d9dee5; --good-soft: #e3f4ec; --warn-soft: #fdf1dd; --bad-soft: #fbe7e6; --plain-soft: #eceff3;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #10151b; --card: #181f27; --ink: #e6ebf1; --muted: #98a5b3; --line: #2a333d; --line-strong: #4a5663;
    --series: #6cb0e0; --series-soft: #38678a; --second: #d9a650; --good: #4fbf8b; --warn: #e2ab5a; --bad: #f0837f;
    --lacking: #35404b; --good-soft: #17332a; --warn-soft: #362a17; --bad-soft: #3b2021; --plain-soft: #26303a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
}
main { max-width: 1180px; margin: 0 auto; padding: 40px 24px 64px; }
header { margin-bottom: 28px; }
h1 { font-size: 28px; line-height: 1.2; letter-spacing: -0.015em; margin: 0 0 6px; text-wrap: balance; }
h2 { font-size: 19px; line-height: 1.3; margin: 44px 0 4px; letter-spacing: -0.01em; }
h3 { font-size: 14px; margin: 0 0 6px; font-weight: 600; }
p, figure { margin: 0; }
.note { color: var(--muted); font-size: 14px; max-width: 100ch; text-wrap: pretty; margin-bottom: 14px; }
.line { color: var(--muted); font-size: 14px; }
code { font: 0.86em ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.facts { display: grid; grid-template-columns: repeat(4, 1fr); gap: 12px; margin-top: 22px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px 18px; min-width: 0; }
.fact .value { font-size: 25px; line-height: 1.25; font-weight: 650; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; }
.fact .label { color: var(--muted); font-size: 13px; }
.cohorts { display: grid; gap: 12px; grid-template-columns: repeat(2, minmax(0, 1fr)); }
.cohort { display: grid; grid-template-columns: minmax(0, 1fr) auto; grid-template-rows: auto 1fr; gap: 4px 20px; }
.cohort .name { font-weight: 600; }
.cohort .title { }
.cohort .side { text-align: right; display: grid; justify-items: end; gap: 5px; align-self: start; }
.cohort .why { grid-column: 1 / -1; font-size: 14px; border-top: 1px solid var(--line); padding-top: 9px; margin-top: 7px; }
.pill { display: inline-block; padding: 1px 9px; border-radius: 99px; font-size: 13px; font-weight: 550; white-space: nowrap; background: var(--plain-soft); color: var(--muted); }
.good { background: var(--good-soft); color: var(--good); }
.warn { background: var(--warn-soft); color: var(--warn); }
.bad { background: var(--bad-soft); color: var(--bad); }
.charts { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 12px; }
.pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 12px; align-items: start; }
svg { display: block; max-width: 100%; height: auto; color: var(--muted); overflow: visible; font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
.chart svg { width: 100%; max-width: 520px; }
.chart h3 { display: flex; justify-content: space-between; gap: 8px; flex-wrap: wrap; }
.chart h3 span { color: var(--muted); font-weight: 400; font-variant-numeric: tabular-nums; }
.key { font-size: 13px; color: var(--muted); margin-top: 8px; }
.key i { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin: 0 5px 0 12px; }
.key i:first-child { margin-left: 0; }
.rows { display: grid; padding: 4px 18px; }
.row { display: grid; grid-template-columns: 104px minmax(0, 1fr) auto; gap: 2px 16px; padding: 11px 0; border-top: 1px solid var(--line); font-size: 15px; }
.row:first-child { border-top: 0; }
.row > div:last-child, .row > .pill:last-child { text-align: right; justify-self: end; align-self: start; }
.row .when { color: var(--muted); font-variant-numeric: tabular-nums; font-size: 14px; padding-top: 1px; }
.row .what { }
.row .more { color: var(--muted); font-size: 14px; }
.empty { color: var(--muted); }
footer { margin-top: 48px; padding-top: 16px; border-top: 1px solid var(--line); color: var(--muted); font-size: 13px; max-width: none; }
@media (max-width: 940px) {
  .cohorts { grid-template-columns: minmax(0, 1fr); }
  .charts { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .facts { grid-template-columns: repeat(2, 1fr); }
}
@media (max-width: 640px) {
  main { padding: 24px 16px 48px; }
  h1 { font-size: 23px; }
  .fact .value { font-size: 20px; white-space: nowrap; }
  .charts, .pair { grid-template-columns: minmax(0, 1fr); }
  .card { padding: 14px 15px; }
  .rows { padding: 2px 15px; }
  .cohort { grid-template-columns: minmax(0, 1fr); }
  .cohort .side { text-align: left; justify-items: start; margin-top: 6px; }
  .row { grid-template-columns: minmax(0, 1fr) auto; }
  .row .when { grid-column: 1 / -1; }
}
@media print { body { background: none; } .card { break-inside: avoid; } }
`;
