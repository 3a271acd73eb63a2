import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  contentDigest,
  parseDocument
} from "./chunk-CEXQSKJF.js";
import {
  connectionAccount
} from "./chunk-H3JO6AO3.js";
import {
  configurationSchema
} from "./chunk-H4XNYSIC.js";
import {
  abfssLocation,
  containerAddress,
  parseContainerAddress
} from "./chunk-OOPARS65.js";
import {
  ConfigurationError
} from "./chunk-EKFMLNWJ.js";

// src/configuration/configuration.ts
import { readFile } from "node:fs/promises";
import path from "node:path";
var KIND = {
  name: "configuration",
  code: "CONFIGURATION_INVALID",
  remedy: "Correct the lines named, then run again; the README lists every key."
};
async function loadConfiguration(file, env) {
  let content;
  try {
    content = await readFile(file);
  } catch (cause) {
    throw new ConfigurationError(`There is no configuration at ${file}.`, {
      code: "CONFIGURATION_MISSING",
      remedy: "Name the file with --config, or run in the directory of cohort-sync.yml.",
      cause
    });
  }
  const configuration = parseConfiguration(content, file, env);
  requireApprovalsHere(configuration, env);
  return configuration;
}
function requireApprovalsHere({ approvals }, env) {
  const here = env.COHORT_SYNC_APPROVALS_URL;
  if (!here || containerAddress(here).url === approvals.url) return;
  throw new ConfigurationError("The configuration names another container of approvals than this machine.", {
    code: "APPROVALS_ELSEWHERE",
    remedy: "Put approvals.url back, or set COHORT_SYNC_APPROVALS_URL on the runners to the new container."
  });
}
function parseConfiguration(content, file, env) {
  const account = connectionAccount(env.AZURE_STORAGE_CONNECTION_STRING);
  const schema = configurationSchema(account).check(({ value, issues }) => {
    issues.push(
      ...containerConflicts(value, account),
      ...limitConflicts(value),
      ...stagingConflicts(value, account)
    );
  });
  const parsed = parseDocument(content, path.basename(file), schema, KIND);
  const directory = path.dirname(path.resolve(file));
  const { certificates, staging, ...containers } = addresses(parsed, account);
  const { caFile, catalog, timeZone, tenantId, clientId, ...source } = parsed.source;
  const { manual, require: require2, owners } = parsed.approvals;
  return {
    file: path.resolve(file),
    content: contentDigest(content),
    source: {
      ...source,
      ...catalog === void 0 ? {} : { catalog },
      ...caFile === void 0 ? {} : { caFile: path.resolve(directory, caFile) },
      ...timeZone === void 0 ? {} : { timeZone },
      ...tenantId === void 0 ? {} : { tenantId },
      ...clientId === void 0 ? {} : { clientId }
    },
    ...containers,
    ...parsed.certificates === void 0 ? {} : { certificates },
    ...stages(parsed) ? { staging: { ...staging, location: locationOf(parsed, staging.url) ?? "" } } : {},
    approvals: { ...containers.approvals, manual, require: require2, ...owners === void 0 ? {} : { owners } },
    cohorts: path.resolve(directory, parsed.cohorts),
    preview: parsed.preview,
    git: parsed.git,
    limits: parsed.limits,
    transfer: parsed.transfer,
    upkeep: parsed.upkeep
  };
}
var ROLES = [
  "landing",
  "rosters",
  "withdrawals",
  "approvals",
  "diagnostics",
  "certificates",
  "staging"
];
function addresses(file, account) {
  const landing = parseContainerAddress(file.landing.url, account);
  const home = "rule" in landing ? void 0 : landing.account;
  const address = (role) => {
    const parsed = parseContainerAddress(file[role]?.url ?? role, home);
    return { url: "rule" in parsed ? "" : parsed.url };
  };
  return {
    landing: address("landing"),
    rosters: address("rosters"),
    withdrawals: address("withdrawals"),
    approvals: address("approvals"),
    diagnostics: address("diagnostics"),
    certificates: address("certificates"),
    staging: address("staging")
  };
}
function stages({ transfer, staging }) {
  return transfer.mode === "unload" || staging !== void 0;
}
function locationOf({ staging }, url) {
  return staging?.location ?? abfssLocation(url);
}
function containerConflicts(file, account) {
  const seen = /* @__PURE__ */ new Set();
  const issues = [];
  const urls = addresses(file, account);
  for (const role of ROLES) {
    if (role === "certificates" && file.certificates === void 0) continue;
    if (role === "staging" && !stages(file)) continue;
    const parsed = parseContainerAddress(urls[role].url);
    if ("rule" in parsed) continue;
    const container = `${parsed.account}/${parsed.container}`;
    if (seen.has(container)) {
      const message = "must be a container of its own: landing, rosters, withdrawals, approvals, diagnostics, certificates and staging have separate rights";
      issues.push({ code: "custom", message, path: [role, "url"], input: void 0 });
    }
    seen.add(container);
  }
  return issues;
}
function stagingConflicts(file, account) {
  if (!stages(file)) return [];
  const urls = addresses(file, account);
  const [landing, staging] = [
    parseContainerAddress(urls.landing.url),
    parseContainerAddress(urls.staging.url)
  ];
  if ("rule" in landing || "rule" in staging) return [];
  const issue = (key, message) => ({
    code: "custom",
    message,
    path: ["staging", key],
    input: void 0
  });
  if (landing.account !== staging.account) return [issue("url", "must lie in the account of the landing")];
  if (locationOf(file, urls.staging.url) !== void 0) return [];
  return [
    issue("location", "must say how the warehouse names the container: it cannot be told from its url")
  ];
}
function limitConflicts({ limits }) {
  if (typeof limits.growth !== "number" || typeof limits.growthStop !== "number") return [];
  if (limits.growthStop >= limits.growth) return [];
  const message = "must not be below limits.growth";
  return [{ code: "custom", message, path: ["limits", "growthStop"], input: void 0 }];
}

export {
  loadConfiguration,
  parseConfiguration
};
