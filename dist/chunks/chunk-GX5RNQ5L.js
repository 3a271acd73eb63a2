import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  ConfigurationError
} from "./chunk-EKFMLNWJ.js";

// src/github/default-branch.ts
function requireDefaultBranch(ref, branch) {
  if (ref === `refs/heads/${branch}`) return;
  throw new ConfigurationError("The run is not one of the default branch.", {
    code: "GITHUB_REF_UNFIT",
    remedy: "Start it on the default branch, by push, schedule or workflow_dispatch."
  });
}

export {
  requireDefaultBranch
};
