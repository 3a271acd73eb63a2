import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  runAction
} from "../chunks/chunk-TI7S4Q3F.js";
import "../chunks/chunk-P3IIPHLJ.js";
import "../chunks/chunk-TJ5JO6J7.js";
import "../chunks/chunk-ZHIMDRRS.js";
import "../chunks/chunk-5OSNY2PF.js";
import "../chunks/chunk-H4XNYSIC.js";
import "../chunks/chunk-FHAH33DM.js";
import "../chunks/chunk-F57ZFNRN.js";
import "../chunks/chunk-AORXR5WC.js";
import "../chunks/chunk-FV3B4KGK.js";
import "../chunks/chunk-OOPARS65.js";
import {
  ConfigurationError,
  EXIT
} from "../chunks/chunk-EKFMLNWJ.js";
import "../chunks/chunk-O6LYCSF4.js";

// src/entry/review.ts
await runAction({
  name: "review",
  inputs: ["config", "githubToken"],
  // A hosted runner, outside the network: there is nowhere to keep anything.
  diagnostics: null,
  async perform({ inputs: { config, githubToken }, log, github }) {
    const { getOctokit } = await import("../chunks/github-FJW4X6MA.js");
    const { beingPatient, PATIENT, speakingPlainly } = await import("../chunks/patience-AKHYMDEN.js");
    const { openProposedChange } = await import("../chunks/pull-request-reader-SH7VJ5QJ.js");
    const { reviewChange } = await import("../chunks/review-change-KEHK6TS7.js");
    const { owner, repo, apiUrl, proposed } = await github();
    if (proposed === void 0) throw unfit();
    const octokit = speakingPlainly(beingPatient(getOctokit(githubToken, { baseUrl: apiUrl }), PATIENT));
    const change = await openProposedChange(octokit, { owner, repo, ...proposed });
    const result = await reviewChange({ change, configuration: config });
    log({ kind: "change-reviewed", result });
    const refused = result.outcome === "refused";
    return { exitCode: refused ? EXIT.failed : EXIT.done, outputs: { verdict: result.outcome } };
  },
  async present({ events }) {
    const { reviewSummary } = await import("../chunks/review-text-KQZ2VNQF.js");
    const reviewed = events.find((event) => event.kind === "change-reviewed");
    return reviewed && reviewSummary(reviewed.result);
  }
});
function unfit() {
  return new ConfigurationError("The event is neither a pull request nor a group of a merge queue.", {
    code: "GITHUB_EVENT_UNFIT",
    remedy: "Run review on pull_request or merge_group, as workflows/pull-request.yml does."
  });
}
