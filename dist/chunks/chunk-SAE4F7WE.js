import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  difference,
  subtract,
  toPersons
} from "./chunk-IAJDX2TX.js";
import {
  mistaken
} from "./chunk-CEXQSKJF.js";
import {
  COHORT_ID
} from "./chunk-AORXR5WC.js";
import {
  ConfigurationError,
  IntegrityError
} from "./chunk-EKFMLNWJ.js";

// src/cohort/roster.ts
import { randomBytes } from "node:crypto";

// src/cohort/csv-scanner.ts
var QUOTE = 34;
var LF = 10;
var CR = 13;
var SPACE = 32;
var TAB = 9;
function csvScanner(bytes, delimiter) {
  let at = 0;
  let line = 1;
  const isBlank = (byte) => byte === SPACE || byte === TAB && delimiter !== TAB;
  const isEnd = (index) => index >= bytes.length || bytes[index] === LF || bytes[index] === CR && (bytes[index + 1] === LF || index + 1 >= bytes.length);
  const quoted = (ranges) => {
    at += 1;
    const start = at;
    for (; at < bytes.length; at += 1) {
      if (bytes[at] === LF) line += 1;
      if (bytes[at] !== QUOTE) continue;
      if (bytes[at + 1] === QUOTE) at += 1;
      else break;
    }
    const closed = at < bytes.length;
    pushTrimmed(ranges, start, at);
    at += 1;
    while (isBlank(bytes[at])) at += 1;
    return closed && (isEnd(at) || bytes[at] === delimiter);
  };
  const plain = (ranges) => {
    const start = at;
    while (!isEnd(at) && bytes[at] !== delimiter) at += 1;
    pushTrimmed(ranges, start, at);
  };
  const pushTrimmed = (ranges, start, end) => {
    let [from, until] = [start, end];
    while (from < until && isBlank(bytes[from])) from += 1;
    while (until > from && isBlank(bytes[until - 1])) until -= 1;
    ranges.push(from, until);
  };
  return () => {
    if (at >= bytes.length) return void 0;
    const ranges = [];
    const begin = line;
    let malformed = false;
    for (; ; ) {
      while (isBlank(bytes[at])) at += 1;
      if (bytes[at] === QUOTE) malformed = !quoted(ranges) || malformed;
      else plain(ranges);
      if (malformed) while (!isEnd(at)) at += 1;
      if (isEnd(at)) break;
      at += 1;
    }
    if (bytes[at] === CR) at += 1;
    at += 1;
    line += 1;
    return { line: begin, ranges, malformed };
  };
}

// src/cohort/person-id.ts
var MINUS = 45;
var ZERO = 48;
function parsePersonId(bytes, start, end, halves, index) {
  const negative = bytes[start] === MINUS;
  const first = negative ? start + 1 : start;
  const digits = end - first;
  if (digits < 1) return "not-a-number";
  if (bytes[first] === ZERO && (digits > 1 || negative)) return "not-a-number";
  let low = 0;
  let high = 0;
  for (let at = first; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return "not-a-number";
    if (at - first >= 19) continue;
    const sum = low * 10 + digit;
    low = sum % 4294967296;
    high = high * 10 + (sum - low) / 4294967296;
  }
  if (digits > 19 || high > 2147483648) return "out-of-range";
  if (high === 2147483648 && !(negative && low === 0)) return "out-of-range";
  if (negative) {
    high = (low === 0 ? -high : -high - 1) >>> 0;
    low = -low >>> 0;
  }
  halves[2 * index] = low;
  halves[2 * index + 1] = high;
  return void 0;
}

// src/cohort/id-list.ts
var TOLD = 20;
var DELIMITERS = [",", ";", "	", "|"].map((text) => text.charCodeAt(0));
var LF2 = 10;
var KIND = {
  name: "list of persons",
  code: "ID_LIST_INVALID",
  remedy: "Correct the lines named: one whole number each, in a column person_id or alone on the line."
};
var RULES = {
  "not-a-number": "must be a whole number: digits alone, no decimals, no leading zeros",
  "out-of-range": "is beyond 64 bits"
};
function parseIdList(content, file) {
  if (content[0] === 255 && content[1] === 254 || content[0] === 254 && content[1] === 255) {
    throw mistaken(KIND, [{ file, line: 1, rule: "must be UTF-8 text" }]);
  }
  const bytes = content[0] === 239 && content[1] === 187 && content[2] === 191 ? content.subarray(3) : content;
  const layout = readLayout(bytes, file);
  const ids = new BigInt64Array(count(bytes, LF2) + 1);
  const halves = new Uint32Array(ids.buffer);
  const mistakes = [];
  let wrong = 0;
  let read = 0;
  const next = csvScanner(bytes, layout.delimiter);
  for (let record = next(); record; record = next()) {
    if (isEmpty(record) || record.line <= layout.headerLine) continue;
    const rule = readId(record, layout, bytes, halves, read);
    if (rule === void 0) read += 1;
    else if (wrong++ < TOLD) mistakes.push({ file, line: record.line, rule });
  }
  if (wrong > TOLD) mistakes.push({ file, rule: `${wrong - TOLD} further lines are wrong` });
  if (mistakes.length > 0) throw mistaken(KIND, mistakes);
  const persons = toPersons(ids.subarray(0, read));
  return { persons, read, duplicates: read - persons.length };
}
function readLayout(bytes, file) {
  const delimiter = findDelimiter(bytes);
  const next = csvScanner(bytes, delimiter);
  let record = next();
  while (record && isEmpty(record)) record = next();
  if (!record) return { delimiter, column: 0, columns: 1, headerLine: 0 };
  const names = fields(record, bytes);
  const [first = ""] = names;
  if (names.length === 1) {
    const isName = /^[A-Za-z_][A-Za-z0-9_ ]*$/.test(first);
    return { delimiter: void 0, column: 0, columns: 1, headerLine: isName ? record.line : 0 };
  }
  const column = names.findIndex(isPersonId);
  if (record.malformed || column < 0 || names.filter(isPersonId).length > 1) {
    throw mistaken(KIND, [
      { file, line: record.line, rule: "of several columns exactly one must be named person_id" }
    ]);
  }
  return { delimiter, column, columns: names.length, headerLine: record.line };
}
function isPersonId(name) {
  return name.toLowerCase() === "person_id";
}
function fields({ ranges }, bytes) {
  const texts = [];
  for (let index = 0; index < ranges.length; index += 2) {
    texts.push(Buffer.from(bytes.subarray(ranges[index], ranges[index + 1])).toString());
  }
  return texts;
}
function findDelimiter(bytes) {
  let inQuotes = false;
  let started = false;
  for (const byte of bytes) {
    if (byte === 34) inQuotes = !inQuotes;
    else if (byte === LF2 && started && !inQuotes) return void 0;
    else if (!inQuotes && DELIMITERS.includes(byte) && (byte !== 9 || started)) return byte;
    if (byte > 32) started = true;
  }
  return void 0;
}
function readId(record, layout, bytes, halves, index) {
  if (record.malformed) return "has a quote that is not closed where the field ends";
  if (record.ranges.length !== 2 * layout.columns) return "has another number of columns than the first line";
  const start = record.ranges[2 * layout.column] ?? 0;
  const end = record.ranges[2 * layout.column + 1] ?? 0;
  const fault = parsePersonId(bytes, start, end, halves, index);
  return fault && RULES[fault];
}
function isEmpty({ ranges, malformed }) {
  if (malformed) return false;
  for (let index = 0; index < ranges.length; index += 2) {
    if (ranges[index] !== ranges[index + 1]) return false;
  }
  return true;
}
function count(bytes, byte) {
  let found = 0;
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) found += 1;
  return found;
}

// src/cohort/roster-form.ts
import { createHash } from "node:crypto";
var HEADER = /^cohort-sync roster 1 [0-9a-f]{32}$/;
var LF3 = 10;
var CHUNK = 16384;
function encodeRoster(persons, nonce) {
  const header = `cohort-sync roster 1 ${nonce}`;
  if (!HEADER.test(header)) throw new RangeError("a nonce is 32 hexadecimal digits");
  const chunks = [Buffer.from(`${header}
`)];
  for (let start = 0; start < persons.length; start += CHUNK) {
    chunks.push(Buffer.from(`${persons.subarray(start, start + CHUNK).join("\n")}
`));
  }
  return Buffer.concat(chunks);
}
function decodeRoster(content) {
  const headerEnd = content.indexOf(LF3);
  if (headerEnd < 0 || headerEnd > 100 || content.at(-1) !== LF3) return void 0;
  if (!HEADER.test(Buffer.from(content.subarray(0, headerEnd)).toString("latin1"))) return void 0;
  let lines = 0;
  for (let at = headerEnd; at >= 0; at = content.indexOf(LF3, at + 1)) lines += 1;
  const persons = new BigInt64Array(new SharedArrayBuffer((lines - 1) * 8));
  const halves = new Uint32Array(persons.buffer);
  let start = headerEnd + 1;
  for (let index = 0; index < persons.length; index += 1) {
    const end = content.indexOf(LF3, start);
    if (parsePersonId(content, start, end, halves, index) !== void 0) return void 0;
    if (index > 0 && persons[index] <= persons[index - 1]) return void 0;
    start = end + 1;
  }
  return persons;
}
function rosterDigest(content) {
  return createHash("sha256").update(content).digest("hex");
}

// src/cohort/roster.ts
function rosterAddress(rostersUrl, cohortId, sha256) {
  return `${rostersUrl}/${cohortId}/${sha256}`;
}
function checkRosterAddress(rostersUrl, { id, roster }) {
  if (roster.uri === rosterAddress(rostersUrl, id, roster.sha256)) return;
  throw new ConfigurationError(`The roster of cohort ${id} has a foreign address.`, {
    code: "ROSTER_ADDRESS",
    remedy: 'Write roster.uri exactly as "cohort-sync seal" printed it: <rosters.url>/<cohort-id>/<sha256>.'
  });
}
async function sealRoster(rosters, cohortId, list) {
  if (!COHORT_ID.test(cohortId)) {
    throw new ConfigurationError("This is not a cohort id.", {
      code: "COHORT_ID_INVALID",
      remedy: "Take 3 to 48 small letters, digits and hyphens, beginning with a letter."
    });
  }
  const { persons, duplicates } = parseIdList(list.content, list.file);
  if (persons.length === 0) {
    throw new ConfigurationError(`The list of persons ${list.file} holds no id.`, {
      code: "ROSTER_EMPTY",
      remedy: "Name the file that lists the persons, one person_id a line."
    });
  }
  const content = encodeRoster(persons, randomBytes(16).toString("hex"));
  const sha256 = rosterDigest(content);
  await rosters.putIfAbsent(`${cohortId}/${sha256}`, content);
  return { uri: rosterAddress(rosters.url, cohortId, sha256), sha256, persons: persons.length, duplicates };
}
async function readRoster(rosters, cohort) {
  checkRosterAddress(rosters.url, cohort);
  const { id, roster } = cohort;
  const blob = await rosters.read(`${id}/${roster.sha256}`);
  if (!blob) {
    throw new ConfigurationError(`The roster of cohort ${id} is not in storage.`, {
      code: "ROSTER_MISSING",
      remedy: "Seal the list of persons again, and write the three roster keys that it prints into the cohort file."
    });
  }
  if (rosterDigest(blob.content) !== roster.sha256) {
    throw new IntegrityError(
      `The roster of cohort ${id} is not the one that its file pins: the digest differs.`,
      {
        code: "ROSTER_DIGEST",
        remedy: "Find out who changed the rosters container, then seal the list again."
      }
    );
  }
  const persons = decodeRoster(blob.content);
  if (!persons) {
    throw new IntegrityError(`The roster of cohort ${id} is not in the canonical form.`, {
      code: "ROSTER_FORM",
      remedy: 'Make rosters with "cohort-sync seal" only.'
    });
  }
  if (persons.length !== roster.persons) {
    throw new ConfigurationError(
      `The roster of cohort ${id} has another number of persons than its file says.`,
      {
        code: "ROSTER_COUNT",
        remedy: 'Write roster.persons as "cohort-sync seal" printed it.'
      }
    );
  }
  return { cohort: id, sha256: roster.sha256, persons };
}
async function checkRoster(rosters, cohort, withdrawn) {
  const { persons, sha256 } = await readRoster(rosters, cohort);
  const remaining = subtract(persons, withdrawn).length;
  return {
    cohort: cohort.id,
    uri: cohort.roster.uri,
    sha256,
    persons: persons.length,
    withdrawn: persons.length - remaining,
    remaining
  };
}
function diffRosters(before, after, options = {}) {
  const { added, removed, kept } = difference(before.persons, after.persons);
  const counts = { added: added.length, removed: removed.length, kept };
  return options.ids ? { ...counts, ids: { added, removed } } : counts;
}

export {
  parseIdList,
  decodeRoster,
  rosterDigest,
  rosterAddress,
  sealRoster,
  readRoster,
  checkRoster,
  diffRosters
};
