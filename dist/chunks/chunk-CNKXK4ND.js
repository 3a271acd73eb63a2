import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  external_exports
} from "./chunk-AORXR5WC.js";

// src/report/heartbeat.ts
var HEARTBEAT_PATH = "heartbeat.json";
var heartbeat = external_exports.object({
  format: external_exports.literal(1),
  run: external_exports.string(),
  finishedAt: external_exports.string(),
  verdict: external_exports.enum(["done", "failed"]),
  /** The instant up to which the run took rows; null when the source was not asked. */
  frontier: external_exports.string().nullable()
});
async function writeHeartbeat(diagnostics, report) {
  if (report.dryRun) return;
  const { run, finishedAt, verdict, frontier } = report;
  const document = { format: 1, run, finishedAt, verdict, frontier };
  await diagnostics.put(HEARTBEAT_PATH, new TextEncoder().encode(`${JSON.stringify(document, null, 2)}
`));
}
async function readHeartbeat(diagnostics) {
  const blob = await diagnostics.read(HEARTBEAT_PATH);
  if (blob === void 0) return void 0;
  try {
    return heartbeat.safeParse(JSON.parse(new TextDecoder().decode(blob.content))).data;
  } catch {
    return void 0;
  }
}

export {
  writeHeartbeat,
  readHeartbeat
};
