import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  messageSchema
} from "./chunk-TJ5JO6J7.js";

// src/entry/child-process.ts
import { spawn } from "node:child_process";

// src/entry/bounded-log.ts
var HEAD_BYTES = 1024 * 1024;
var TAIL_BYTES = 3 * 1024 * 1024;
function boundedLog(headBytes = HEAD_BYTES, tailBytes = TAIL_BYTES) {
  const head = [];
  const tail = [];
  let kept = 0;
  let behind = 0;
  let dropped = 0;
  return {
    add(chunk) {
      const first = chunk.subarray(0, Math.max(0, headBytes - kept));
      if (first.length > 0) head.push(Uint8Array.from(first));
      kept += first.length;
      const rest = chunk.subarray(first.length);
      if (rest.length > 0) tail.push(Uint8Array.from(rest));
      behind += rest.length;
      while (behind > tailBytes && tail.length > 0) {
        const oldest = tail.shift();
        const excess = Math.min(oldest.length, behind - tailBytes);
        if (excess < oldest.length) tail.unshift(oldest.subarray(excess));
        behind -= excess;
        dropped += excess;
      }
    },
    get bytes() {
      return kept + behind + dropped;
    },
    text() {
      const end = Buffer.concat(tail).toString();
      const rest = dropped === 0 ? end : `
\u2026 ${dropped} bytes are left out \u2026
${end.slice(end.indexOf("\n") + 1)}`;
      return `${Buffer.concat(head).toString()}${rest}`.replaceAll(/^::add-mask::.*$/gm, "::add-mask::");
    }
  };
}

// src/entry/child-process.ts
var CHILD = "cohort-sync-child";
function startChild({ file, env, flags = [], onEvent }) {
  const log = boundedLog();
  const child = spawn(process.execPath, [...flags, file, CHILD], {
    env: { ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    serialization: "json"
  });
  child.stdout?.on("data", log.add);
  child.stderr?.on("data", log.add);
  let outcome;
  let withheld = 0;
  let killed = false;
  child.on("message", (message) => {
    const parsed = messageSchema.safeParse(message);
    if (!parsed.success) withheld += 1;
    else if (parsed.data.type === "event") onEvent(parsed.data.event);
    else if (outcome === void 0) outcome = parsed.data.outcome;
    else withheld += 1;
  });
  const ended = exitOf(child).then(({ code, signal }) => {
    const kept = outcome !== void 0 && signal === null && code === outcome.exitCode;
    const death = kept ? void 0 : causeOfDeath(code, signal, killed, log.text());
    return { outcome: kept ? outcome : void 0, death, withheld, log };
  });
  return {
    ended,
    stop: (signal) => child.kill(signal),
    kill: () => {
      killed = true;
      child.kill("SIGKILL");
    }
  };
}
var LINGER_MILLISECONDS = 500;
function exitOf(child) {
  return new Promise((resolve) => {
    child.once("error", () => resolve({ code: null, signal: null }));
    child.once("close", (code, signal) => resolve({ code, signal }));
    child.once("exit", (code, signal) => {
      setTimeout(() => resolve({ code, signal }), LINGER_MILLISECONDS).unref();
    });
  });
}
var OUT_OF_MEMORY = /JavaScript heap out of memory|Array buffer allocation failed|memory allocation of \d+ bytes failed/;
function causeOfDeath(code, signal, killed, text) {
  if (killed) return "ACTION_STOPPED_HARD";
  if (signal === null && code === null) return "ACTION_NOT_STARTED";
  if (signal !== null || (code ?? 0) > 128) {
    if (OUT_OF_MEMORY.test(text.slice(-1e5))) return "ACTION_OUT_OF_MEMORY";
    return signal === "SIGKILL" ? "ACTION_KILLED" : "ACTION_CRASHED";
  }
  return "ACTION_WITHOUT_OUTCOME";
}

// src/entry/runner-environment.ts
var PASSED = [
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_[A-Z]+|TZ|TMPDIR|TEMP|TMP)$/,
  /^(?:SystemRoot|SYSTEMROOT|windir|APPDATA|LOCALAPPDATA|USERPROFILE|ProgramData|PATHEXT|COMSPEC|Path)$/,
  /^(?:https?|no|all)_proxy$/i,
  /^(?:NODE_EXTRA_CA_CERTS|NODE_USE_ENV_PROXY|SSL_CERT_FILE|SSL_CERT_DIR)$/,
  // Identities and sources.
  /^AZURE_[A-Z_]+$/,
  /^(?:IDENTITY|MSI)_[A-Z_]+$/,
  /^DATABRICKS_[A-Z_]+$/,
  /^COHORT_SYNC_[A-Z_]+$/,
  // What the runner says of repository, run and machine, and what the workflow gave as inputs.
  /^GITHUB_(?!OUTPUT$|STEP_SUMMARY$|ENV$|PATH$|STATE$|TOKEN$)[A-Z_]+$/,
  /^RUNNER_[A-Z_]+$/,
  /^CI$/,
  /^INPUT_[A-Z0-9_-]+$/
];
var TALK = /(?:^|_)(?:DEBUG|TRACE|LOGGING|LOG|VERBOSE)(?:_|$)/;
var IDENTITY_REQUEST = /^ACTIONS_ID_TOKEN_REQUEST_(?:URL|TOKEN)$/;
function workingEnvironment(env, identity) {
  const passed = Object.entries(env).filter(
    ([name]) => PASSED.some((pattern) => pattern.test(name)) && !TALK.test(name) || identity !== void 0 && IDENTITY_REQUEST.test(name)
  );
  const own = identity === void 0 ? {} : {
    AZURE_CLIENT_ID: identity.clientId,
    AZURE_TENANT_ID: identity.tenantId,
    ...env.ACTIONS_ID_TOKEN_REQUEST_URL ? { COHORT_SYNC_WORKFLOW_IDENTITY: "true" } : {}
  };
  return { ...Object.fromEntries(passed), ...own };
}
function silence() {
  process.stderr.write = () => true;
  for (const name of Object.keys(process.env)) {
    if (/^(?:NODE_DEBUG|NODE_DEBUG_NATIVE|NODE_OPTIONS|NODE_V8_COVERAGE|DEBUG|RUST_\w+|OTEL_\w+)$/.test(name))
      delete process.env[name];
    if (/^(?:AZURE_LOG_LEVEL|RUNNER_DEBUG|ACTIONS_\w*DEBUG)$/.test(name)) delete process.env[name];
  }
}

export {
  CHILD,
  startChild,
  workingEnvironment,
  silence
};
