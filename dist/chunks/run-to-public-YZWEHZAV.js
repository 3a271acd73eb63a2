import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  runSync
} from "./chunk-F25LOWLX.js";
import "./chunk-R765YTUD.js";
import "./chunk-EBMC7LMJ.js";
import "./chunk-YX3YWV57.js";
import "./chunk-C4GP5LIZ.js";
import "./chunk-K7PV234K.js";
import "./chunk-JS3DP6T4.js";
import "./chunk-U5FWGSMR.js";
import "./chunk-6N4M2SQ7.js";
import "./chunk-FIR2BDTO.js";
import "./chunk-NPQFWQM6.js";
import "./chunk-JVZDKOMO.js";
import "./chunk-LC34CVCC.js";
import "./chunk-SAE4F7WE.js";
import "./chunk-CNKXK4ND.js";
import "./chunk-QZIBKOJS.js";
import "./chunk-F4BG64JN.js";
import "./chunk-TRX5IRO4.js";
import "./chunk-3RO7JGRK.js";
import "./chunk-U4VVK4J4.js";
import "./chunk-IAJDX2TX.js";
import "./chunk-LZJC4O6B.js";
import {
  publicReportOf
} from "./chunk-M4URKKTM.js";
import "./chunk-UM4XMGQI.js";
import "./chunk-LG4IMBNH.js";
import "./chunk-ECB3H6YQ.js";
import "./chunk-CEXQSKJF.js";
import "./chunk-5DCVHODJ.js";
import "./chunk-EH3GCGZF.js";
import "./chunk-FCJTLWD7.js";
import "./chunk-HMWCF2U7.js";
import "./chunk-67JGINQA.js";
import "./chunk-KRXISC4P.js";
import "./chunk-I6VN5LTH.js";
import "./chunk-TWWCY4D4.js";
import "./chunk-GEWSP2KJ.js";
import "./chunk-24D3KCSB.js";
import "./chunk-AORXR5WC.js";
import "./chunk-FV3B4KGK.js";
import "./chunk-KPOVNZB3.js";
import "./chunk-EKFMLNWJ.js";
import "./chunk-O6LYCSF4.js";

// src/sync/run-to-public.ts
async function runToPublic({ configuration, env, log, signal }, { cohorts, tables, dryRun, full, accept }) {
  const options = {
    ...{ cohorts, tables, dryRun },
    ...full === void 0 ? {} : { full },
    ...accept === void 0 ? {} : { accept },
    ...signal === void 0 ? {} : { signal }
  };
  const { report, exitCode } = await runSync(configuration, env, options, log);
  return { report: await publicReportOf(configuration, report, null), exitCode };
}
export {
  runToPublic
};
