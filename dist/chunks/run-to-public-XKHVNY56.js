import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  runSync
} from "./chunk-XO3JWMNW.js";
import "./chunk-UR5RSXQ2.js";
import "./chunk-2X7CUZEZ.js";
import "./chunk-MWCYUFRW.js";
import "./chunk-IFIWKNLE.js";
import "./chunk-PNMU6LFV.js";
import "./chunk-FIR2BDTO.js";
import "./chunk-Q3HDGQQB.js";
import "./chunk-HRFVIAYD.js";
import "./chunk-DPSG26H6.js";
import "./chunk-CNKXK4ND.js";
import "./chunk-5JC7CAC2.js";
import "./chunk-3DP2JDNW.js";
import "./chunk-5RLCIK7L.js";
import "./chunk-CJYESMR7.js";
import "./chunk-DDF3FHJW.js";
import "./chunk-HDGJKDHM.js";
import {
  publicReportOf
} from "./chunk-LZZPLZSZ.js";
import "./chunk-UM4XMGQI.js";
import "./chunk-LG4IMBNH.js";
import "./chunk-RWKWVTHR.js";
import "./chunk-PY3BRISD.js";
import "./chunk-LZJC4O6B.js";
import "./chunk-AADDINYV.js";
import "./chunk-UD53VGF7.js";
import "./chunk-FCJTLWD7.js";
import "./chunk-4ZGOJNEF.js";
import "./chunk-KRXISC4P.js";
import "./chunk-TPNE7H3Q.js";
import "./chunk-TWWCY4D4.js";
import "./chunk-IIC46W4S.js";
import "./chunk-EVK5ZC6H.js";
import "./chunk-AORXR5WC.js";
import "./chunk-FV3B4KGK.js";
import "./chunk-WUKTLURI.js";
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
