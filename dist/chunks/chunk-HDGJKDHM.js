import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  COHORT_ID,
  external_exports
} from "./chunk-AORXR5WC.js";
import {
  formatInstant,
  parseInstant
} from "./chunk-FV3B4KGK.js";
import {
  IntegrityError,
  RemoteError
} from "./chunk-EKFMLNWJ.js";

// src/approval/approval-record.ts
import { createHash } from "node:crypto";
var sha256 = external_exports.string().regex(/^[0-9a-f]{64}$/);
var instant = external_exports.string().transform((text, context) => {
  const parsed = parseInstant(text);
  if (parsed !== void 0) return parsed;
  context.addIssue("must be an instant");
  return external_exports.NEVER;
});
var commit = external_exports.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
var user = external_exports.int().min(1);
var proofSchema = external_exports.strictObject({
  number: external_exports.int().min(1),
  merge: commit,
  base: commit,
  head: commit,
  author: user,
  approvers: external_exports.array(user).min(1)
});
var schema = external_exports.strictObject({
  version: external_exports.literal(1),
  cohort: external_exports.string().regex(COHORT_ID),
  sequence: external_exports.int().min(1),
  predecessor: sha256.nullable(),
  kind: external_exports.enum(["pull-request", "manual", "reduction"]),
  by: external_exports.string().min(1),
  reason: external_exports.string().min(1),
  at: instant,
  file: external_exports.strictObject({ name: external_exports.string(), blob: external_exports.string().regex(/^[0-9a-f]{40}$/), sha256 }),
  status: external_exports.enum(["active", "suspended", "revoked"]),
  expires: instant,
  project: external_exports.string(),
  consumer: external_exports.string(),
  agreement: external_exports.string(),
  roster: external_exports.strictObject({ sha256, persons: external_exports.int().min(1) }),
  tables: external_exports.array(external_exports.strictObject({ table: external_exports.string(), columns: external_exports.array(external_exports.string()).min(1) })).min(1),
  policy: sha256,
  commit: commit.nullable().default(null),
  proof: proofSchema.nullable().default(null)
});
function encodeRecord(record) {
  const { at, expires, ...rest } = record;
  const document = { version: 1, ...rest, at: formatInstant(at), expires: formatInstant(expires) };
  return Buffer.from(`${JSON.stringify(document, null, 2)}
`);
}
function decodeRecord(content) {
  let value;
  try {
    value = JSON.parse(Buffer.from(content).toString());
  } catch {
    return void 0;
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) return void 0;
  const { version: _, ...record } = parsed.data;
  return record;
}
function recordDigest(content) {
  return createHash("sha256").update(content).digest("hex");
}

// src/approval/approval-chain.ts
async function readChain(approvals, cohortId) {
  const paths = [];
  for await (const { path } of approvals.list(`${checkedId(cohortId)}/`)) paths.push(path);
  if (paths.some((path, index) => path !== recordPath(cohortId, index + 1))) throw broken(cohortId);
  const blobs = await Promise.all(paths.map((path) => approvals.read(path)));
  const chain = [];
  for (const blob of blobs) {
    const record = blob && decodeRecord(blob.content);
    const before = chain.at(-1);
    const isNext = record?.cohort === cohortId && record.sequence === chain.length + 1 && record.predecessor === (before?.digest ?? null);
    if (!blob || !record || !isNext) throw broken(cohortId);
    chain.push({ ...record, digest: recordDigest(blob.content) });
  }
  return chain;
}
async function appendRecord(approvals, chain, record) {
  const sequence = chain.length + 1;
  const complete = { ...record, sequence, predecessor: chain.at(-1)?.digest ?? null };
  const content = encodeRecord(complete);
  if (await approvals.putIfAbsent(recordPath(record.cohort, sequence), content) === "exists") {
    throw new RemoteError(`Another approval of cohort ${record.cohort} was recorded at the same time.`, {
      code: "APPROVAL_CONFLICT",
      remedy: 'Look at it with "cohort-sync audit", then approve again if it is still needed.'
    });
  }
  return { ...complete, digest: recordDigest(content) };
}
function recordPath(cohortId, sequence) {
  if (!Number.isInteger(sequence) || sequence < 1 || sequence > 999999)
    throw new RangeError("not a sequence number");
  return `${checkedId(cohortId)}/${sequence.toString().padStart(6, "0")}.json`;
}
function checkedId(cohortId) {
  if (!COHORT_ID.test(cohortId)) throw new RangeError("not a cohort id");
  return cohortId;
}
function broken(cohortId) {
  return new IntegrityError(`The chain of approvals of cohort ${cohortId} is broken.`, {
    code: "APPROVAL_CHAIN_BROKEN",
    remedy: "Find out who changed the approvals container, and restore the records from its versions."
  });
}

// src/cohort/person-set.ts
function toPersons(ids) {
  ids.sort();
  let distinct = 0;
  for (let index = 0; index < ids.length; index += 1) {
    if (index === 0 || ids[index] !== ids[index - 1]) distinct += 1;
  }
  const persons = allocate(distinct);
  let next = 0;
  for (let index = 0; index < ids.length; index += 1) {
    const id = ids[index];
    if (index === 0 || id !== ids[index - 1]) {
      persons[next] = id;
      next += 1;
    }
  }
  return persons;
}
function difference(before, after) {
  const added = new BigInt64Array(after.length);
  const removed = new BigInt64Array(before.length);
  let addedCount = 0;
  let removedCount = 0;
  let left = 0;
  let right = 0;
  while (left < before.length || right < after.length) {
    const old = before[left];
    const fresh = after[right];
    if (old === fresh) {
      left += 1;
      right += 1;
    } else if (fresh === void 0 || old !== void 0 && old < fresh) {
      removed[removedCount++] = old;
      left += 1;
    } else {
      added[addedCount++] = fresh;
      right += 1;
    }
  }
  return {
    added: part(added, addedCount),
    removed: part(removed, removedCount),
    kept: before.length - removedCount
  };
}
function subtract(persons, away) {
  return difference(away, persons).added;
}
function union(sets) {
  const all = new BigInt64Array(sets.reduce((length, set) => length + set.length, 0));
  let offset = 0;
  for (const set of sets) {
    all.set(set, offset);
    offset += set.length;
  }
  return toPersons(all);
}
function allocate(length) {
  return new BigInt64Array(new SharedArrayBuffer(length * BigInt64Array.BYTES_PER_ELEMENT));
}
function part(ids, length) {
  const persons = allocate(length);
  persons.set(ids.subarray(0, length));
  return persons;
}

export {
  proofSchema,
  readChain,
  appendRecord,
  toPersons,
  difference,
  subtract,
  union
};
