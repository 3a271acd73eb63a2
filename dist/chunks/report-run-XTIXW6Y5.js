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
} from "./chunk-M4URKKTM.js";
import "./chunk-UM4XMGQI.js";
import "./chunk-LG4IMBNH.js";
import "./chunk-ECB3H6YQ.js";
import "./chunk-CEXQSKJF.js";
import "./chunk-5DCVHODJ.js";
import "./chunk-I6VN5LTH.js";
import "./chunk-TWWCY4D4.js";
import "./chunk-GEWSP2KJ.js";
import "./chunk-24D3KCSB.js";
import "./chunk-AORXR5WC.js";
import "./chunk-FV3B4KGK.js";
import "./chunk-KPOVNZB3.js";
import "./chunk-EKFMLNWJ.js";
import "./chunk-O6LYCSF4.js";
export {
  publicReportOf,
  reportRun,
  runsSince
};
