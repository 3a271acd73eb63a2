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
} from "./chunk-2VYK7N3R.js";
import "./chunk-ZYXMDZWG.js";
import "./chunk-F3GLZ47Y.js";
import "./chunk-FIR2BDTO.js";
import "./chunk-NWLXFGZA.js";
import "./chunk-UMFVCCES.js";
import "./chunk-3CSHLUVI.js";
import "./chunk-TWWCY4D4.js";
import "./chunk-MEACLDLH.js";
import "./chunk-CR5O3XXP.js";
import "./chunk-SBXOP6H2.js";
import "./chunk-NF5727ME.js";
import "./chunk-UJWNA7NU.js";
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
