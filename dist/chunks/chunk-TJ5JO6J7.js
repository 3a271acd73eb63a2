import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  isKnownMistake,
  isShowable
} from "./chunk-ZHIMDRRS.js";
import {
  REVIEW_RULE_NAMES
} from "./chunk-5OSNY2PF.js";
import {
  publicCodeName,
  publicCohortId,
  publicFindingName,
  publicReportSchema,
  publicRun,
  publicTableName
} from "./chunk-FHAH33DM.js";
import {
  COHORT_ID,
  OMOP_TABLES,
  external_exports
} from "./chunk-AORXR5WC.js";

// src/review/review-result.ts
var cohort = external_exports.string().regex(COHORT_ID);
var table = external_exports.enum(OMOP_TABLES.map(({ name }) => name));
var CDM_COLUMNS = new Set(OMOP_TABLES.flatMap(({ columns: columns2 }) => columns2.map(({ name }) => name)));
var columns = external_exports.array(external_exports.string().refine((name) => CDM_COLUMNS.has(name))).max(200);
var persons = external_exports.int().min(1).max(1e9);
var status = external_exports.enum(["active", "suspended", "revoked"]);
var day = external_exports.iso.date();
var count = external_exports.int().min(0).max(1e5);
var cohortChange = external_exports.discriminatedUnion("kind", [
  external_exports.strictObject({
    kind: external_exports.literal("added"),
    cohort,
    status,
    persons,
    tables: external_exports.array(table).max(OMOP_TABLES.length),
    expires: day
  }),
  external_exports.strictObject({ kind: external_exports.literal("status"), cohort, before: status, after: status }),
  external_exports.strictObject({ kind: external_exports.literal("roster"), cohort, before: persons, after: persons }),
  external_exports.strictObject({ kind: external_exports.literal("tables"), cohort, added: external_exports.array(table), removed: external_exports.array(table) }),
  external_exports.strictObject({
    kind: external_exports.literal("columns"),
    cohort,
    table,
    added: columns,
    addedBeyondCdm: count,
    removed: columns,
    removedBeyondCdm: count
  }),
  external_exports.strictObject({
    kind: external_exports.literal("parties"),
    cohort,
    keys: external_exports.array(external_exports.enum(["title", "project", "consumer", "agreement"])).max(4)
  }),
  external_exports.strictObject({ kind: external_exports.literal("expiry"), cohort, before: day, after: day }),
  external_exports.strictObject({ kind: external_exports.literal("wording"), cohort }),
  external_exports.strictObject({ kind: external_exports.literal("needs-approval"), cohort }),
  external_exports.strictObject({ kind: external_exports.literal("needs-no-proof"), cohort })
]);
var finding = external_exports.strictObject({
  rule: external_exports.enum(REVIEW_RULE_NAMES),
  /** The place of the file among the changed ones, from 1; absent for what concerns the change as a whole. */
  position: count.optional(),
  /** Only where the name is one that the product knows. */
  file: external_exports.string().max(200).refine(isShowable).optional(),
  line: external_exports.int().min(1).max(1e7).optional(),
  column: external_exports.int().min(1).max(1e7).optional(),
  /** With the rule FILE_MISTAKE: which rule of the schema. */
  mistake: external_exports.string().max(300).refine(isKnownMistake).optional()
});
var reviewResultSchema = external_exports.strictObject({
  outcome: external_exports.enum(["passed", "refused"]),
  /** How many files the change has. */
  files: count,
  findings: external_exports.array(finding).max(500),
  /** Findings beyond those listed. */
  more: count,
  changes: external_exports.array(cohortChange).max(2e3)
});

// src/log/public-events.ts
var code = publicCodeName;
var number = external_exports.int().min(0).max(1e9);
var line = external_exports.int().min(1).max(1e7);
var findings = external_exports.array(publicFindingName).max(500);
var mistake = external_exports.strictObject({
  file: external_exports.string().max(200).refine(isShowable).optional(),
  line: line.optional(),
  column: line.optional(),
  rule: external_exports.string().max(300).refine(isKnownMistake).optional()
});
var CHECK_SUBJECTS = [
  ...["Node.js", "clock", "version", "network", "certificate", "session", "tables", "rights", "credentials"],
  ...[
    "files",
    "withdrawals",
    "landing",
    "rosters",
    "approvals",
    "diagnostics",
    "create",
    "insert",
    "read",
    "drop"
  ],
  ...["rosters write", "withdrawals write", "approvals write", "diagnostics write", "landing write"],
  ...["landing read", "landing lease", "landing delete", "landing lease, delete", "insert, read, drop"],
  "approvals, rosters"
];
var kinds = [
  external_exports.strictObject({ kind: external_exports.literal("run-started"), run: publicRun, cohorts: number }),
  external_exports.strictObject({ kind: external_exports.literal("warehouse-starting") }),
  external_exports.strictObject({ kind: external_exports.literal("source-surveyed"), tables: number, through: external_exports.iso.date() }),
  external_exports.strictObject({ kind: external_exports.literal("roster-loaded"), cohort: publicCohortId }),
  external_exports.strictObject({ kind: external_exports.literal("cohort-held"), cohort: publicCohortId, code, findings }),
  external_exports.strictObject({ kind: external_exports.literal("warning"), code }),
  external_exports.strictObject({ kind: external_exports.literal("finding"), answered: external_exports.boolean(), ...publicFindingName.shape }),
  external_exports.strictObject({ kind: external_exports.literal("snapshot-published"), cohort: publicCohortId, number }),
  external_exports.strictObject({
    kind: external_exports.literal("cohort-purged"),
    cohort: publicCohortId,
    scope: external_exports.enum(["persons", "cohort"]),
    certificate: number
  }),
  external_exports.strictObject({
    kind: external_exports.literal("cohort-erasure"),
    cohort: publicCohortId,
    state: external_exports.enum(["purged", "planned", "nothing", "failed"]),
    code: code.nullable()
  }),
  external_exports.strictObject({
    kind: external_exports.literal("cohort-verified"),
    cohort: publicCohortId,
    state: external_exports.enum(["verified", "differs", "failed", "nothing-landed", "inactive", "held"]),
    snapshot: number.nullable(),
    /** Tables that differ. How much they differ is a figure of few persons, and stays inside. */
    differing: external_exports.array(publicTableName).max(OMOP_TABLES.length),
    code: code.nullable()
  }),
  external_exports.strictObject({
    kind: external_exports.literal("check"),
    area: external_exports.enum(["machine", "source", "sandbox", "storage", "cohorts"]),
    outcome: external_exports.enum(["ok", "warning", "failed", "skipped"]),
    subject: external_exports.enum(CHECK_SUBJECTS).nullable(),
    table: publicTableName.nullable(),
    cohort: publicCohortId,
    code: code.nullable()
  }),
  /** What the approve step made of the policy, a cohort file or an override. */
  external_exports.strictObject({
    kind: external_exports.literal("approval-judged"),
    about: external_exports.enum(["policy", "cohort", "override"]),
    cohort: publicCohortId,
    finding: external_exports.string().regex(/^[0-9a-f]{64}$/).nullable(),
    state: external_exports.enum(["approved", "reduced", "unchanged", "inactive", "denied", "unverified", "invalid"]),
    code: code.nullable()
  }),
  /** A preview lies in the diagnostics. Its figures are not here: only how it is found, and of which commit it is. */
  external_exports.strictObject({
    kind: external_exports.literal("preview-stored"),
    run: publicRun,
    pull: number,
    head: external_exports.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/)
  }),
  external_exports.strictObject({ kind: external_exports.literal("change-reviewed"), result: reviewResultSchema }),
  /** A run as a whole, with the figures that may be told; it makes the summary, and what is written on GitHub. */
  external_exports.strictObject({ kind: external_exports.literal("run-reported"), report: publicReportSchema }),
  /** What ended the action, or a part of it. */
  external_exports.strictObject({ kind: external_exports.literal("problem"), code, mistakes: external_exports.array(mistake).max(500), findings })
];
var publicEventSchema = external_exports.discriminatedUnion("kind", kinds);
var outputs = external_exports.strictObject({
  run: publicRun.optional(),
  /** Numbers of the shards, for a matrix. */
  shards: external_exports.array(external_exports.int().min(1).max(256)).max(256).optional(),
  verdict: external_exports.enum([
    "done",
    "failed",
    "move",
    "nothing",
    "stopped",
    "verified",
    "healthy",
    "passed",
    "refused",
    "unverified"
  ]).optional()
});
var outcomeSchema = external_exports.strictObject({ exitCode: external_exports.int().min(0).max(4), outputs });
var messageSchema = external_exports.discriminatedUnion("type", [
  external_exports.strictObject({ type: external_exports.literal("event"), event: publicEventSchema }),
  external_exports.strictObject({ type: external_exports.literal("outcome"), outcome: outcomeSchema })
]);

export {
  CHECK_SUBJECTS,
  messageSchema
};
