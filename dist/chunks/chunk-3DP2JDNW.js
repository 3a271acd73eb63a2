import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  proofSchema
} from "./chunk-HDGJKDHM.js";
import {
  external_exports
} from "./chunk-AORXR5WC.js";
import {
  formatInstant,
  parseInstant
} from "./chunk-FV3B4KGK.js";
import {
  IntegrityError
} from "./chunk-EKFMLNWJ.js";

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
import { createHash } from "node:crypto";
var sha256 = external_exports.string().regex(/^[0-9a-f]{64}$/);
var blob = external_exports.string().min(1).max(100);
var team = external_exports.string().regex(/^[^/\s]+\/[^/\s]+$/);
var schema = external_exports.strictObject({
  version: external_exports.literal(1),
  sequence: external_exports.int().min(1),
  predecessor: sha256.nullable(),
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
    if (!record || record.sequence !== chain.length + 1 || record.predecessor !== before) throw broken();
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
    const { version: _, ...record } = schema.parse(JSON.parse(new TextDecoder().decode(content)));
    return record;
  } catch {
    return void 0;
  }
}
function digestOf(content) {
  return createHash("sha256").update(content).digest("hex");
}
function broken() {
  return new IntegrityError("The chain of approved policies is broken.", {
    code: "APPROVAL_CHAIN_BROKEN",
    remedy: "Find out who changed the approvals container, and restore the records from its versions."
  });
}

export {
  denied,
  readPolicies,
  appendPolicy
};
