import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  contentDigest,
  mistaken,
  parseDocument
} from "./chunk-CEXQSKJF.js";
import {
  COHORT_ID,
  external_exports,
  omopTable,
  strictObject
} from "./chunk-AORXR5WC.js";
import {
  formatInstant,
  parseInstant
} from "./chunk-FV3B4KGK.js";
import {
  ConfigurationError,
  IntegrityError
} from "./chunk-EKFMLNWJ.js";

// src/override/override-file.ts
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
var FINDING_DIGEST = /^[0-9a-f]{64}$/;
var OVERRIDE_KINDS = ["accept", "rebuild", "heal", "erase"];
var ONE_LINE = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,500}$/u;
function overridesDirectory(configurationFile) {
  return path.join(path.dirname(configurationFile), "overrides");
}
var KIND = {
  name: "override",
  code: "OVERRIDE_INVALID",
  remedy: "Correct the lines named; docs/decisions/0011-overrides.md tells every key."
};
var document = strictObject({
  finding: external_exports.string().regex(FINDING_DIGEST, "must be the finding's digest: 64 hexadecimal digits"),
  kind: external_exports.enum(OVERRIDE_KINDS),
  cohort: external_exports.string().regex(COHORT_ID, "must be a cohort id").optional(),
  table: external_exports.string().refine((name) => omopTable(name) !== void 0, "must be a table of OMOP CDM 5.3").optional(),
  reason: external_exports.string().regex(ONE_LINE, "must be one line of text").regex(/\S/, "must say something")
}).check(({ value, issues }) => {
  if (!lacksPlace(value)) return;
  issues.push({
    code: "custom",
    message: "must name cohort and table to rebuild",
    path: ["kind"],
    input: value
  });
});
function lacksPlace({
  kind,
  cohort,
  table
}) {
  return kind === "rebuild" && (!cohort || !table);
}
async function readOverrideFiles(directory) {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const files = entries.filter(({ name }) => /\.ya?ml$/i.test(name));
  return Promise.all(
    files.sort((a, b) => a.name < b.name ? -1 : 1).map(async (entry) => {
      try {
        if (!entry.isFile()) throw wrong(entry.name, "must be a regular file, not a link or a directory");
        return parseOverrideFile(await readFile(path.join(directory, entry.name)), entry.name);
      } catch (error) {
        if (error instanceof ConfigurationError) return { file: entry.name, error };
        return { file: entry.name, error: wrong(entry.name, "cannot be read") };
      }
    })
  );
}
function parseOverrideFile(content, file) {
  const { cohort = null, table = null, ...rest } = parseDocument(content, file, document, KIND);
  if (file !== `${rest.finding}.yml`) throw wrong(file, "must be named <finding>.yml");
  return { file, override: { ...rest, cohort, table }, content: contentDigest(content) };
}
function wrong(file, rule) {
  return mistaken(KIND, [{ file, rule }]);
}

// src/override/override-record.ts
import { createHash } from "node:crypto";
var sha256 = external_exports.string().regex(FINDING_DIGEST);
var commit = external_exports.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
var instant = external_exports.string().transform((text, context) => {
  const parsed = parseInstant(text);
  if (parsed !== void 0) return parsed;
  context.addIssue("must be an instant");
  return external_exports.NEVER;
});
var proof = external_exports.discriminatedUnion("kind", [
  external_exports.strictObject({ kind: external_exports.literal("manual"), by: external_exports.string().min(1) }),
  external_exports.strictObject({
    kind: external_exports.literal("pull-request"),
    number: external_exports.int().min(1),
    merge: commit,
    head: commit,
    author: external_exports.int().min(1),
    approvers: external_exports.array(external_exports.int().min(1)).min(1),
    policy: sha256,
    file: external_exports.strictObject({ blob: external_exports.string().regex(/^[0-9a-f]{40}$/), sha256 })
  })
]);
var schema = external_exports.strictObject({
  format: external_exports.literal(1),
  finding: sha256,
  kind: external_exports.enum(OVERRIDE_KINDS),
  cohort: external_exports.string().regex(COHORT_ID).nullable(),
  table: external_exports.string().refine((name) => omopTable(name) !== void 0).nullable(),
  reason: external_exports.string().min(1),
  at: instant,
  proof
});
async function recordOverride(approvals, record) {
  const text = JSON.stringify({ format: 1, ...record, at: formatInstant(record.at) }, null, 2);
  const written = await approvals.putIfAbsent(recordPath(record.finding), Buffer.from(`${text}
`));
  const stored = await readOverride(approvals, record.finding);
  if (stored === void 0) throw broken(record.finding);
  return { record: stored, created: written === "created" };
}
async function readOverride(approvals, finding) {
  const blob = await approvals.read(recordPath(finding));
  if (blob === void 0) return void 0;
  const { format: _, ...record } = parse(finding, blob.content);
  if (record.finding !== finding) throw broken(finding);
  return { ...record, digest: createHash("sha256").update(blob.content).digest("hex") };
}
async function readOverrides(approvals) {
  const records = [];
  for await (const { path: path2 } of approvals.list("_overrides/")) {
    const finding = /^_overrides\/([0-9a-f]{64})\.json$/.exec(path2)?.[1];
    const record = finding && await readOverride(approvals, finding);
    if (record) records.push(record);
  }
  return records;
}
function parse(finding, content) {
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(content)));
  } catch (cause) {
    throw broken(finding, cause);
  }
}
function recordPath(finding) {
  if (!FINDING_DIGEST.test(finding)) throw new RangeError("not the digest of a finding");
  return `_overrides/${finding}.json`;
}
function broken(finding, cause) {
  return new IntegrityError(`The approved override of finding ${finding.slice(0, 12)} cannot be read.`, {
    code: "OVERRIDE_BROKEN",
    remedy: "Find out who changed the approvals container, and restore the record from its versions.",
    cause
  });
}

export {
  FINDING_DIGEST,
  OVERRIDE_KINDS,
  ONE_LINE,
  overridesDirectory,
  lacksPlace,
  readOverrideFiles,
  recordOverride,
  readOverride,
  readOverrides
};
