import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  isCohortPath,
  isProtected
} from "./chunk-AITHI7NA.js";
import {
  parseConfiguration
} from "./chunk-NDLMXHND.js";
import {
  reducesOnly,
  resolve
} from "./chunk-LZJC4O6B.js";
import {
  parseCohortFile
} from "./chunk-CEXQSKJF.js";
import {
  hasLongNumber,
  isKnownMistake,
  isShowable
} from "./chunk-ZHIMDRRS.js";
import {
  REVIEW_RULES
} from "./chunk-5OSNY2PF.js";
import {
  OMOP_TABLES,
  omopTable
} from "./chunk-AORXR5WC.js";
import {
  formatInstant
} from "./chunk-FV3B4KGK.js";
import {
  ConfigurationError
} from "./chunk-EKFMLNWJ.js";

// src/review/review-change.ts
import path from "node:path";

// src/review/compare-cohort.ts
function compareCohort(before, after) {
  if (!before) return added(after);
  const changes = [
    ...statusChange(before, after),
    ...rosterChange(before, after),
    ...tableChanges(before, after),
    ...columnChanges(before, after),
    ...partyChanges(before, after),
    ...expiryChange(before, after)
  ];
  const { id: cohort } = after;
  if (changes.length === 0) return [{ kind: "wording", cohort }];
  const reduces = reducesOnly(resolve(before), resolve(after));
  return [...changes, { kind: reduces ? "needs-no-proof" : "needs-approval", cohort }];
}
function added(after) {
  const { id: cohort, status, roster, tables } = after;
  const persons = roster.persons;
  return [
    { kind: "added", cohort, status, persons, tables: [...tables], expires: day(after) },
    ...columnChanges({ ...after, columns: { include: {}, exclude: {} } }, after),
    { kind: "needs-approval", cohort }
  ];
}
function day({ expires }) {
  return formatInstant(expires - 1n).slice(0, 10);
}
function statusChange(before, after) {
  if (before.status === after.status) return [];
  return [{ kind: "status", cohort: after.id, before: before.status, after: after.status }];
}
function rosterChange(before, after) {
  const { sha256, persons } = after.roster;
  if (before.roster.sha256 === sha256 && before.roster.persons === persons) return [];
  return [{ kind: "roster", cohort: after.id, before: before.roster.persons, after: persons }];
}
function tableChanges(before, after) {
  const added2 = after.tables.filter((table) => !before.tables.includes(table));
  const removed = before.tables.filter((table) => !after.tables.includes(table));
  if (added2.length + removed.length === 0) return [];
  return [{ kind: "tables", cohort: after.id, added: added2, removed }];
}
function columnChanges(before, after) {
  return OMOP_TABLES.flatMap(({ name }) => {
    if (!after.tables.includes(name)) return [];
    const was = columnsOf(before, name);
    const is = columnsOf(after, name);
    const more = is.filter((column) => !was.includes(column));
    const fewer = was.filter((column) => !is.includes(column));
    if (!before.tables.includes(name) || more.length + fewer.length === 0) return [];
    const known = (column) => omopTable(name)?.columns.some((candidate) => candidate.name === column) ?? false;
    return [
      {
        kind: "columns",
        cohort: after.id,
        table: name,
        added: more.filter(known),
        addedBeyondCdm: more.filter((column) => !known(column)).length,
        removed: fewer.filter(known),
        removedBeyondCdm: fewer.filter((column) => !known(column)).length
      }
    ];
  });
}
function columnsOf({ columns }, table) {
  const cdm = omopTable(table)?.columns.map(({ name }) => name) ?? [];
  const excluded = columns.exclude[table] ?? [];
  return [...cdm.filter((column) => !excluded.includes(column)), ...columns.include[table] ?? []];
}
function partyChanges(before, after) {
  const keys = ["title", "project", "consumer", "agreement"].filter(
    (key) => before[key] !== after[key]
  );
  return keys.length === 0 ? [] : [{ kind: "parties", cohort: after.id, keys }];
}
function expiryChange(before, after) {
  if (before.expires === after.expires) return [];
  return [{ kind: "expiry", cohort: after.id, before: day(before), after: day(after) }];
}

// src/review/inspect-lines.ts
function inspectLines(added2) {
  const found = [];
  let run = [];
  const endRun = () => {
    const first = run[0];
    const long = run.some(({ text }) => BARE_NUMBER.test(text) && digits(text).length >= 4);
    if (first && (run.length >= 3 || long)) found.push({ rule: "NUMBER_LIST", line: first.line });
    run = [];
  };
  for (const { line, text: raw } of added2) {
    const text = raw.normalize("NFKC").replaceAll(new RegExp("\\p{Cf}", "gu"), "");
    if (text.trim() === "") continue;
    if (BARE_NUMBER.test(text) || inspectLine(text) === void 0 && isRow(text)) {
      if (run.length > 0 && line > (run.at(-1)?.line ?? 0) + 2) endRun();
      run.push({ line, text });
      continue;
    }
    endRun();
    const rule = inspectLine(text);
    if (rule) found.push({ rule, line });
  }
  endRun();
  return found;
}
var BARE_NUMBER = new RegExp(`^[\\s\\-*[("'{]*\\p{Nd}{1,20}[\\s)\\]"'},;]*$`, "u");
function isRow(text) {
  const plain = withoutHarmless(text);
  return /^[\s\d,;|"'()[\]{}.:·-]+$/.test(plain) && longNumbers(plain).length > 0;
}
function digits(text) {
  return text.replaceAll(new RegExp("\\P{Nd}", "gu"), "");
}
function inspectLine(text) {
  if (isHead(text)) return "ID_COLUMN";
  if (ID_WITH_VALUE.test(text) || PERSON_WITH_NUMBER.test(text)) return "ID_VALUE";
  const plain = withoutHarmless(text);
  if (isList(plain)) return "NUMBER_LIST";
  return LONG_NUMBER.test(plain) ? "LONG_NUMBER" : void 0;
}
var ID_NAMES = [
  "person_?id",
  "person_source_value",
  "patient_?(?:id|nr|no|number|key)",
  "pat_?id",
  "subject_?id",
  "member_?id",
  "participant_?id",
  "mrn",
  "medical_?record_?(?:no|number)",
  "nhs_?(?:no|number)",
  "ssn",
  "social_security_number"
].join("|");
var ID_NAME = new RegExp(`^(?:${ID_NAMES})$`, "i");
var ID_OR_PERSON = new RegExp(`^(?:${ID_NAMES}|patient|person|subject|pid)$`, "i");
var ID_WITH_VALUE = new RegExp(
  `(?<![A-Za-z0-9])(?:${ID_NAMES})["'\`]?\\s*(?:=+|:|<>|in\\b|#|is\\b)?[\\s"'\`(\\[]*[A-Za-z]{0,3}-?\\d{2,}`,
  "i"
);
var PERSON_WITH_NUMBER = /(?<![A-Za-z0-9_])(?:patients?|person|subject|participant)\s*(?:no\.?|nr\.?|number|id|#|:|=)?\s*["'#(]*\d{3,}/i;
function isHead(text) {
  const fields = text.split(/[,;\t]/).map((field) => field.trim().replaceAll(/^["']|["']$/g, "")).filter((field, index, all) => field !== "" || index < all.length - 1);
  if (!fields.every((field) => /^[A-Za-z_][A-Za-z0-9_ ]{0,60}$/.test(field))) return false;
  return fields.length === 1 ? ID_NAME.test(fields[0] ?? "") : fields.some((field) => ID_OR_PERSON.test(field));
}
var HARMLESS = [
  /(?<![A-Za-z0-9])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![A-Za-z0-9])/gi,
  /(?<![A-Za-z0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{16,}(?![A-Za-z0-9])/gi,
  /(?<!\d)\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?(?!\d)/g,
  /(?<![\d.])\d{1,4}(?:\.\d{1,5}){2,}(?![\d.])/g,
  /\badb-\d{6,20}\.\d{1,2}\.azuredatabricks\.net\b/gi,
  /\/warehouses\/[0-9a-f]{16}\b/gi
];
function withoutHarmless(text) {
  return HARMLESS.reduce((rest, pattern) => rest.replaceAll(pattern, " \xB7 "), text);
}
var LONG_NUMBER = /(?<![A-Za-z0-9_]|\d\.)\d{7,}(?![A-Za-z0-9_])/;
function isList(text) {
  const numbers = numbersOf(text);
  const middle = numbers.filter((token) => token.length >= 3);
  return longNumbers(text).length >= 3 || middle.length >= 6 || numbers.length >= 10;
}
function longNumbers(text) {
  return numbersOf(text).filter((token) => token.length >= 4 && !/^(?:19|20)\d{2}$/.test(token));
}
function numbersOf(text) {
  return text.split(/[\s,;|/()[\]{}"'`]+/).filter((token) => /^\d{1,20}$/.test(token));
}

// src/review/inspect-file.ts
var MAXIMUM_FILE_BYTES = 1024 * 1024;
var DATA_TYPES = new Set(
  "csv tsv psv parquet pq xlsx xls xlsm xlsb ods zip gz tgz bz2 xz zst lz4 7z rar tar feather arrow ipc avro orc jsonl ndjson sas7bdat xpt sav por dta rds rda rdata pkl pickle npy npz h5 hdf5 mat db sqlite sqlite3 duckdb mdb accdb dbf dump bak".split(" ")
);
function inspectName(file) {
  if (file.status === "removed") return [];
  const found = [];
  const name = file.path.slice(file.path.lastIndexOf("/") + 1).toLowerCase();
  if (name.split(".").slice(1).some((ending) => DATA_TYPES.has(ending)))
    found.push({ rule: "DATA_FILE" });
  if (hasLongNumber(file.path)) found.push({ rule: "NAME_WITH_NUMBER" });
  return found;
}
function inspectContent(before, after, exempt) {
  const text = decode(after);
  if (text === void 0) return [{ rule: "BINARY_FILE" }];
  return inspectLines(addedLines(before, text).filter(({ text: line }) => !exempt(line)));
}
function decode(content) {
  if (content.includes(0)) return void 0;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    return void 0;
  }
}
function addedLines(before, after) {
  const known = new Set(before === void 0 ? [] : lines(new TextDecoder().decode(before)));
  return lines(after).map((text, index) => ({ line: index + 1, text })).filter(({ text }) => !known.has(text));
}
function lines(text) {
  return text.split(/\r\n|[\n\r\u2028\u2029\u0085]/);
}

// src/review/review-change.ts
var MAXIMUM_FINDINGS = 200;
var MAXIMUM_FILES = 3e3;
async function reviewChange({ change, configuration }) {
  const policy = await readPolicy(change, configuration);
  const review = new Review(change, configuration, policy);
  if (change.files.length > MAXIMUM_FILES) review.find("TOO_MANY_FILES");
  if (!policy.readable) review.find("POLICY_UNREADABLE");
  if (policy.insideNetwork) review.find("CHECKS_OFF");
  for (const file of change.files.slice(0, MAXIMUM_FILES)) await review.file(file);
  review.whole();
  return review.result();
}
async function readPolicy(change, file) {
  const root = "/repository";
  const before = await change.before(file);
  if (!before)
    return { readable: await change.after(file) !== void 0, cohorts: "cohorts", insideNetwork: false };
  try {
    const { cohorts, git } = parseConfiguration(before, path.posix.join(root, file), NO_ACCOUNT);
    const directory = path.posix.relative(root, cohorts);
    return { readable: true, cohorts: directory, insideNetwork: git.insideNetwork };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { readable: false, cohorts: "cohorts", insideNetwork: false };
  }
}
var NO_ACCOUNT = {
  AZURE_STORAGE_CONNECTION_STRING: "BlobEndpoint=https://account.blob.core.windows.net;SharedAccessSignature=none"
};
var Review = class {
  #findings = [];
  #changes = [];
  #change;
  #configuration;
  #policy;
  #policyFiles = 0;
  #cohortFiles = 0;
  constructor(change, configuration, policy) {
    this.#change = change;
    this.#configuration = configuration;
    this.#policy = policy;
  }
  async file(file) {
    const paths = [file.path, ...file.previous === void 0 ? [] : [file.previous]];
    if (paths.some((name) => this.#isPolicy(name))) this.#policyFiles += 1;
    if (paths.some((name) => this.#isPolicy(name) || name.startsWith("overrides/")))
      this.find("PROTECTED_FILE", file);
    if (paths.some((name) => this.#inCohorts(name))) await this.#cohortFile(file);
    if (file.status !== "removed") await this.#content(file);
  }
  /** What only the change as a whole shows. */
  whole() {
    if (this.#policyFiles > 0 && this.#cohortFiles > 0) this.find("POLICY_AND_COHORT");
  }
  find(rule, file, at = {}) {
    const { line, column, rule: mistake } = at;
    this.#findings.push({
      rule,
      ...file ? { position: this.#change.files.indexOf(file) + 1 } : {},
      ...file && isShowable(file.path) ? { file: file.path } : {},
      ...line === void 0 ? {} : { line },
      ...column === void 0 ? {} : { column },
      ...mistake !== void 0 && isKnownMistake(mistake) ? { mistake } : {}
    });
  }
  result() {
    const refused = this.#findings.some(({ rule }) => REVIEW_RULES[rule].severity === "refused");
    const listed = this.#findings.toSorted((a, b) => severity(a) - severity(b)).slice(0, MAXIMUM_FINDINGS);
    return {
      outcome: refused ? "refused" : "passed",
      files: this.#change.files.length,
      findings: listed,
      more: this.#findings.length - listed.length,
      changes: this.#changes
    };
  }
  #isPolicy(name) {
    return isProtected(name, this.#configuration);
  }
  #inCohorts(name) {
    return name.startsWith(`${this.#policy.cohorts}/`);
  }
  #isCohort(name) {
    return isCohortPath(name, this.#policy.cohorts);
  }
  async #cohortFile(file) {
    const { path: name, previous = name, status } = file;
    if (!this.#isCohort(name) && !this.#isCohort(previous)) {
      if (status !== "removed" && name !== `${this.#policy.cohorts}/README.md`)
        this.find("NOT_A_COHORT_FILE", file);
      return;
    }
    this.#cohortFiles += 1;
    if (status === "removed") return this.find("COHORT_DELETED", file);
    if (status === "renamed" && this.#isCohort(previous)) this.find("COHORT_RENAMED", file);
    if (!this.#isCohort(name)) return;
    const isNew = await this.#change.before(name) === void 0;
    if (isNew && await this.#change.existedBefore(name)) this.find("COHORT_ID_REUSED", file);
    await this.#compare(file, isNew);
  }
  async #compare(file, isNew) {
    if (file.kind !== "file" || file.size > MAXIMUM_FILE_BYTES) return;
    const name = path.posix.basename(file.path);
    const after = this.#parse(file, await this.#change.after(file.path), name);
    if (!after) return;
    const before = isNew ? void 0 : earlier(await this.#change.before(file.path), name);
    if (before?.cohort.status === "revoked" && after.cohort.status !== "revoked")
      this.find("COHORT_REVIVED", file);
    this.#changes.push(...compareCohort(before?.cohort, after.cohort));
  }
  #parse(file, content, name) {
    try {
      return content && parseCohortFile(content, name);
    } catch (error) {
      this.#mistakes(file, error);
      return void 0;
    }
  }
  #mistakes(file, error) {
    if (!(error instanceof ConfigurationError)) throw error;
    for (const mistake of error.mistakes) this.find("FILE_MISTAKE", file, mistake);
  }
  async #content(file) {
    if (file.kind !== "file") return this.find("LINK_REFUSED", file);
    const inside = this.#policy.insideNetwork;
    if (!inside) for (const { rule } of inspectName(file)) this.find(rule, file);
    if (file.size > MAXIMUM_FILE_BYTES) return this.find("TOO_LARGE", file);
    const after = await this.#change.after(file.path);
    if (!after) return;
    if (file.path === this.#configuration) this.#checkConfiguration(file, after);
    if (inside) return;
    const before = await this.#change.before(file.previous ?? file.path);
    const exempt = this.#isCohort(file.path) ? isCohortNumber : () => false;
    for (const { rule, line } of inspectContent(before, after, exempt))
      this.find(rule, file, line === void 0 ? {} : { line });
  }
  #checkConfiguration(file, content) {
    try {
      parseConfiguration(content, file.path, NO_ACCOUNT);
    } catch (error) {
      this.#mistakes(file, error);
    }
  }
};
function earlier(content, name) {
  try {
    return content && parseCohortFile(content, name);
  } catch {
    return void 0;
  }
}
function isCohortNumber(line) {
  return /^\s*persons:\s*\d{1,10}\s*$/.test(line) || /^(?:agreement|project):\s*["']?[A-Za-z /_-]*\d{1,10}["']?\s*$/.test(line);
}
function severity({ rule }) {
  return REVIEW_RULES[rule].severity === "refused" ? 0 : 1;
}

export {
  reviewChange
};
