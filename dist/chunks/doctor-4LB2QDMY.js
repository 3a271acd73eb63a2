import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  checkRuntime,
  runDoctor
} from "./chunk-5KXV7CWG.js";
import "./chunk-QE2RLZY3.js";
import "./chunk-227BPRJQ.js";
import "./chunk-QGR2IBEG.js";
import "./chunk-X4XOQ7KT.js";
import "./chunk-O6HIGZO3.js";
import "./chunk-JI6UOSI5.js";
import "./chunk-3BW6VBB7.js";
import "./chunk-N5CL6R2Q.js";
import "./chunk-LG4IMBNH.js";
import "./chunk-Q27PNKFC.js";
import "./chunk-KFSACUYY.js";
import "./chunk-WRYFYO54.js";
import "./chunk-UMFVCCES.js";
import "./chunk-FCJTLWD7.js";
import "./chunk-XSVPNBPM.js";
import "./chunk-KRXISC4P.js";
import "./chunk-3CSHLUVI.js";
import "./chunk-TWWCY4D4.js";
import "./chunk-UJWNA7NU.js";
import "./chunk-FV3B4KGK.js";
import "./chunk-WUKTLURI.js";
import "./chunk-EKFMLNWJ.js";
import "./chunk-O6LYCSF4.js";
export {
  checkRuntime,
  runDoctor
};
