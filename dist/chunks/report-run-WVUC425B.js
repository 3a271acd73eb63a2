import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  publicReportOf,
  reportRun,
  runsSince
} from "./chunk-LZZPLZSZ.js";
import "./chunk-UM4XMGQI.js";
import "./chunk-LG4IMBNH.js";
import "./chunk-RWKWVTHR.js";
import "./chunk-PY3BRISD.js";
import "./chunk-AADDINYV.js";
import "./chunk-TPNE7H3Q.js";
import "./chunk-TWWCY4D4.js";
import "./chunk-IIC46W4S.js";
import "./chunk-EVK5ZC6H.js";
import "./chunk-AORXR5WC.js";
import "./chunk-FV3B4KGK.js";
import "./chunk-WUKTLURI.js";
import "./chunk-EKFMLNWJ.js";
import "./chunk-O6LYCSF4.js";
export {
  publicReportOf,
  reportRun,
  runsSince
};
