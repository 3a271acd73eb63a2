import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  configurationSchema
} from "./chunk-H4XNYSIC.js";
import {
  COHORT_ID,
  cohortSchema,
  external_exports
} from "./chunk-AORXR5WC.js";

// src/review/place.ts
var KNOWN = [
  /^(?:[A-Za-z][A-Za-z_-]{0,30}\/){0,3}cohort-sync\.yml$/,
  /^(?:\.github\/|docs\/)?CODEOWNERS$/,
  /^\.github\/workflows\/(?:pull-request|merge|weekly|rerun|purge|preview|ci)\.ya?ml$/,
  /^overrides\/[0-9a-f]{64}\.yml$/,
  /^(?:\.gitignore|README\.md|cohorts\/README\.md|\.githooks\/pre-commit)$/
];
var COHORT_FILE = /^(?:[A-Za-z][A-Za-z_-]{0,30}\/){1,3}([^/]+)\.yml$/;
var NUMBER = new RegExp("\\p{Nd}{6}", "u");
function isShowable(path) {
  if (KNOWN.some((known) => known.test(path))) return true;
  const [, id = ""] = COHORT_FILE.exec(path) ?? [];
  return COHORT_ID.test(id) && !NUMBER.test(id);
}
function hasLongNumber(path) {
  if (/^overrides\/[0-9a-f]{64}\.yml$/.test(path)) return false;
  return NUMBER.test(path.normalize("NFKC").replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, ""));
}

// src/review/known-mistakes.ts
var SENTENCES = [
  // Of the document as a whole.
  /^is nested too deeply$/,
  /^is larger than 256 KiB$/,
  /^must be UTF-8 text$/,
  /^must end in \.yml$/,
  /^the same key stands twice$/,
  /^one document only: no "---" further down$/,
  /^indent with blanks, not with tabs$/,
  /^is indented wrongly, or a bracket is not closed$/,
  /^a text that holds ": " must stand in quotes$/,
  /^keys must be plain words$/,
  /^a bracket, a comma or a quote is missing$/,
  /^anchors and aliases are not allowed$/,
  /^tags \(!\) are not allowed$/,
  /^directives \(%\) are not allowed$/,
  /^is not YAML here \((?:alias props|bad collection type|bad directive|bad dq escape|bad prop order|bad scalar start|block as implicit key|block in flow|impossible|key over 1024 chars|multiline implicit key|multiple anchors|multiple tags|resource exhaustion|tag resolve failed|unexpected token)\)$/,
  // Of any value.
  /^is required$/,
  /^must be (?:a text \(put it in quotes if it looks like a number\)|a number|a whole number|true or false|a list|a mapping of keys to values)$/,
  /^has none of the allowed forms$/,
  /^expected (?:string|number|int|array) to (?:have|be) [<>]=?\d{1,10}(?: (?:characters|items))?$/,
  // Of a cohort file.
  /^must be 3 to 48 small letters, digits and hyphens, and begin with a letter$/,
  /^is a name of the system; choose another$/,
  /^must be the name of the file without its ending$/,
  /^must be one line of text, without blanks around it$/,
  /^must be a day of the calendar, written YYYY-MM-DD$/,
  /^must be a column name: letters, digits, underscores$/,
  /^must be 64 hexadecimal digits, small letters$/,
  /^names the same (?:table|column) twice$/,
  /^is not among the tables of this cohort$/,
  /^is a column that every landing has: keys, person_id and load_dt$/,
  /^is of OMOP CDM 5\.3 and lands anyway$/,
  /^is not a column of this table in OMOP CDM 5\.3$/,
  // Of the configuration.
  /^must be letters, digits, underscores and hyphens$/,
  /^must be a team written organisation\/team$/,
  /^must be a time zone of the IANA database \(Europe\/Berlin, UTC\)$/,
  /^must be an id of 36 characters, as Entra ID shows it$/,
  /^must be a host name alone, without https:\/\/ and without a path$/,
  /^must be the host of a Databricks workspace \(adb-….azuredatabricks\.net\)$/,
  /^must be the HTTP path of a SQL warehouse \(\/sql\/1\.0\/warehouses\/\.\.\.\)$/,
  /^must be a whole number and a unit: (?:s, m, h, d or w \(6h, 8w\)|KiB, MiB or GiB \(128MiB\))$/,
  /^must be a percentage from 0% to 100% \(0\.25%\)$/,
  /^must not be below limits\.growth$/,
  /^must be a container of its own: landing, rosters, withdrawals, approvals, diagnostics, certificates and staging have separate rights$/,
  /^must lie in the account of the landing$/,
  /^must say how the warehouse names the container: it cannot be told from its url$/,
  /^must be abfss:\/\/<container>@<account>\.dfs\.core\.windows\.net or \/Volumes\/<catalog>\/<schema>\/<volume>, without a slash at its end$/,
  /^must be https:\/\/<account>\.blob\.core\.windows\.net\/<container>$/,
  /^must begin with https:\/\/$/,
  /^must name a container: 3 to 63 small letters, digits and single hyphens$/,
  /^a prefix within a container is made of letters, digits, dots, hyphens and underscores$/,
  /^a container may be named alone only where AZURE_STORAGE_CONNECTION_STRING or landing\.url says the account$/,
  /^must hold no query and no credential: a shared access signature goes into AZURE_STORAGE_CONNECTION_STRING$/,
  /^unknown key: secrets are never in this file but in the environment \(DATABRICKS_TOKEN, AZURE_STORAGE_CONNECTION_STRING\); change the one that stood here$/
];
var CHOICE = /^must be one of ([A-Za-z_, ]+)$/;
var KEYS_HERE = /^unknown key; the keys here are ([A-Za-z0-9_, ]+)$/;
var PLACE = /^((?:[A-Za-z0-9_]+)(?:\.[A-Za-z0-9_]+)*): /;
function isKnownMistake(rule) {
  const place = PLACE.exec(rule);
  if (place && !(place[1] ?? "").split(".").every((part) => isKey(part) || /^\d{1,3}$/.test(part)))
    return false;
  const sentence = rule.slice(place?.[0].length ?? 0);
  const listed = CHOICE.exec(sentence) ?? KEYS_HERE.exec(sentence);
  if (listed) return (listed[1] ?? "").split(", ").every((word) => isKey(word));
  return SENTENCES.some((known) => known.test(sentence));
}
var keys;
function isKey(word) {
  keys ??= new Set([cohortSchema(), configurationSchema(void 0)].flatMap((schema) => words(schema)));
  return keys.has(word);
}
function words(schema) {
  const inside = ({ properties = {}, items, enum: values = [] }) => [
    ...Object.entries(properties).flatMap(([key, inner]) => [key, ...inside(inner)]),
    ...items ? inside(items) : [],
    ...values.map(String)
  ];
  return inside(external_exports.toJSONSchema(schema, { io: "input" }));
}

export {
  isShowable,
  hasLongNumber,
  isKnownMistake
};
