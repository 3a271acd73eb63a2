import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  FINDING_DIGEST,
  ONE_LINE,
  lacksPlace,
  readOverride,
  recordOverride
} from "./chunk-U5FWGSMR.js";
import {
  appendRecord,
  readChain
} from "./chunk-IAJDX2TX.js";
import {
  reducesOnly,
  resolve
} from "./chunk-LZJC4O6B.js";
import {
  COHORT_ID,
  omopTable
} from "./chunk-AORXR5WC.js";
import {
  CohortSyncError,
  ConfigurationError
} from "./chunk-EKFMLNWJ.js";

// src/approval/approve.ts
import { createHash } from "node:crypto";
async function approveManually(request) {
  if (!request.policy.manual) {
    throw new ConfigurationError("Manual approvals are not allowed here.", {
      code: "MANUAL_APPROVAL_REFUSED",
      remedy: "Have the cohort file approved by a pull request; approvals.manual: true is for demonstrations."
    });
  }
  const origin = { commit: null, proof: null, policy: policyDigest(request.policy) };
  return record(request, "manual", origin, () => void 0);
}
async function recordProven(request, chain, proof, policy) {
  const words = {
    by: `GitHub users ${proof.approvers.join(", ")}`,
    reason: `pull request ${proof.number}`
  };
  const origin = { commit: proof.merge, proof, policy };
  return record({ ...request, ...words }, "pull-request", origin, () => void 0, chain);
}
async function recordReduction(request, rosterIsSubset = false, seen) {
  const origin = { commit: seen?.commit ?? null, proof: null, policy: policyDigest(request.policy) };
  const check = (chain) => {
    const head = chain.at(-1);
    if (head && reducesOnly(head, resolve(request.file.cohort), rosterIsSubset)) return;
    throw new ConfigurationError(
      `The change of cohort ${request.file.id} is not a mere reduction of access.`,
      {
        code: "NOT_A_REDUCTION",
        remedy: "Have the cohort file approved."
      }
    );
  };
  return record(request, "reduction", origin, check, seen?.chain);
}
async function record(request, kind, origin, check, known) {
  const { approvals, file, by, reason, at } = request;
  for (const text of [by, reason]) checkLine(text);
  const chain = known ?? await readChain(approvals, file.id);
  const head = chain.at(-1);
  if (head?.file.sha256 === file.content.sha256) return { approval: head, created: false };
  check(chain);
  if (head?.status === "revoked") {
    throw new ConfigurationError(`Cohort ${file.id} was revoked: its id is never used again.`, {
      code: "COHORT_REVOKED",
      remedy: "Take a new cohort id."
    });
  }
  const approval = await appendRecord(approvals, chain, {
    cohort: file.id,
    kind,
    by,
    reason,
    at,
    file: { name: file.file, ...file.content },
    ...origin,
    ...resolve(file.cohort)
  });
  return { approval, created: true };
}
function policyDigest({ manual, require: require2, owners }) {
  const teams = require2.map(({ team, minimum }) => ({ team, minimum }));
  return createHash("sha256").update(JSON.stringify({ manual, require: teams, owners: owners ?? null })).digest("hex");
}
function checkLine(text) {
  if (/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,500}$/u.test(text) && text.trim() !== "") return;
  throw new ConfigurationError("An approval needs a name and a reason.", {
    code: "APPROVAL_INPUT",
    remedy: "Give --by and --reason one line of text each."
  });
}

// src/override/approve-overrides.ts
async function approveOverrides(approvals, files, prove, at) {
  const outcomes = [];
  for (const result of files) {
    const { file } = result;
    try {
      if ("error" in result) throw result.error;
      const { override } = result;
      const before = await readOverride(approvals, override.finding);
      const known = before ?? await recordProven2(approvals, override, await prove(result), at);
      requireSame(known, override);
      outcomes.push({ file, state: before === void 0 ? "approved" : "unchanged", record: known });
    } catch (error) {
      outcomes.push({ file, state: "refused", error });
    }
  }
  return outcomes;
}
async function recordProven2(approvals, override, proof, at) {
  return (await recordOverride(approvals, { ...override, at, proof })).record;
}
async function overrideManually(approvals, policy, override, by, at) {
  if (!policy.manual) {
    throw new ConfigurationError("Overrides by hand are not allowed here.", {
      code: "MANUAL_APPROVAL_REFUSED",
      remedy: "Have overrides/<finding>.yml merged by a pull request that an owner approved."
    });
  }
  const { finding, cohort, table, reason } = override;
  const lines = [by, reason].every((text) => ONE_LINE.test(text) && text.trim() !== "");
  const named = (cohort === null || COHORT_ID.test(cohort)) && (table === null || omopTable(table) !== void 0);
  if (!lines || !named || lacksPlace(override) || !FINDING_DIGEST.test(finding)) {
    throw new ConfigurationError("An override needs a finding, a name and a reason.", {
      code: "OVERRIDE_INPUT",
      remedy: "Give the 64 digits of the finding whole, --by and --reason one line each, and to rebuild --cohort and --table."
    });
  }
  const stored = await recordOverride(approvals, { ...override, at, proof: { kind: "manual", by } });
  requireSame(stored.record, override);
  return stored;
}
function requireSame(record2, { kind, cohort, table }) {
  if (record2.kind === kind && record2.cohort === cohort && record2.table === table) return;
  throw new CohortSyncError("This finding was answered otherwise before.", {
    code: "OVERRIDE_CONFLICT",
    remedy: "An answer that was recorded stands; run again, and answer the finding that it then shows."
  });
}

export {
  approveManually,
  recordProven,
  recordReduction,
  approveOverrides,
  overrideManually
};
