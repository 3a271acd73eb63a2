import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  external_exports
} from "./chunk-AORXR5WC.js";
import {
  ConfigurationError
} from "./chunk-EKFMLNWJ.js";

// src/github/context.ts
import { readFile } from "node:fs/promises";
var sha = external_exports.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/);
var branch = external_exports.string().min(1).max(255);
var url = external_exports.url({ protocol: /^https?$/ });
var variables = external_exports.object({
  GITHUB_REPOSITORY: external_exports.string().regex(/^[A-Za-z0-9-]{1,100}\/[A-Za-z0-9._-]{1,100}$/),
  GITHUB_SHA: sha,
  GITHUB_REF: external_exports.string().max(300).default(""),
  GITHUB_EVENT_NAME: external_exports.string().regex(/^[a-z_]{1,50}$/),
  GITHUB_API_URL: url.default("https://api.github.com"),
  GITHUB_SERVER_URL: url.default("https://github.com"),
  GITHUB_WORKSPACE: external_exports.string().min(1),
  GITHUB_RUN_ID: external_exports.string().regex(/^\d{1,19}$/).default("0"),
  GITHUB_RUN_ATTEMPT: external_exports.string().regex(/^\d{1,5}$/).transform(Number).prefault("1")
});
var payload = external_exports.object({
  repository: external_exports.object({ default_branch: branch.optional() }).optional(),
  pull_request: external_exports.object({
    number: external_exports.int().min(1),
    base: external_exports.object({ sha, ref: branch }),
    head: external_exports.object({ sha })
  }).optional(),
  merge_group: external_exports.object({ base_sha: sha, base_ref: branch, head_sha: sha }).optional()
});
async function readGitHubContext(env) {
  try {
    const runner = variables.parse(env);
    const event = payload.parse(
      env.GITHUB_EVENT_PATH ? JSON.parse(await readFile(env.GITHUB_EVENT_PATH, "utf8")) : {}
    );
    const [owner = "", repo = ""] = runner.GITHUB_REPOSITORY.split("/");
    const proposed = proposedOf(event);
    const defaultBranch = event.repository?.default_branch;
    return {
      owner,
      repo,
      sha: runner.GITHUB_SHA,
      ref: runner.GITHUB_REF,
      event: runner.GITHUB_EVENT_NAME,
      apiUrl: runner.GITHUB_API_URL,
      serverUrl: runner.GITHUB_SERVER_URL,
      workspace: runner.GITHUB_WORKSPACE,
      workflowRun: runner.GITHUB_RUN_ID,
      attempt: runner.GITHUB_RUN_ATTEMPT,
      ...defaultBranch === void 0 ? {} : { defaultBranch },
      ...proposed === void 0 ? {} : { proposed }
    };
  } catch (cause) {
    throw new ConfigurationError("What the runner says of repository and event is not as expected.", {
      code: "GITHUB_CONTEXT_INVALID",
      remedy: "Run the action on a runner of GitHub Actions, in a workflow of a repository.",
      cause
    });
  }
}
function proposedOf({ pull_request, merge_group }) {
  if (pull_request) {
    const { number, base, head } = pull_request;
    return { base: base.sha, head: head.sha, number };
  }
  return merge_group && { base: merge_group.base_sha, head: merge_group.head_sha };
}

export {
  readGitHubContext
};
