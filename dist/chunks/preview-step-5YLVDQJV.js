import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  requireDefaultBranch
} from "./chunk-GX5RNQ5L.js";
import {
  openProposedChange
} from "./chunk-DCTLN3M4.js";
import {
  getOctokit
} from "./chunk-5O4XWU5H.js";
import {
  PATIENT,
  answer,
  beingPatient,
  speakingPlainly
} from "./chunk-4CWNBYXN.js";
import "./chunk-IKBP64QO.js";
import {
  tableMissing
} from "./chunk-WM2HYDMG.js";
import {
  reviewChange
} from "./chunk-XZE7YST5.js";
import {
  isCohortPath
} from "./chunk-AITHI7NA.js";
import {
  loadRosterTable
} from "./chunk-YZARK33T.js";
import "./chunk-NDLMXHND.js";
import {
  describeTable
} from "./chunk-2ZRSSIL7.js";
import {
  takenBack
} from "./chunk-HVSBUFBX.js";
import {
  toJson
} from "./chunk-FIR2BDTO.js";
import {
  PERSON_COLUMN,
  checkColumns,
  connectSource,
  dropStatement,
  holdRun,
  integer,
  loadMicrosSql,
  optionalInteger,
  pinned,
  qualified,
  quote,
  readWithdrawals,
  schemasOf,
  text,
  throwIfInterrupted
} from "./chunk-JLSLRFOJ.js";
import {
  readRoster
} from "./chunk-SAE4F7WE.js";
import {
  html,
  htmlDocument
} from "./chunk-S7SMNFRS.js";
import {
  newPersonList,
  newRun,
  noteOf,
  personDigest,
  problemOf,
  readMembers,
  worst
} from "./chunk-GTFJ2DV2.js";
import {
  INACTIVE,
  approvedHead
} from "./chunk-U4VVK4J4.js";
import {
  denied,
  readChain,
  readPolicies,
  subtract
} from "./chunk-IAJDX2TX.js";
import "./chunk-LZJC4O6B.js";
import {
  pLimit
} from "./chunk-LG4IMBNH.js";
import {
  openStores
} from "./chunk-22NDXE2I.js";
import {
  parseCohortFile
} from "./chunk-CEXQSKJF.js";
import "./chunk-5DCVHODJ.js";
import "./chunk-FCJTLWD7.js";
import "./chunk-67JGINQA.js";
import "./chunk-KRXISC4P.js";
import "./chunk-H3JO6AO3.js";
import "./chunk-TWWCY4D4.js";
import "./chunk-ZHIMDRRS.js";
import "./chunk-5OSNY2PF.js";
import "./chunk-H4XNYSIC.js";
import {
  OMOP_TABLES,
  external_exports
} from "./chunk-AORXR5WC.js";
import {
  formatInstant,
  runnerNow
} from "./chunk-FV3B4KGK.js";
import "./chunk-OOPARS65.js";
import {
  CohortSyncError,
  ConfigurationError,
  EXIT,
  IntegrityError
} from "./chunk-EKFMLNWJ.js";
import "./chunk-O6LYCSF4.js";

// src/entry/preview-step.ts
import path2 from "node:path";

// src/github/proposal.ts
var sha = external_exports.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/);
var pullRequest = external_exports.object({
  data: external_exports.object({
    state: external_exports.string(),
    head: external_exports.object({ sha }),
    base: external_exports.object({ sha, ref: external_exports.string(), repo: external_exports.object({ default_branch: external_exports.string() }) })
  })
});
async function openProposal(octokit, request) {
  const { owner, repo, pull, ref } = request;
  const ask = () => octokit.rest.pulls.get({ owner, repo, pull_number: pull });
  const found = await answer(pullRequest.optional(), ask, () => void 0);
  if (found === void 0) throw unfit();
  const { data } = found;
  requireDefaultBranch(ref, data.base.repo.default_branch);
  if (data.state !== "open" || data.base.ref !== data.base.repo.default_branch) throw unfit();
  const { sha: head } = data.head;
  const change = await openProposedChange(speakingPlainly(octokit), {
    owner,
    repo,
    base: data.base.sha,
    head
  });
  return { head, change };
}
function unfit() {
  return new ConfigurationError("There is no open pull request of this number into the default branch.", {
    code: "PREVIEW_PULL_UNFIT",
    remedy: "Name an open pull request by its number."
  });
}

// src/preview/proposed-cohorts.ts
import path from "node:path";
async function proposedCohorts(request) {
  const { change, configuration, directory } = request;
  const result = await reviewChange({ change, configuration });
  request.onReview(result);
  if (result.outcome !== "passed") throw refused();
  const files = [];
  for (const { path: file, status } of change.files) {
    if (status === "removed" || !isCohortPath(file, directory)) continue;
    const content = await change.after(file);
    if (content !== void 0) files.push(parseCohortFile(content, path.posix.basename(file)));
  }
  if (files.length === 0) throw nothing();
  return files;
}
function nothing() {
  return new ConfigurationError("The pull request changes no cohort file that is active.", {
    code: "PREVIEW_NOTHING",
    remedy: "Name a pull request that brings or changes a cohort file."
  });
}
function refused() {
  return new IntegrityError("The pull request does not pass the review: nothing of it was counted.", {
    code: "PREVIEW_REFUSED",
    remedy: "Correct what the annotations name, as for the check of the pull request; then run again."
  });
}

// src/preview/require-preview.ts
function requirePreviewOn({ preview }) {
  if (preview.enabled) return;
  throw new ConfigurationError("Previews are off: nothing was asked, of GitHub, the storage or the source.", {
    code: "PREVIEW_OFF",
    remedy: "Where the collaborator agreed to them, an owner sets preview.enabled: true in the configuration, by a pull request of its own."
  });
}
async function requireApprovedPolicy(approvals, { content, approvals: policy }) {
  const newest = (await readPolicies(approvals)).at(-1);
  const stands = newest === void 0 ? policy.manual : newest.configuration.blob === content.blob;
  if (!stands) throw denied("POLICY_UNAPPROVED");
}

// src/source/statements/preview.ts
var NOBODY = {
  rows: 0n,
  persons: 0n,
  firstLoad: null,
  lastLoad: null,
  withoutLoad: 0n
};
function personsCountStatement(schemas, source, roster) {
  return {
    label: `preview ${source.table}`,
    sql: `SELECT r.group_key, count(*) AS row_count, count(DISTINCT r.person_id) AS persons,
  min(s.us) AS first_load, max(s.us) AS last_load, count(*) - count(s.us) AS without_load
FROM (SELECT p.${quote(PERSON_COLUMN)}, ${loadMicrosSql(source, "p")} AS us FROM ${pinned(schemas, source)} p) s
JOIN ${qualified(schemas, "sandbox", roster)} r ON r.person_id = s.${quote(PERSON_COLUMN)}
GROUP BY r.group_key`
  };
}
function decodePersonsCount(rows) {
  return new Map(
    rows.map((row) => [
      text(row, "group_key"),
      {
        rows: integer(row, "row_count"),
        persons: integer(row, "persons"),
        firstLoad: optionalInteger(row, "first_load"),
        lastLoad: optionalInteger(row, "last_load"),
        withoutLoad: integer(row, "without_load")
      }
    ])
  );
}

// src/preview/cohort-preview.ts
function countedCohort({ file, listed, list }, counted, hold) {
  const tables = [];
  let problem;
  for (const table2 of file.cohort.tables) {
    const found = counted.get(table2);
    if (found instanceof CohortSyncError) problem ??= found;
    else if (found !== void 0) tables.push(tablePreview(table2, found, list.key));
  }
  if (problem !== void 0) hold(file.id, problem);
  return {
    ...pinned2(file),
    listed,
    withdrawn: listed - list.persons.length,
    state: problem === void 0 ? "counted" : "held",
    problem: problem === void 0 ? null : noteOf(problem),
    tables
  };
}
function tablePreview(table2, { version, counts }, key) {
  const { firstLoad, lastLoad, ...count2 } = counts.get(key) ?? NOBODY;
  const written = (instant) => instant === null ? null : formatInstant(instant);
  return { table: table2, version, ...count2, firstLoad: written(firstLoad), lastLoad: written(lastLoad) };
}
function notCounted(file, state, error) {
  return { ...pinned2(file), listed: null, withdrawn: null, state, problem: noteOf(error), tables: [] };
}
function pinned2({ id, content, cohort }) {
  return { cohort: id, file: content.blob, roster: cohort.roster.sha256 };
}

// src/preview/count-persons.ts
var TABLES_AT_ONCE = 3;
async function countPersons(request, lists, tables) {
  const { warehouse, schemas, roster, signal } = request;
  const distinct = new Map(lists.map((list) => [list.key, list]));
  try {
    await loadRosterTable(warehouse, schemas, roster, [...distinct.values()]);
    const limit = pLimit(TABLES_AT_ONCE);
    const counted = await Promise.all(
      OMOP_TABLES.filter(({ name }) => tables.includes(name)).map(
        ({ name }) => limit(async () => [name, await countTable(request, name).catch(unlessOfTable)])
      )
    );
    throwIfInterrupted(signal);
    return new Map(counted);
  } finally {
    await warehouse.execute(dropStatement(schemas, roster));
  }
}
async function countTable({ warehouse, schemas, roster, timeZone, signal }, table2) {
  throwIfInterrupted(signal);
  const found = await describeTable(warehouse, schemas, table2, timeZone ?? "UTC");
  if (found === void 0) throw tableMissing(table2);
  checkColumns(found.source, timeZone);
  const rows = await warehouse.query(personsCountStatement(schemas, found.source, roster));
  return { version: found.source.version, counts: decodePersonsCount(rows) };
}
var OF_A_TABLE = /* @__PURE__ */ new Set([
  "SOURCE_TABLE_MISSING",
  "SOURCE_COLUMN_MISSING",
  "LOAD_DT_TYPE",
  "LOAD_DT_ZONE"
]);
function unlessOfTable(error) {
  if (error instanceof CohortSyncError && OF_A_TABLE.has(error.code)) return error;
  throw error;
}

// src/preview/list-persons.ts
async function listPersons(stores, file, withdrawn, now) {
  const chain = await readChain(stores.approvals, file.id);
  const state = approvedHead(chain, file, now);
  if (state.state !== "approved" && INACTIVE.has(state.state)) return state.error;
  const roster = await readRoster(stores.rosters, file.cohort);
  const approved = subtract(roster.persons, withdrawn);
  const stored = await readMembers(stores.landing, file.id);
  const proposed = [...chain, { roster: file.cohort.roster }];
  const asked = { cohort: file.id, chain: proposed, stored, approved };
  const left = subtract(approved, await takenBack(stores.rosters, asked));
  const persons2 = newPersonList(left.length);
  persons2.set(left);
  return { file, listed: roster.persons.length, list: { key: personDigest(persons2), persons: persons2 } };
}

// src/preview/preview-page.ts
var STYLE = `
:root { color-scheme: light dark; }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; }
table { border-collapse: collapse; margin: 0.5rem 0 1.5rem; }
th, td { padding: 0.2rem 0.9rem 0.2rem 0; text-align: right; font-variant-numeric: tabular-nums; }
th:first-child, td:first-child { text-align: left; }
th { border-bottom: 1px solid; font-weight: 600; }
code { font-size: 0.86em; overflow-wrap: anywhere; }
`;
function renderPreview(report) {
  const title = `Preview of pull request ${report.pull}`;
  const body = html`<h1>${title}</h1>
<p>Counted at the source on ${report.startedAt} for commit <code>${report.head}</code>, by run <code>${report.run}</code>.
Nobody has approved these cohorts by this, no row has moved, and no landing was touched.
The figures are exact: they stay inside the network.</p>
${report.cohorts.map(section)}`;
  return new TextEncoder().encode(htmlDocument(title, STYLE, body));
}
var STATES = {
  counted: "counted",
  inactive: "not active, and so not counted",
  held: "held: something must be put right first"
};
function section(cohort) {
  const { problem, tables } = cohort;
  return html`<h2>${cohort.cohort}</h2>
<p>${STATES[cohort.state]}${problem === null ? "" : html` (<code>${problem.code}</code>. ${problem.remedy})`}.
${persons(cohort)}List <code>${cohort.roster}</code>, cohort file <code>${cohort.file}</code>.</p>
${tables.length === 0 ? "" : table(tables)}
`;
}
function persons({ listed, withdrawn }) {
  if (listed === null || withdrawn === null) return "";
  return `${figure(listed)} persons on the list, ${figure(withdrawn)} of them withdrawn. `;
}
function table(tables) {
  return html`<table>
<thead><tr><th>table</th><th>rows</th><th>persons</th><th>first load_dt</th><th>last load_dt</th><th>without load_dt</th><th>version</th></tr></thead>
<tbody>
${tables.map(
    (each) => html`<tr><td>${each.table}</td><td>${figure(each.rows)}</td><td>${figure(each.persons)}</td>
<td>${each.firstLoad ?? "\u2013"}</td><td>${each.lastLoad ?? "\u2013"}</td><td>${figure(each.withoutLoad)}</td><td>${each.version === null ? "\u2013" : `${each.version}`}</td></tr>
`
  )}</tbody>
</table>`;
}
function figure(count2) {
  return count2.toLocaleString("en-US");
}

// src/preview/preview-report.ts
function encodePreview(report) {
  return new TextEncoder().encode(`${toJson(report, 2)}
`);
}
function previewPath(run, form) {
  return `runs/${run}/preview.${form}`;
}

// src/preview/run-preview.ts
async function runPreview(configuration, env, request) {
  const { stores, pull, head, files, log } = request;
  const startedAt = runnerNow();
  const run = newRun(startedAt);
  const { persons: withdrawn } = await readWithdrawals(stores.withdrawals);
  const listed = [];
  const others = [];
  const problems = [];
  const hold = (cohort, error) => {
    problems.push(error);
    log({ kind: "cohort-held", cohort, ...noteOf(error) });
  };
  for (const file of files) {
    try {
      const found = await listPersons(stores, file, withdrawn, startedAt);
      if (found instanceof CohortSyncError) others.push(notCounted(file, "inactive", found));
      else listed.push(found);
    } catch (error) {
      hold(file.id, error);
      others.push(notCounted(file, "held", error));
    }
  }
  if (listed.length + problems.length === 0) throw nothing();
  log({ kind: "run-started", run, cohorts: listed.length });
  if (listed.length === 0) return { run, report: void 0, exitCode: exitCodeOf(problems) };
  const counted = await count(configuration, env, request, run, listed);
  const cohorts = listed.map((each) => countedCohort(each, counted, hold));
  const report = {
    run,
    startedAt: formatInstant(startedAt),
    finishedAt: formatInstant(runnerNow()),
    pull,
    head,
    cohorts: [...cohorts, ...others].sort((a, b) => a.cohort < b.cohort ? -1 : 1)
  };
  await stores.diagnostics.putIfAbsent(previewPath(run, "json"), encodePreview(report));
  await stores.diagnostics.putIfAbsent(previewPath(run, "html"), renderPreview(report));
  return { run, report, exitCode: exitCodeOf(problems) };
}
function exitCodeOf(problems) {
  return problems.length === 0 ? EXIT.done : worst(problems.map((error) => problemOf(error).exitCode));
}
async function count(configuration, env, { stores, log, signal }, run, listed) {
  const hold = await holdRun(stores.diagnostics, run);
  try {
    const warehouse = await connectSource(configuration, env, log, signal);
    try {
      const { timeZone } = configuration.source;
      const at = { warehouse, schemas: schemasOf(configuration), timeZone, signal };
      const tables = [...new Set(listed.flatMap(({ file }) => file.cohort.tables))];
      const lists = listed.map((each) => each.list);
      return await countPersons({ ...at, roster: `cohort_sync_preview_${run}` }, lists, tables);
    } finally {
      await warehouse.close();
    }
  } finally {
    await hold.end();
  }
}

// src/entry/preview-step.ts
async function performPreview(work) {
  const { inputs, env, log, tell, signal } = work;
  const configuration = await work.configuration();
  requirePreviewOn(configuration);
  const { owner, repo, apiUrl, ref, workspace } = await work.github();
  const stores = openStores(configuration, env);
  await requireApprovedPolicy(stores.approvals, configuration);
  const pull = inputs.pullRequest;
  const octokit = beingPatient(getOctokit(inputs.githubToken, { baseUrl: apiUrl }), PATIENT);
  const { head, change } = await openProposal(octokit, { owner, repo, pull, ref });
  const files = await proposedCohorts({
    change,
    configuration: inputs.config,
    directory: path2.relative(path2.resolve(workspace), configuration.cohorts).replaceAll(path2.sep, "/"),
    onReview: (result) => log({ kind: "change-reviewed", result })
  });
  const request = { stores, pull, head, files, log, signal };
  const { run, report, exitCode } = await runPreview(configuration, env, request);
  if (report !== void 0) tell({ kind: "preview-stored", run, pull, head });
  return { exitCode, outputs: { run, verdict: exitCode === 0 ? "done" : "failed" } };
}
export {
  performPreview
};
