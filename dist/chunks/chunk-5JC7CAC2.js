import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  denied,
  readPolicies
} from "./chunk-3DP2JDNW.js";
import {
  expiresEarlierOnly,
  resolve
} from "./chunk-LZJC4O6B.js";
import {
  CohortSyncError,
  ConfigurationError,
  IntegrityError
} from "./chunk-EKFMLNWJ.js";

// src/approval/approval-state.ts
function approvedHead(chain, file, now) {
  const { cohort, content } = file;
  const head = chain.at(-1);
  if (cohort.status === "revoked" || head?.status === "revoked") return refuse("revoked", file.id);
  if (cohort.status === "suspended") return refuse("suspended", file.id);
  if (now >= cohort.expires) return refuse("expired", file.id);
  if (!head) return refuse("unapproved", file.id);
  if (head.file.sha256 === content.sha256 && head.file.blob === content.blob) {
    if (head.status !== "active") return refuse(head.status, file.id);
    if (now >= head.expires) return refuse("expired", file.id);
    return { state: "approved", approval: head };
  }
  const wasApproved = chain.some((approval) => approval.file.sha256 === content.sha256);
  if (wasApproved) return refuse("superseded", file.id);
  const asked = resolve(cohort);
  if (head.status === "active" && expiresEarlierOnly(head, asked)) {
    return { state: "approved", approval: { ...head, expires: asked.expires } };
  }
  return refuse("pending", file.id);
}
function refuse(state, cohortId) {
  return { state, error: ERRORS[state](`Cohort ${cohortId}`) };
}
var ERRORS = {
  unapproved: (cohort) => new IntegrityError(`${cohort} has no approval.`, {
    code: "UNAPPROVED",
    remedy: 'Have the cohort file approved; where manual approvals are allowed, by "cohort-sync approve".'
  }),
  superseded: (cohort) => new IntegrityError(`${cohort} has the content of an older approval; a newer one is in force.`, {
    code: "SUPERSEDED",
    remedy: "Run the tip of the default branch; to go back on purpose, have the old content approved again."
  }),
  pending: (cohort) => new IntegrityError(`${cohort} has a content that nobody approved.`, {
    code: "APPROVAL_PENDING",
    remedy: "Have the changed cohort file approved, or restore the approved content."
  }),
  suspended: (cohort) => new ConfigurationError(`${cohort} is suspended.`, {
    code: "COHORT_SUSPENDED",
    remedy: "Nothing to do; to go on, set status: active and have it approved."
  }),
  revoked: (cohort) => new ConfigurationError(`${cohort} is revoked.`, {
    code: "COHORT_REVOKED",
    remedy: "Purge what has landed; a new project takes a new cohort id."
  }),
  expired: (cohort) => new ConfigurationError(`${cohort} is expired.`, {
    code: "COHORT_EXPIRED",
    remedy: "Have a later expiry approved, or purge what has landed."
  })
};

// src/approval/policy-in-force.ts
async function policyInForce(approvals, { content, approvals: policy }) {
  const policies = await readPolicies(approvals);
  const newest = policies.at(-1);
  return (chain) => {
    if (newest !== void 0 && newest.configuration.blob !== content.blob) throw denied("POLICY_UNAPPROVED");
    const word = chain.findLast(({ kind }) => kind !== "reduction");
    if (word?.kind === "manual" && !policy.manual) throw refusedByHand();
    if (word?.kind === "pull-request" && !policies.some(({ digest }) => digest === word.policy))
      throw denied("POLICY_UNAPPROVED");
  };
}
async function standing(chain, file, now, policy) {
  const head = approvedHead(chain, file, now);
  if (head.state !== "approved") return head;
  const requirePolicy = await policy();
  try {
    requirePolicy(chain);
    return head;
  } catch (error) {
    if (!(error instanceof CohortSyncError)) throw error;
    return { state: "unapproved", error };
  }
}
function refusedByHand() {
  return new ConfigurationError("The cohort was approved by hand, which is not allowed here.", {
    code: "MANUAL_APPROVAL_REFUSED",
    remedy: "Have the cohort file approved by a pull request."
  });
}

export {
  policyInForce,
  standing
};
