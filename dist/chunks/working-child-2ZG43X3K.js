import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  configurationFile,
  describe,
  work
} from "./chunk-K7E4NIJI.js";
import "./chunk-EYDRFCYA.js";
import "./chunk-54G4AYLA.js";
import "./chunk-FIR2BDTO.js";
import "./chunk-KD3F6VDY.js";
import "./chunk-AADDINYV.js";
import "./chunk-TPNE7H3Q.js";
import "./chunk-TWWCY4D4.js";
import "./chunk-JRRW4UMJ.js";
import "./chunk-ZTCYWLSY.js";
import "./chunk-WTFJU45L.js";
import "./chunk-7SRCA2UH.js";
import "./chunk-AORXR5WC.js";
import "./chunk-5OSNY2PF.js";
import "./chunk-FV3B4KGK.js";
import "./chunk-WUKTLURI.js";
import "./chunk-EKFMLNWJ.js";
import "./chunk-O6LYCSF4.js";
export {
  configurationFile,
  describe,
  work
};
