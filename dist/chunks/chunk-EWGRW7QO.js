import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  readGitHubContext
} from "./chunk-EYDRFCYA.js";
import {
  toProblem,
  toPublic
} from "./chunk-DIIWMMNW.js";
import {
  loadConfiguration
} from "./chunk-NDLMXHND.js";
import {
  toJson
} from "./chunk-FIR2BDTO.js";
import {
  COHORT_ID,
  external_exports,
  omopTable
} from "./chunk-AORXR5WC.js";
import {
  CohortSyncError,
  ConfigurationError,
  EXIT
} from "./chunk-EKFMLNWJ.js";

// src/entry/working-child.ts
import path from "node:path";

// src/entry/inputs.ts
function field(name, rule, schema) {
  return { name, rule, schema };
}
var flag = external_exports.string().regex(/^(?:|true|True|TRUE|false|False|FALSE)$/).transform((text) => text.toLowerCase() === "true");
var list = (pattern) => external_exports.string().transform(
  (text) => [...new Set(text.split(/[\n,]/).map((entry) => entry.trim()))].filter((e) => e !== "")
).refine((entries) => entries.every(pattern));
var optional = (schema) => external_exports.literal("").transform(() => void 0).or(schema);
var FIELDS = {
  config: field(
    "config",
    "must be the path of a .yml file within the repository, such as cohort-sync.yml",
    external_exports.string().regex(/^(?!\/|.*(?:^|\/)\.\.(?:\/|$))[A-Za-z0-9._/-]{1,190}\.ya?ml$/)
  ),
  githubToken: field(
    "github-token",
    "must be a token, such as github.token",
    external_exports.string().regex(/^[\x21-\x7e]{1,1000}$/)
  ),
  pullRequest: field(
    "pull-request",
    "must be the number of a pull request",
    external_exports.string().regex(/^[1-9]\d{0,8}$/).transform(Number)
  ),
  appId: field(
    "app-id",
    "must be the id or the client id of a GitHub App",
    optional(external_exports.string().regex(/^(?:\d{1,12}|Iv[A-Za-z0-9.]{10,40})$/))
  ),
  appPrivateKey: field(
    "app-private-key",
    "must be a private key in PEM form, whole",
    optional(
      external_exports.string().regex(/^-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+-----END [A-Z ]*PRIVATE KEY-----\s*$/)
    )
  ),
  azureClientId: field(
    "azure-client-id",
    "must be the client id of the identity, a UUID",
    optional(external_exports.guid())
  ),
  azureTenantId: field("azure-tenant-id", "must be the id of the tenant, a UUID", optional(external_exports.guid())),
  cohorts: field(
    "cohorts",
    "must be ids of cohorts, by comma or line",
    list((entry) => COHORT_ID.test(entry))
  ),
  tables: field(
    "tables",
    "must be names of OMOP tables, by comma or line",
    list((entry) => omopTable(entry) !== void 0)
  ),
  accept: field(
    "accept",
    "must be digests of findings, 64 hexadecimal digits each, by comma or line",
    list((entry) => /^[0-9a-f]{64}$/.test(entry))
  ),
  dryRun: field("dry-run", "must be true or false", flag),
  full: field("full", "must be true or false", flag),
  deep: field("deep", "must be true or false", flag),
  personsRemoved: field("persons-removed", "must be true or false", flag),
  run: field(
    "run",
    "must be the id of a run, as prepare puts it out",
    external_exports.string().regex(/^\d{8}t\d{6}_[0-9a-f]{8}$/)
  ),
  storedRun: field(
    "run",
    "must be the id of a run, or empty for the newest",
    optional(external_exports.string().regex(/^\d{8}t\d{6}_[0-9a-f]{8}$/))
  ),
  jobs: field(
    "jobs",
    "must be what needs says of a job: success, failure, cancelled or skipped; or empty",
    optional(external_exports.enum(["success", "failure", "cancelled", "skipped"]))
  ),
  shard: field(
    "shard",
    "must be the number of a shard, as prepare puts it out",
    external_exports.string().regex(/^[1-9]\d{0,2}$/).transform(Number)
  )
};
function readInputs(keys, env) {
  const values = {};
  const mistakes = [];
  for (const key of keys) {
    const { name, rule, schema } = FIELDS[key];
    const parsed = schema.safeParse((env[`INPUT_${name.toUpperCase()}`] ?? "").trim());
    if (parsed.success) values[key] = parsed.data;
    else mistakes.push({ file: name, rule });
  }
  if (values.azureClientId !== void 0 && values.azureTenantId === void 0)
    mistakes.push({ file: FIELDS.azureTenantId.name, rule: "must be given together with azure-client-id" });
  if (values.azureTenantId !== void 0 && values.azureClientId === void 0)
    mistakes.push({ file: FIELDS.azureClientId.name, rule: "must be given together with azure-tenant-id" });
  if (mistakes.length === 0) return values;
  throw new ConfigurationError("The inputs of the action have mistakes.", {
    code: "INPUT_INVALID",
    remedy: "Correct the inputs named in the workflow.",
    mistakes
  });
}

// src/entry/working-child.ts
async function work(action) {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stop.abort());
  let cohorts;
  const problem = (error) => {
    keep(describe(error));
    send({ type: "event", event: toProblem(error, cohorts) });
    return error instanceof CohortSyncError ? error.exitCode : EXIT.failed;
  };
  const failed = (error) => end({ exitCode: problem(error), outputs: {} });
  process.on("uncaughtException", failed);
  process.on("unhandledRejection", failed);
  process.on("disconnect", () => stop.abort());
  try {
    const { env } = process;
    const inputs = readInputs(action.inputs, env);
    const outcome = await action.perform({
      inputs,
      env,
      log: tellExactly,
      tell,
      problem,
      signal: stop.signal,
      github: () => readGitHubContext(env),
      configuration: async () => {
        const configuration = await loadConfiguration(configurationFile(inputs), env);
        cohorts = directoryOf(configuration);
        return configuration;
      }
    });
    end(outcome);
  } catch (error) {
    failed(error);
  }
}
function configurationFile(inputs) {
  return path.join(process.env.GITHUB_WORKSPACE ?? ".", inputs.config ?? "cohort-sync.yml");
}
function directoryOf({ cohorts }) {
  const root = path.resolve(process.env.GITHUB_WORKSPACE ?? ".");
  return path.relative(root, cohorts).replaceAll(path.sep, "/");
}
function tell(event) {
  send({ type: "event", event });
}
function tellExactly(event) {
  if (event.kind !== "rows-moved") keep(toJson(event));
  const shown = toPublic(event);
  if (shown !== void 0) tell(shown);
}
function keep(text) {
  process.stderr.write(`${(/* @__PURE__ */ new Date()).toISOString()} ${text}
`);
}
var ended = false;
function send(message, sent) {
  if (ended || !process.connected) return;
  process.send?.(message, void 0, {}, () => sent?.());
}
function end(outcome) {
  if (ended) return;
  process.exitCode = outcome.exitCode;
  if (!process.connected) process.exit();
  send({ type: "outcome", outcome }, () => process.exit());
  ended = true;
}
function describe(error, depth = 0) {
  if (!(error instanceof Error)) return `thrown: ${typeof error}`;
  const code = "code" in error ? ` [${String(error.code)}]` : "";
  const own = `${error.stack ?? `${error.name}: ${error.message}`}${code}`;
  const inner = error instanceof AggregateError ? error.errors : [];
  const causes = [...inner, ...error.cause === void 0 ? [] : [error.cause]];
  if (depth === 8) return own;
  return [own, ...causes.map((cause) => `caused by ${describe(cause, depth + 1)}`)].join("\n");
}

export {
  readInputs,
  work,
  configurationFile,
  describe
};
