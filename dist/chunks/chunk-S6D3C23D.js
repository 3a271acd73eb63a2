import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  cut,
  details,
  escapeMarkdown,
  head,
  row
} from "./chunk-BOXC6IWT.js";
import {
  readGitHubContext
} from "./chunk-EYDRFCYA.js";
import {
  getOctokit
} from "./chunk-5O4XWU5H.js";
import {
  bytesInWords,
  cohortsInWords,
  durationInWords,
  isStopped,
  rowsInWords,
  verdict
} from "./chunk-BUMWRPTO.js";
import {
  isRed
} from "./chunk-FHAH33DM.js";
import {
  publicError
} from "./chunk-F57ZFNRN.js";
import {
  WEEK,
  floorDivide,
  parseInstant
} from "./chunk-FV3B4KGK.js";
import {
  EXIT
} from "./chunk-EKFMLNWJ.js";

// src/github/deployments.ts
import { setTimeout as sleep } from "node:timers/promises";

// src/github/write-outcome.ts
async function attempt(code, write) {
  try {
    return await write();
  } catch (error) {
    return { warning: { code, reason: reasonOf(error) } };
  }
}
function reasonOf(error) {
  const status = typeof error === "object" && error !== null && "status" in error ? error.status : void 0;
  if (status === 401 || status === 403 || status === 429) return "forbidden";
  if (status === 404 || status === 410) return "not-found";
  return typeof status === "number" && status >= 400 && status < 500 ? "refused" : "unavailable";
}
var WORKFLOW_BOT = "github-actions[bot]";
function isOwn(written, marker, author) {
  return written.user?.login === author && (written.body ?? "").startsWith(marker);
}
var BODY = 65e3;
function markedBody(marker, body, link) {
  const whole = `${marker}
${body}`;
  if (whole.length <= BODY) return whole;
  const end = whole.lastIndexOf("\n", BODY - 200);
  const open = whole.slice(0, end);
  const folds = open.split("<details>").length - open.split("</details>").length;
  const rest = link === void 0 ? "the summary of the run" : `[the summary of the run](${link})`;
  return `${open}
${"\n</details>\n".repeat(Math.max(0, folds))}
\u2026 the rest is in ${rest}.
`;
}

// src/github/deployments.ts
var MOST = 200;
var PAUSE = 1600;
async function writeDeployments(octokit, request) {
  const all = request.report.dryRun ? [] : inTurn(request.report);
  const told = all.slice(0, MOST);
  let written = 0;
  for (const cohort of told) {
    if (written > 0) await pause(request);
    if (request.stopped?.aborted) break;
    const outcome = await attempt("DEPLOYMENT_NOT_WRITTEN", () => deploy(octokit, request, cohort));
    if ("warning" in outcome) return { written, left: all.length - written, warning: outcome.warning };
    written += 1;
  }
  const left = all.length - written;
  return { written, left, warning: left === 0 ? null : { code: "DEPLOYMENTS_LEFT_OUT", reason: "limited" } };
}
function inTurn({ cohorts, finishedAt }) {
  const told = cohorts.filter(isTold);
  const stopped = told.filter(({ state }) => state !== "current");
  const moved2 = told.filter(({ state }) => state === "current");
  const week = floorDivide(parseInstant(finishedAt) ?? 0n, WEEK);
  const first = moved2.length === 0 ? 0 : Number(week * BigInt(MOST) % BigInt(moved2.length));
  return [...stopped, ...moved2.slice(first), ...moved2.slice(0, first)];
}
async function pause({ pause: milliseconds = PAUSE, stopped }) {
  const waiting = stopped === void 0 ? {} : { signal: stopped };
  await sleep(milliseconds, void 0, waiting).catch((error) => {
    if (!stopped?.aborted) throw error;
  });
}
function isTold({ cohort, state, tables, snapshot }) {
  if (cohort === null) return false;
  return state === "held" || state === "failed" || state === "current" && tables.length > 0 && snapshot !== null;
}
async function deploy(octokit, request, cohort) {
  const { owner, repo, sha, link } = request;
  const environment = `cohort/${cohort.cohort}`;
  const { data } = await octokit.rest.repos.createDeployment({
    owner,
    repo,
    ref: sha,
    environment,
    task: "cohort-sync",
    description: words(cohort),
    auto_merge: false,
    // What was approved has been proven otherwise; checks of the commit have no say here.
    required_contexts: [],
    production_environment: false
  });
  if (!("id" in data)) return { done: "nothing" };
  await octokit.rest.repos.createDeploymentStatus({
    owner,
    repo,
    deployment_id: data.id,
    state: cohort.state === "current" ? "success" : "failure",
    description: words(cohort),
    ...link === void 0 ? {} : { log_url: link }
  });
  return { done: "created" };
}
function words({ state, revision, snapshot, problem }) {
  if (state !== "current") return `${state}: ${problem?.code ?? "INTERNAL"}`;
  return `revision ${revision ?? "\u2013"}, snapshot ${snapshot ?? "\u2013"}`;
}

// src/github/job-summary.ts
var SHARES = { held: 25e4, moved: 4e5, quiet: 1e5, expiring: 5e4 };
var ELSEWHERE = "the report in the diagnostics has all of them";
function jobSummary(report, links = {}) {
  const { sign, words: words3 } = verdict(report);
  const parts = [
    `## ${sign} ${words3}`,
    facts(report, links),
    weekNote(report),
    held(report),
    moved(report),
    expiring(report),
    quiet(report),
    warningLines(report.warnings),
    report.dryRun ? "" : footnote(report)
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}
`;
}
function runSummary(report, failures, links) {
  if (report !== void 0 && failures.length === 0) return jobSummary(report, links);
  const codes = failures.length === 0 ? ["RUN_WITHOUT_REPORT"] : [...new Set(failures)];
  const rows = codes.map((code) => problemRow("*the run*", { code, findings: [] }));
  const table = [
    "### What failed",
    "",
    ...head("cohort", "code", "what happened", "what to do"),
    ...rows
  ].join("\n");
  if (report !== void 0) return `${jobSummary(report, links)}
${table}
`;
  const where = links.run === void 0 ? "" : `

[The run](${address(links.run)})`;
  return `## \u274C The run left no report${where}

${table}
`;
}
function facts({ run, milliseconds, warehouse }, links) {
  const name = `\`${run}\``;
  const shown = links.run === void 0 ? name : `[${name}](${address(links.run)})`;
  const bytes = warehouse?.bytes == null ? "" : `, ${bytesInWords(warehouse.bytes)} of results`;
  const asked = warehouse === null ? [] : [`warehouse ${durationInWords(warehouse.milliseconds)}${bytes}`];
  return [`Run ${shown}`, durationInWords(milliseconds), ...asked].join(" \xB7 ");
}
function address(link) {
  return encodeURI(link).replaceAll(/[()]/g, encodeURIComponent);
}
function weekNote({ week }) {
  switch (week?.state) {
    case "not-yet":
      return `> The load of Sunday **${week.sunday}** is not there yet. A later try of this week picks it up; nothing needs to be done.`;
    case "missing":
      return `> **The load of Sunday ${week.sunday} has not come.** Ask the source's owner. As soon as it is there the next run takes it in, however late.`;
    case "already-done":
      return `> The load of Sunday ${week.sunday} had been taken in by an earlier run.`;
    default:
      return "";
  }
}
function held(report) {
  const whole = report.problem === null ? [] : [problemRow("*the run*", report.problem)];
  const each = report.cohorts.filter(isStopped).map(({ cohort, problem }) => problemRow(named(cohort), problem));
  if (whole.length + each.length === 0) return "";
  const rows = cut([...whole, ...each], SHARES.held, (left) => row(`\u2026 and ${left} more`, "", "", ELSEWHERE));
  const accepts = acceptable(report);
  return [
    "### What to do",
    "",
    ...head("cohort", "code", "what happened", "what to do"),
    ...rows,
    ...accepts === "" ? [] : ["", accepts]
  ].join("\n");
}
function problemRow(who, problem) {
  const code = problem?.code ?? "INTERNAL";
  const { sentence, remedy } = publicError(code);
  return row(who, `\`${code}\``, escapeMarkdown(sentence), escapeMarkdown(remedy));
}
var FINDINGS_SHOWN = 100;
function acceptable({ problem, cohorts: all }) {
  const findings = [problem, ...all.map((cohort) => cohort.problem)].flatMap((each) => each?.findings ?? []);
  const distinct = [...new Map(findings.map((finding) => [finding.digest, finding])).values()];
  if (distinct.length === 0) return "";
  const rows = distinct.slice(0, FINDINGS_SHOWN).map(
    ({ code, override, cohort, table, digest }) => row(
      `\`${code}\``,
      cohort === null ? "" : named(cohort),
      table === null ? "" : `\`${table}\``,
      override,
      `\`${digest}\``
    )
  );
  const left = distinct.length - FINDINGS_SHOWN;
  const more = left > 0 ? [row(`\u2026 and ${left} more`, "", "", "", ELSEWHERE)] : [];
  const body = [...head("code", "cohort", "table", "override", "finding"), ...rows, ...more].join("\n");
  return details("Findings that an owner can answer with an override", body);
}
function named(cohort) {
  return cohort === null ? "*a cohort whose name is not told*" : `\`${cohort}\``;
}
function moved(report) {
  const changed = report.cohorts.filter(({ tables }) => tables.length > 0);
  if (changed.length === 0) return "";
  const blocks = changed.flatMap(
    ({ cohort, revision, snapshot, tables }) => tables.map((table2, index) => {
      const first = index === 0;
      const facts2 = [`revision ${revision ?? "\u2013"}`, ...snapshot === null ? [] : [`snapshot ${snapshot}`]];
      return movedRow(first ? `**${named(cohort)}**<br>${facts2.join(", ")}` : "", table2);
    })
  );
  const rows = cut(blocks, SHARES.moved, (left) => row(`\u2026 and ${left} more`, "", ELSEWHERE, "", "", ""));
  const table = [...head("cohort", "table", "why", "rows>", "size>", "through"), ...rows].join("\n");
  const diagram = changed.length > 8 ? "" : `

${flow(report, changed)}`;
  const title = "### What moved";
  if (blocks.length <= 30) return `${title}

${table}${diagram}`;
  return `${title}

${details(`${cohortsInWords(changed.length)}, ${blocks.length} tables`, table)}${diagram}`;
}
var WHY = {
  backfill: "backfill: history of new persons or a new table",
  increment: "increment: new rows",
  repair: "repair: history changed at the source"
};
function movedRow(who, { table, mode, rows, bytes, through }) {
  return row(who, `\`${table}\``, WHY[mode], rowsInWords(rows), bytesInWords(bytes), through ?? "\u2013");
}
function flow({ through }, changed) {
  const arrows = changed.map(({ cohort, snapshot, tables }, index) => {
    const modes = [...new Set(tables.map(({ mode }) => mode))].join(" + ");
    const label = `${cohort ?? "no id"}${snapshot === null ? "" : `<br>snapshot ${snapshot}`}`;
    return `  source -- "${modes}" --> c${index}["${label}"]`;
  });
  const source = `  source[("source${through === null ? "" : `<br>through ${through}`}")]`;
  return ["```mermaid", "flowchart LR", source, ...arrows, "```"].join("\n");
}
function expiring(report) {
  if (report.expiring.length === 0) return "";
  const rows = report.expiring.map(({ cohort, lastDay, days }) => row(named(cohort), lastDay, `${days}`));
  const shown = cut(rows, SHARES.expiring, (left) => row(`\u2026 and ${left} more`, ELSEWHERE, ""));
  const intro = "Renew the agreement and raise `expires` by a pull request; after the last day nothing is read.";
  return [
    "### Agreements that end soon",
    "",
    intro,
    "",
    ...head("cohort", "last day", "days left>"),
    ...shown
  ].join("\n");
}
var QUIET = {
  current: "current, with nothing to list",
  planned: "planned",
  inactive: "not active: suspended, revoked or expired"
};
function quiet(report) {
  const lines = ["current", "planned", "inactive"].flatMap((state) => {
    const names = report.cohorts.filter((each) => each.state === state && each.tables.length === 0);
    if (names.length === 0) return [];
    const shown = cut(
      names.map(({ cohort }) => named(cohort)),
      SHARES.quiet,
      (left) => `\u2026 and ${left} more`
    );
    return [`**${QUIET[state]}** (${names.length}): ${shown.join(", ")}`];
  });
  if (lines.length === 0) return "";
  const count = report.cohorts.filter((each) => !isStopped(each) && each.tables.length === 0).length;
  return details(`${cohortsInWords(count)} without anything to show`, lines.join("\n\n"));
}
function warningLines(codes) {
  if (codes.length === 0) return "";
  const lines = codes.map((code) => {
    const { sentence, remedy } = publicError(code);
    return `- \`${code}\` ${escapeMarkdown(sentence)} ${escapeMarkdown(remedy)}`;
  });
  return ["### Warnings", "", ...lines.slice(0, 200)].join("\n");
}
function footnote({ smallCell }) {
  return `<sub>Figures have two digits. Tables in which rows of fewer than ${smallCell} persons moved, or of nobody, are not listed; \u2013 is a figure that could be held against another one. Exact figures: \`cohort-sync status\` inside the network.</sub>`;
}

// src/github/issue.ts
var MARKER = "<!-- cohort-sync:weekly -->";
var TITLE = "cohort-sync: the weekly run needs you";
function writeWeeklyIssue(octokit, request) {
  return attempt("ISSUE_NOT_WRITTEN", async () => {
    const { owner, repo, report, failed = false } = request;
    const red = report === void 0 || failed || isRed(report);
    if (report?.dryRun || !red && report.week?.state === "not-yet") return { done: "nothing" };
    const open = await findOpen(octokit, request);
    if (red) return tellRed(octokit, request, open[0]);
    for (const { number } of open) {
      const body = markedBody(MARKER, `Well again: ${words2(request)}`, request.links.run);
      await octokit.rest.issues.createComment({ owner, repo, issue_number: number, body });
      await octokit.rest.issues.update({
        owner,
        repo,
        issue_number: number,
        state: "closed",
        state_reason: "completed"
      });
    }
    return { done: open.length === 0 ? "nothing" : "closed" };
  });
}
function words2({ report, failures = [], links }) {
  return runSummary(report, failures, links);
}
async function tellRed(octokit, request, open) {
  const { owner, repo } = request;
  const body = markedBody(MARKER, words2(request), request.links.run);
  if (open === void 0) {
    await octokit.rest.issues.create({ owner, repo, title: TITLE, body });
    return { done: "created" };
  }
  if (open.body === body) return { done: "unchanged" };
  await octokit.rest.issues.update({ owner, repo, issue_number: open.number, body });
  return { done: "updated" };
}
async function findOpen(octokit, request) {
  const { owner, repo, author = WORKFLOW_BOT } = request;
  const issues = await octokit.paginate(octokit.rest.issues.listForRepo, {
    owner,
    repo,
    state: "open",
    per_page: 100
  });
  return issues.filter((issue) => issue.pull_request === void 0 && isOwn(issue, MARKER, author)).map(({ number, body }) => ({ number, body: body ?? "" })).toSorted((a, b) => a.number - b.number);
}

// src/github/tell-run.ts
async function tellRun(telling) {
  const { report, failed, failures, context, token, stopped } = telling;
  const { owner, repo, sha, apiUrl } = context;
  const octokit = getOctokit(token, { baseUrl: apiUrl });
  const link = runLink(context);
  const warnings = [];
  if (telling.issue) {
    const week = { owner, repo, report, failed, failures, links: { run: link } };
    const outcome = await writeWeeklyIssue(octokit, week);
    if ("warning" in outcome) warnings.push(outcome.warning);
  }
  if (report === void 0) return warnings;
  if (telling.deployments) {
    const ending = stopped === void 0 ? {} : { stopped };
    const { warning } = await writeDeployments(octokit, { owner, repo, sha, report, link, ...ending });
    if (warning !== null) warnings.push(warning);
  }
  return warnings;
}
function runLink({ serverUrl, owner, repo, workflowRun }) {
  return `${serverUrl}/${owner}/${repo}/actions/runs/${workflowRun}`;
}
async function presentRun({ events, env, outcome, stopped }, { token, ...what }) {
  const report = events.find((event) => event.kind === "run-reported")?.report;
  const failures = events.flatMap((event) => event.kind === "problem" ? [event.code] : []);
  if (report === void 0 && what.issue !== true) return void 0;
  const context = await readGitHubContext(env);
  const issue = what.issue === true && context.event === "schedule";
  const failed = outcome?.exitCode !== EXIT.done;
  const ending = stopped === void 0 ? {} : { stopped };
  const warnings = await tellRun({ ...what, ...ending, report, failed, failures, context, token, issue });
  const lines = warningLines(warnings.map(({ code }) => code));
  const summary = runSummary(report, failures, { run: runLink(context) });
  return `${summary}${lines === "" ? "" : `
${lines}
`}`;
}

export {
  attempt,
  WORKFLOW_BOT,
  isOwn,
  markedBody,
  problemRow,
  warningLines,
  tellRun,
  runLink,
  presentRun
};
