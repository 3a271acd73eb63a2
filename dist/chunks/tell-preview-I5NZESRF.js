import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  WORKFLOW_BOT,
  attempt,
  isOwn,
  markedBody,
  problemRow,
  runLink,
  warningLines
} from "./chunk-S6D3C23D.js";
import {
  head
} from "./chunk-BOXC6IWT.js";
import {
  readGitHubContext
} from "./chunk-EYDRFCYA.js";
import {
  getOctokit
} from "./chunk-5O4XWU5H.js";
import "./chunk-IKBP64QO.js";
import "./chunk-BUMWRPTO.js";
import "./chunk-FHAH33DM.js";
import "./chunk-F57ZFNRN.js";
import "./chunk-AORXR5WC.js";
import "./chunk-FV3B4KGK.js";
import "./chunk-EKFMLNWJ.js";
import "./chunk-O6LYCSF4.js";

// src/github/comment.ts
function writeStickyComment(octokit, request) {
  return attempt("COMMENT_NOT_WRITTEN", async () => {
    const { owner, repo, pull, author = WORKFLOW_BOT } = request;
    const marker = `<!-- cohort-sync:${request.about} -->`;
    const body = markedBody(marker, request.body, request.link);
    const comments = await octokit.paginate(octokit.rest.issues.listComments, {
      owner,
      repo,
      issue_number: pull,
      per_page: 100
    });
    const own = comments.find((comment2) => isOwn(comment2, marker, author));
    if (own === void 0) {
      await octokit.rest.issues.createComment({ owner, repo, issue_number: pull, body });
      return { done: "created" };
    }
    if (own.body === body) return { done: "unchanged" };
    await octokit.rest.issues.updateComment({ owner, repo, comment_id: own.id, body });
    return { done: "updated" };
  });
}

// src/github/tell-preview.ts
async function presentPreview(shown) {
  const { events } = shown;
  const stored = events.find((event) => event.kind === "preview-stored");
  const told = stored === void 0 ? ["## No preview"] : await comment(shown, stored);
  const problems = events.flatMap((event) => {
    if (event.kind === "problem") return [problemRow("*the run*", event)];
    return event.kind === "cohort-held" ? [problemRow(event.cohort ?? "*a cohort*", event)] : [];
  });
  const table = [...head("cohort", "code", "what happened", "what to do"), ...problems].join("\n");
  return `${[...told, ...problems.length === 0 ? [] : [table]].join("\n\n")}
`;
}
async function comment({ env, token, diagnostics }, stored) {
  const { run, pull, head: commit } = stored;
  const context = await readGitHubContext(env);
  const { owner, repo, apiUrl } = context;
  const body = [
    "## Preview",
    `What commit \`${commit}\` would bring was counted at the source, before anybody approved it. The figures are inside the
network, for whoever may read there: [preview of run ${run}](${await diagnostics()}/runs/${run}/preview.html).`,
    "No row has moved, and this approves nothing."
  ];
  const octokit = getOctokit(token, { baseUrl: apiUrl });
  const written = { owner, repo, pull, about: "preview", body: `${body.join("\n\n")}
` };
  const outcome = await writeStickyComment(octokit, { ...written, link: runLink(context) });
  return "warning" in outcome ? [...body, warningLines([outcome.warning.code])] : body;
}
export {
  presentPreview
};
