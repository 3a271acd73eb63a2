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
} from "./chunk-HBWFWJE2.js";
import "./chunk-2BX6H567.js";
import "./chunk-LG4IMBNH.js";
import "./chunk-Q27PNKFC.js";
import "./chunk-KFSACUYY.js";
import "./chunk-UMFVCCES.js";
import "./chunk-3CSHLUVI.js";
import "./chunk-TWWCY4D4.js";
import "./chunk-CR5O3XXP.js";
import "./chunk-SBXOP6H2.js";
import "./chunk-UJWNA7NU.js";
import "./chunk-FV3B4KGK.js";
import "./chunk-WUKTLURI.js";
import "./chunk-EKFMLNWJ.js";
import "./chunk-O6LYCSF4.js";
export {
  publicReportOf,
  reportRun,
  runsSince
};
