import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  checked,
  erased,
  judged,
  verified
} from "./chunk-B5WTK3A2.js";
import "./chunk-DIIWMMNW.js";
import "./chunk-TJ5JO6J7.js";
import "./chunk-ZHIMDRRS.js";
import "./chunk-5OSNY2PF.js";
import "./chunk-H4XNYSIC.js";
import "./chunk-FHAH33DM.js";
import "./chunk-F57ZFNRN.js";
import "./chunk-AORXR5WC.js";
import "./chunk-FV3B4KGK.js";
import "./chunk-OOPARS65.js";
import "./chunk-EKFMLNWJ.js";
import "./chunk-O6LYCSF4.js";
export {
  checked,
  erased,
  judged,
  verified
};
