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
  for (const blob2 of blobs) {
    const record = blob2 && decodeRecord(blob2.content);
    const before = chain.at(-1);
    const isNext = record?.cohort === cohortId && record.sequence === chain.length + 1 && record.predecessor === (before?.digest ?? null);
    if (!blob2 || !record || !isNext) throw broken(cohortId);
    chain.push({ ...record, digest: recordDigest(blob2.content) });
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

// src/approval/denial.ts
var DENIALS = {
  APPROVAL_DIRECT_PUSH: [
    "No merged pull request brought this content to the default branch.",
    "Bring it by a pull request into the default branch; if it was merged minutes ago, run again."
  ],
  APPROVAL_AMBIGUOUS: [
    "More than one merged pull request can have brought this content.",
    "Bring it again, by one pull request of its own."
  ],
  APPROVAL_CONTENT_DIFFERS: [
    "The content is not the one at the head that was merged and reviewed.",
    "Have exactly this content approved by another pull request."
  ],
  APPROVAL_POLICY_MIXED: [
    "One pull request changed the policy and a cohort.",
    "Change the policy first; then bring the cohort by a pull request of its own."
  ],
  APPROVAL_POLICY_EMPTY: [
    "The policy in force asks for nobody.",
    "Name teams in approvals.require and approvals.owners, each with at least one approval."
  ],
  APPROVAL_TEAM_EMPTY: [
    "A team that must approve has no members.",
    "Put people into the team, or have the policy changed by the owners."
  ],
  APPROVAL_UNATTRIBUTABLE: [
    "A commit of the pull request, or its author, belongs to no account that GitHub knows.",
    "Bring the change again in commits whose authors, committers and co-authors all have accounts."
  ],
  APPROVAL_CHANGES_REQUESTED: [
    "Somebody asked for changes, and has not taken that back.",
    "Have that reviewer approve, or the review dismissed by somebody who may; then run again."
  ],
  APPROVAL_MISSING: [
    "A required team has not approved the head that was merged, by enough members who wrote none of its commits.",
    "Have members of each required team approve the pull request, even now; then run again."
  ],
  POLICY_UNAPPROVED: [
    "The configuration or a workflow is not as an owner approved it.",
    "Have it approved by a member of approvals.owners who did not write it, or restore what was approved."
  ]
};
function denied(code, cause) {
  const [message, remedy] = DENIALS[code];
  return new IntegrityError(message, { code, remedy, cause });
}

// src/approval/policy-record.ts
import { createHash as createHash2 } from "node:crypto";
var sha2562 = external_exports.string().regex(/^[0-9a-f]{64}$/);
var blob = external_exports.string().min(1).max(100);
var team = external_exports.string().regex(/^[^/\s]+\/[^/\s]+$/);
var schema2 = external_exports.strictObject({
  version: external_exports.literal(1),
  sequence: external_exports.int().min(1),
  predecessor: sha2562.nullable(),
  at: external_exports.string().transform((text, context) => {
    const parsed = parseInstant(text);
    if (parsed !== void 0) return parsed;
    context.addIssue("must be an instant");
    return external_exports.NEVER;
  }),
  commit: external_exports.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/),
  configuration: external_exports.strictObject({ path: external_exports.string(), blob }),
  files: external_exports.record(external_exports.string(), blob),
  require: external_exports.array(external_exports.strictObject({ team, minimum: external_exports.int().min(1) })),
  owners: team.nullable(),
  proofs: external_exports.array(proofSchema).min(1)
});
async function readPolicies(approvals) {
  const chain = [];
  for await (const { path } of approvals.list("_policy/")) {
    const stored = path === policyPath(chain.length + 1) ? await approvals.read(path) : void 0;
    const record = stored && decode(stored.content);
    const before = chain.at(-1)?.digest ?? null;
    if (!record || record.sequence !== chain.length + 1 || record.predecessor !== before) throw broken2();
    chain.push({ ...record, digest: digestOf(stored.content) });
  }
  return chain;
}
async function appendPolicy(approvals, chain, record) {
  const sequence = chain.length + 1;
  const complete = { ...record, sequence, predecessor: chain.at(-1)?.digest ?? null };
  const document = { version: 1, ...complete, at: formatInstant(record.at) };
  const content = Buffer.from(`${JSON.stringify(document, null, 2)}
`);
  if (await approvals.putIfAbsent(policyPath(sequence), content) === "exists") return void 0;
  return { ...complete, digest: digestOf(content) };
}
function policyPath(sequence) {
  return `_policy/${sequence.toString().padStart(6, "0")}.json`;
}
function decode(content) {
  try {
    const { version: _, ...record } = schema2.parse(JSON.parse(new TextDecoder().decode(content)));
    return record;
  } catch {
    return void 0;
  }
}
function digestOf(content) {
  return createHash2("sha256").update(content).digest("hex");
}
function broken2() {
  return new IntegrityError("The chain of approved policies is broken.", {
    code: "APPROVAL_CHAIN_BROKEN",
    remedy: "Find out who changed the approvals container, and restore the records from its versions."
  });
}

export {
  readChain,
  appendRecord,
  toPersons,
  difference,
  subtract,
  union,
  denied,
  readPolicies,
  appendPolicy
};
