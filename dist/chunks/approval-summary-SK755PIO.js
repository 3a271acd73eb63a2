import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  cut,
  head,
  row
} from "./chunk-BOXC6IWT.js";
import {
  JUDGED
} from "./chunk-MOIPAYH6.js";
import "./chunk-5ZYPL226.js";
import "./chunk-5OSNY2PF.js";
import {
  publicError
} from "./chunk-F57ZFNRN.js";
import "./chunk-O6LYCSF4.js";

// src/github/approval-summary.ts
var BYTES = 2e5;
function approvalSummary(events) {
  const judged = events.filter((event) => event.kind === "approval-judged");
  if (judged.length === 0) return void 0;
  const open = judged.filter(({ code }) => code !== null);
  const recorded = judged.filter(({ state }) => state === "approved" || state === "reduced").length;
  const verdict = `## Approval: ${open.length === 0 ? "all is proven" : `${open.length} not proven`}`;
  const lines = [...open, ...judged.filter(({ code }) => code === null)].map(line);
  const shown = cut(lines, BYTES, (left) => `\u2026 and ${left} more.`);
  return [
    verdict,
    "",
    `Recorded now: ${recorded}.`,
    "",
    ...head("about", "state", "what to do"),
    ...shown
  ].join("\n");
}
function line({ about, cohort, finding, state, code }) {
  const name = about === "policy" ? "policy" : about === "override" ? `override ${finding?.slice(0, 12) ?? ""}` : cohort;
  if (code === null) return row(name ?? "a cohort", JUDGED[state], "");
  const { sentence, remedy } = publicError(code);
  return row(name ?? "a cohort", `${JUDGED[state]}: \`${code}\``, `${sentence} ${remedy}`);
}
export {
  approvalSummary
};
