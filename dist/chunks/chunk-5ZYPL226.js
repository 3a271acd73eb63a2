import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  REVIEW_RULES
} from "./chunk-5OSNY2PF.js";

// src/review/review-text.ts
function reviewAnnotations(result) {
  return result.findings.map((finding) => {
    const { severity, sentence, remedy } = REVIEW_RULES[finding.rule];
    const { file, line, column } = finding;
    const mistake = finding.mistake === void 0 ? "" : ` ${finding.mistake}.`;
    const where2 = file === void 0 ? place(finding, result.files) : "";
    return {
      level: severity === "refused" ? "error" : "warning",
      ...file === void 0 ? {} : { file, ...line ? { line } : {}, ...column ? { column } : {} },
      title: finding.rule,
      message: `${where2}${sentence}${mistake} ${remedy}`
    };
  });
}
function reviewSummary(result) {
  const refused = result.findings.filter(({ rule }) => REVIEW_RULES[rule].severity === "refused").length;
  const verdict = result.outcome === "refused" ? `## Not to be merged: ${refused} finding${refused === 1 ? "" : "s"}` : "## Nothing speaks against merging, once approved";
  const parts = [verdict, findingTable(result), changeList(result.changes)];
  return `${parts.filter((part) => part !== "").join("\n\n")}
`;
}
function findingTable(result) {
  if (result.findings.length === 0) return "";
  const rows = result.findings.map((finding) => {
    const { sentence, remedy } = REVIEW_RULES[finding.rule];
    const mistake = finding.mistake === void 0 ? "" : ` \`${finding.mistake.replaceAll("|", "\\|")}\`.`;
    return `| ${where(finding, result.files)} | \`${finding.rule}\` | ${sentence}${mistake} | ${remedy} |`;
  });
  const more = result.more === 0 ? [] : [`
and ${result.more} more.`];
  return ["| where | rule | what | what to do |", "| --- | --- | --- | --- |", ...rows, ...more].join("\n");
}
function where(finding, files) {
  if (finding.file === void 0) return place(finding, files).replace(/: $/, "") || "the whole change";
  return `\`${finding.file}${finding.line === void 0 ? "" : `:${finding.line}`}\``;
}
function place({ position, line }, files) {
  if (position === void 0) return "";
  return `file ${position} of ${files} in the list of changed files${line === void 0 ? "" : `, line ${line}`}: `;
}
function changeList(changes) {
  if (changes.length === 0) return "";
  const cohorts = [...new Set(changes.map(({ cohort }) => cohort))];
  const lists = cohorts.map((cohort) => {
    const own = changes.filter((change) => change.cohort === cohort);
    return [`### ${cohort}`, ...own.map((change) => `- ${changeSentence(change)}`)].join("\n");
  });
  return ["## What the change does", ...lists].join("\n\n");
}
function changeSentence(change) {
  switch (change.kind) {
    case "added": {
      const tables = change.tables.join(", ");
      return `**New cohort** (${change.status}) of ${people(change.persons)}, until ${change.expires}: ${tables}. Its whole history will be transferred.`;
    }
    case "status":
      return STATUS_SENTENCE[change.after];
    case "roster":
      return `**Roster changed**: ${people(change.before)} \u2192 ${people(change.after)}. Persons added get their whole history; persons removed are purged. Only \`roster diff\`, inside the network, shows who.`;
    case "tables":
      return sides("Tables", change.added, change.removed);
    case "columns": {
      const added = [...change.added, ...beyond(change.addedBeyondCdm)];
      const removed = [...change.removed, ...beyond(change.removedBeyondCdm)];
      return sides(`Columns of ${change.table}`, added, removed);
    }
    case "parties":
      return `**Changed wording** of ${change.keys.join(", ")}. A change of project, consumer or agreement gives the data another purpose.`;
    case "expiry":
      return `**Expiry**: ${change.before} \u2192 ${change.after}.`;
    case "wording":
      return "Comments or layout only. The exact content is what is approved, so it needs an approval all the same.";
    case "needs-approval":
      return "Moves no row before every required team has approved it.";
    case "needs-no-proof":
      return "Only reduces access: takes effect with the next run, whoever approved it.";
  }
}
var STATUS_SENTENCE = {
  active: "**Active again**: rows will be transferred.",
  suspended: "**Suspended**: nothing is read any more with the next run. What has landed stays.",
  revoked: "**Revoked**, for ever: nothing is read any more, and the landing is to be purged."
};
function people(count) {
  return `${count.toLocaleString("en-US")} person${count === 1 ? "" : "s"}`;
}
function beyond(count) {
  return count === 0 ? [] : [`${count} beyond OMOP CDM 5.3`];
}
function sides(what, added, removed) {
  const parts = [
    ...added.length > 0 ? [`added ${added.join(", ")}`] : [],
    ...removed.length > 0 ? [`removed ${removed.join(", ")}`] : []
  ];
  return `**${what}**: ${parts.join("; ")}.`;
}

export {
  reviewAnnotations,
  reviewSummary,
  changeSentence
};
