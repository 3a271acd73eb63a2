import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  reviewAnnotations
} from "./chunk-5ZYPL226.js";
import {
  publicError
} from "./chunk-F57ZFNRN.js";

// src/log/public-text.ts
function consoleLine(event) {
  switch (event.kind) {
    case "run-started":
      return `Run ${event.run}: ${event.cohorts} cohort(s).`;
    case "warehouse-starting":
      return "Waiting for the warehouse to start.";
    case "source-surveyed":
      return `Surveyed ${event.tables} source table(s); complete through ${event.through}.`;
    case "roster-loaded":
      return `${named(event.cohort)}: roster loaded into the sandbox.`;
    case "snapshot-published":
      return `${named(event.cohort)}: snapshot ${event.number} published.`;
    case "cohort-purged": {
      const what = event.scope === "cohort" ? "the whole landing" : "persons who are approved no longer";
      return `${named(event.cohort)}: erased ${what}; certificate ${event.certificate}.`;
    }
    case "cohort-erasure":
      return event.code === null ? `${named(event.cohort)}: ${ERASURE[event.state]}.` : void 0;
    case "finding":
      return `Finding ${event.digest}: ${about(event)}${event.answered ? ", answered by an owner" : ""}.`;
    case "cohort-verified": {
      const at = event.snapshot === null ? "" : ` at snapshot ${event.snapshot}`;
      const where = event.differing.length === 0 ? "" : `: ${event.differing.join(", ")}`;
      return `${named(event.cohort)}: ${event.state}${at}${where}.`;
    }
    case "preview-stored":
      return `Preview of pull request ${event.pull} stored, of commit ${event.head}.`;
    case "approval-judged":
      return event.code === null ? `${judged(event)}: ${JUDGED[event.state]}.` : void 0;
    case "check":
      return event.code === null ? `${event.outcome.padEnd(7)} ${subject(event)}` : void 0;
    default:
      return void 0;
  }
}
var ERASURE = {
  purged: "erased",
  planned: "something is due to be erased",
  nothing: "nothing to erase",
  failed: "not erased"
};
var JUDGED = {
  approved: "approved",
  reduced: "access became less, recorded without proof",
  unchanged: "approved before",
  inactive: "not active, nothing to approve",
  denied: "denied",
  unverified: "could not be verified",
  invalid: "has mistakes"
};
function judged({ about: about2, cohort, finding, state, code }) {
  const kind = code === null ? "" : ` ${JUDGED[state]}`;
  if (about2 === "policy") return `Policy${kind}`;
  return about2 === "override" ? `Override ${finding ?? "of no finding"}${kind}` : `${named(cohort)}${kind}`;
}
function annotationsOf(event) {
  switch (event.kind) {
    case "problem":
      return event.mistakes.length === 0 ? [said("error", event.code, answers(event.findings))] : event.mistakes.map((mistake) => misplaced(event.code, mistake));
    case "cohort-held":
      return [said("error", event.code, answers(event.findings), named(event.cohort))];
    case "warning":
      return [said("warning", event.code)];
    case "cohort-erasure":
      return event.code === null ? [] : [said("error", event.code, "", named(event.cohort))];
    case "cohort-verified":
      if (event.code === null || event.state !== "held" && event.state !== "inactive") return [];
      return [said(event.state === "held" ? "error" : "warning", event.code, "", named(event.cohort))];
    case "approval-judged":
      return event.code === null ? [] : [said("error", event.code, "", judged(event))];
    case "check":
      return event.code === null ? [] : [said(event.outcome === "failed" ? "error" : "warning", event.code, "", subject(event))];
    case "change-reviewed":
      return reviewAnnotations(event.result);
    default:
      return [];
  }
}
function said(level, code, more = "", of) {
  const { sentence, remedy } = publicError(code);
  return { level, title: code, message: `${of === void 0 ? "" : `${of}: `}${sentence} ${remedy}${more}` };
}
function misplaced(code, mistake) {
  const { sentence, remedy } = publicError(code);
  const { file, line, column, rule } = mistake;
  const place = file === void 0 ? {} : { file, ...line ? { line } : {}, ...column ? { column } : {} };
  const at = file === void 0 && line !== void 0 ? ` Line ${line}.` : "";
  return {
    level: "error",
    title: code,
    message: `${rule === void 0 ? sentence : `${rule}.`}${at} ${remedy}`,
    ...place
  };
}
function answers(findings) {
  if (findings.length === 0) return "";
  const listed = findings.slice(0, 20).map((finding) => `${finding.digest} (${about(finding)})`);
  return ` Findings that an owner can answer: ${listed.join("; ")}.`;
}
function about({ code, override, cohort, table }) {
  return [code, cohort, table, `override: ${override}`].filter((part) => part !== null).join(", ");
}
function subject({ area, subject: subject2, table, cohort }) {
  const what = [subject2, table, cohort].filter((part) => part !== null).join(" ");
  return what === "" ? area : `${area}: ${what}`;
}
function named(cohort) {
  return cohort ?? "A cohort whose id holds a long number";
}

export {
  consoleLine,
  JUDGED,
  annotationsOf,
  said
};
