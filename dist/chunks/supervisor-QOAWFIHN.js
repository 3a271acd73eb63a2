import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  annotationsOf,
  consoleLine,
  said
} from "./chunk-MOIPAYH6.js";
import {
  configurationFile,
  readInputs
} from "./chunk-EWGRW7QO.js";
import "./chunk-EYDRFCYA.js";
import "./chunk-DIIWMMNW.js";
import {
  error,
  info,
  setOutput,
  summary,
  warning
} from "./chunk-ZX2C4QWV.js";
import "./chunk-IKBP64QO.js";
import "./chunk-5ZYPL226.js";
import {
  loadConfiguration
} from "./chunk-NDLMXHND.js";
import "./chunk-FIR2BDTO.js";
import "./chunk-CEXQSKJF.js";
import "./chunk-H3JO6AO3.js";
import "./chunk-TWWCY4D4.js";
import {
  startChild,
  workingEnvironment
} from "./chunk-P3IIPHLJ.js";
import "./chunk-TJ5JO6J7.js";
import "./chunk-ZHIMDRRS.js";
import "./chunk-5OSNY2PF.js";
import "./chunk-H4XNYSIC.js";
import "./chunk-FHAH33DM.js";
import "./chunk-F57ZFNRN.js";
import "./chunk-AORXR5WC.js";
import "./chunk-FV3B4KGK.js";
import "./chunk-OOPARS65.js";
import {
  ConfigurationError,
  EXIT
} from "./chunk-EKFMLNWJ.js";
import "./chunk-O6LYCSF4.js";

// src/entry/diagnostics.ts
import { randomBytes } from "node:crypto";
var REPETITIONS = 20;
async function storeLog(store, name, text) {
  const content = new TextEncoder().encode(text);
  const folder = `runs/${name.run ?? stamp()}`;
  const stem = [name.action, ...name.shard === void 0 ? [] : [name.shard], name.attempt].join("-");
  for (let repetition = 1; repetition <= REPETITIONS; repetition += 1) {
    const path = `${folder}/${stem}${repetition === 1 ? "" : `-${repetition}`}.log`;
    if (await store.putIfAbsent(path, content) === "created") return path;
  }
  throw new Error("too many logs of one attempt");
}
function stamp() {
  const now = (/* @__PURE__ */ new Date()).toISOString().slice(0, 19).replaceAll(/[-:]/g, "").toLowerCase();
  return `${now}_${randomBytes(4).toString("hex")}`;
}

// src/entry/github-sink.ts
var ANNOTATIONS = 10;
var LINES = 2e4;
var SUMMARY_BYTES = 1024 * 1024 - 1024;
function openGitHubSink() {
  const shown = { error: 0, warning: 0 };
  let lines = 0;
  const say = (line) => {
    lines += 1;
    if (lines <= LINES) info(line);
  };
  const annotate = ({ level, title, message, file, line, column }) => {
    shown[level] += 1;
    if (shown[level] > ANNOTATIONS) {
      say(`${level} ${title}: ${message}`);
      return;
    }
    (level === "error" ? error : warning)(message, {
      title,
      ...file === void 0 ? {} : { file },
      ...line === void 0 ? {} : { startLine: line },
      ...column === void 0 ? {} : { startColumn: column }
    });
  };
  return {
    say,
    annotate,
    event(event) {
      const line = consoleLine(event);
      if (line !== void 0) say(line);
      for (const annotation of annotationsOf(event)) annotate(annotation);
    },
    outputs({ run, shards, verdict }) {
      if (run !== void 0) setOutput("run", run);
      if (shards !== void 0) setOutput("shards", JSON.stringify(shards));
      if (verdict !== void 0) setOutput("verdict", verdict);
    },
    async writeSummary(markdown) {
      await summary.addRaw(bounded(markdown), true).write();
    },
    close() {
      if (lines > LINES) info(`${lines - LINES} more line(s); the diagnostics have them all.`);
    }
  };
}
function bounded(markdown) {
  const bytes = Buffer.from(markdown);
  if (bytes.length <= SUMMARY_BYTES) return markdown;
  const head = bytes.subarray(0, bytes.lastIndexOf("\n", SUMMARY_BYTES)).toString();
  return `${head}

\u2026 the rest is in the report of the run.`;
}

// src/entry/supervisor.ts
var PATIENCE = { child: 8500, all: 9700 };
var UPLOAD_MILLISECONDS = 6e4;
async function supervise(action, supervision) {
  const sink = openGitHubSink();
  const inputs = inputsOf(action, supervision.env, sink);
  if (inputs === void 0) return EXIT.configuration;
  const env = workingEnvironment(supervision.env, identityOf(inputs));
  const events = [];
  const onEvent = (event) => {
    events.push(event);
    sink.event(event);
  };
  const flags = supervision.flags === void 0 ? {} : { flags: supervision.flags };
  const child = startChild({ file: supervision.file, env, onEvent, ...flags });
  const { stopped, deadline } = passSignals(child, sink, supervision.patience ?? PATIENCE);
  const end = await child.ended;
  const { outcome } = end;
  let exitCode = outcome?.exitCode ?? EXIT.failed;
  const fail = (code) => {
    sink.annotate(said("error", code));
    exitCode ||= EXIT.failed;
  };
  if (end.death !== void 0) fail(end.death);
  if (end.withheld > 0) fail("EVENT_WITHHELD");
  await keepLog(action, inputs, env, end, events, sink, deadline);
  try {
    const markdown = await action.present?.({ inputs, env, events, outcome, stopped });
    if (markdown !== void 0) await sink.writeSummary(markdown);
    if (outcome !== void 0) sink.outputs(outcome.outputs);
  } catch {
    fail("REPORT_NOT_WRITTEN");
  }
  sink.close();
  return exitCode;
}
function inputsOf(action, env, sink) {
  try {
    return readInputs(action.inputs, env);
  } catch (error2) {
    if (!(error2 instanceof ConfigurationError)) throw error2;
    const { message } = said("error", "INPUT_INVALID");
    for (const { file: input, rule } of error2.mistakes)
      sink.annotate({ level: "error", title: "INPUT_INVALID", message: `${input}: ${rule}. ${message}` });
    return void 0;
  }
}
function identityOf(inputs) {
  const { azureClientId: clientId, azureTenantId: tenantId } = inputs;
  return clientId === void 0 || tenantId === void 0 ? void 0 : { clientId, tenantId };
}
function passSignals(child, sink, patience) {
  const [stopped, deadline] = [new AbortController(), new AbortController()];
  const pass = (signal) => {
    child.stop(signal);
    if (stopped.signal.aborted) return;
    stopped.abort();
    sink.say("Told to stop: ending at the next safe place.");
    const force = setTimeout(() => child.kill(), patience.child);
    void child.ended.then(() => clearTimeout(force));
    setTimeout(() => deadline.abort(), patience.all).unref();
  };
  process.once("SIGINT", pass).once("SIGTERM", pass);
  process.on("SIGINT", () => void 0).on("SIGTERM", () => void 0);
  return { stopped: stopped.signal, deadline: deadline.signal };
}
async function keepLog(action, inputs, env, end, events, sink, deadline) {
  if (action.diagnostics === null || end.log.bytes === 0) return;
  try {
    const { run, shard } = inputs;
    const started = events.find((event) => event.kind === "run-started")?.run;
    const name = {
      run: run ?? end.outcome?.outputs.run ?? started,
      action: action.name,
      shard,
      attempt: /^\d{1,5}$/.exec(env.GITHUB_RUN_ATTEMPT ?? "")?.[0] ?? "1"
    };
    const open = action.diagnostics ?? openDiagnostics;
    const stored = open(inputs, env).then((store) => storeLog(store, name, end.log.text()));
    const path = await Promise.race([stored, late(deadline)]);
    sink.say(`What exactly happened is in the diagnostics: ${path}`);
  } catch {
    sink.annotate(said("warning", "DIAGNOSTICS_NOT_WRITTEN"));
  }
}
function late(deadline) {
  return new Promise((_, reject) => {
    const give = () => reject(new Error("too late"));
    if (deadline.aborted) give();
    deadline.addEventListener("abort", give, { once: true });
    setTimeout(give, UPLOAD_MILLISECONDS).unref();
  });
}
async function openDiagnostics(inputs, env) {
  const configuration = await loadConfiguration(configurationFile(inputs), env);
  const [{ openBlobStore }, { storageCredentials }] = await Promise.all([
    import("./azure-blob-store-EK7J23VK.js"),
    import("./azure-credential-SW6JGKCM.js")
  ]);
  return openBlobStore(configuration.diagnostics.url, storageCredentials(env));
}
export {
  supervise
};
