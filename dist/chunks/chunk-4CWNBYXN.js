import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  UnverifiedError
} from "./chunk-EKFMLNWJ.js";

// src/github/patience.ts
import { setTimeout as sleep } from "node:timers/promises";
var PATIENT = { attempts: 6, longestWait: 12e4, wait: (time) => sleep(time) };
var REQUEST = 6e4;
function beingPatient(octokit, patience) {
  octokit.hook.wrap("request", async (request, options) => {
    for (let attempt = 1; ; attempt += 1) {
      const signal = AbortSignal.timeout(REQUEST);
      try {
        return await request({ ...options, request: { ...options.request, signal } });
      } catch (error) {
        const time = attempt < patience.attempts ? waitFor(failureOf(error), attempt) : void 0;
        if (time === void 0 || time > patience.longestWait) throw error;
        await patience.wait(time);
      }
    }
  });
  return octokit;
}
function speakingPlainly(octokit) {
  octokit.hook.wrap("request", async (request, options) => {
    try {
      return await request(options);
    } catch (error) {
      const { kind } = failureOf(error);
      throw unverified(kind === "missing" ? "refused" : kind, error);
    }
  });
  return octokit;
}
function waitFor(failure, attempt) {
  const backOff = 1e3 * 2 ** (attempt - 1) * (1 + Math.random() / 2);
  if (failure.kind === "unavailable") return backOff;
  if (failure.kind === "limited") return failure.wait ?? 6e4 + backOff;
  return void 0;
}
function failureOf(error) {
  const { status, response } = error;
  const headers = response?.headers ?? {};
  if (status === 429 || status === 403) {
    const after = Number(headers["retry-after"] ?? Number.NaN);
    if (Number.isFinite(after)) return { kind: "limited", wait: after * 1e3 };
    const reset = Number(headers["x-ratelimit-reset"] ?? Number.NaN);
    if (headers["x-ratelimit-remaining"] === "0" && Number.isFinite(reset))
      return { kind: "limited", wait: Math.max(0, reset * 1e3 - Date.now()) + 1e3 };
    const page = String(response?.data?.documentation_url ?? "");
    return status === 429 || page.includes("rate-limit") ? { kind: "limited", wait: void 0 } : { kind: "refused" };
  }
  if (status === 404 || status === 410) return { kind: "missing" };
  if (typeof status === "number" && status >= 400 && status < 500 && status !== 408)
    return { kind: "refused" };
  return { kind: "unavailable" };
}
async function answer(schema, ask, missing) {
  let given;
  try {
    given = await ask();
  } catch (error) {
    const { kind } = failureOf(error);
    if (kind === "missing" && missing !== void 0) return missing();
    throw unverified(kind === "missing" ? "refused" : kind, error);
  }
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw unverified("unexpected", parsed.error);
  return parsed.data;
}
var REASONS = {
  unavailable: ["GITHUB_UNAVAILABLE", "GitHub does not answer, or fails.", "Run again later."],
  limited: ["GITHUB_LIMITED", "GitHub takes no more questions for now.", "Run again in an hour."],
  refused: [
    "GITHUB_REFUSED",
    "GitHub does not show this to the token, or it is not there.",
    "Give the job contents: read and pull-requests: read, and install the App in each organisation."
  ],
  unexpected: [
    "GITHUB_ANSWER_UNEXPECTED",
    "An answer of GitHub is not as its documentation says.",
    "Run again; if it stays, report it."
  ]
};
function unverified(reason, cause) {
  const [code, message, remedy] = REASONS[reason];
  return new UnverifiedError(message, { code, remedy, cause });
}

export {
  PATIENT,
  beingPatient,
  speakingPlainly,
  answer
};
