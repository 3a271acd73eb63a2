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
} from "./chunk-2ILSFQAV.js";
import "./chunk-CUCGT7B5.js";
import "./chunk-LG4IMBNH.js";
import "./chunk-22NDXE2I.js";
import "./chunk-CEXQSKJF.js";
import "./chunk-5DCVHODJ.js";
import "./chunk-H3JO6AO3.js";
import "./chunk-TWWCY4D4.js";
import "./chunk-FHAH33DM.js";
import "./chunk-F57ZFNRN.js";
import "./chunk-AORXR5WC.js";
import "./chunk-FV3B4KGK.js";
import "./chunk-OOPARS65.js";
import "./chunk-EKFMLNWJ.js";
import "./chunk-O6LYCSF4.js";
export {
  publicReportOf,
  reportRun,
  runsSince
};
