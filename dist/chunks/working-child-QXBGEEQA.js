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
} from "./chunk-2VNUYTTA.js";
import "./chunk-EYDRFCYA.js";
import "./chunk-CQEUCHCB.js";
import "./chunk-FIR2BDTO.js";
import "./chunk-2DQURO7V.js";
import "./chunk-AADDINYV.js";
import "./chunk-TPNE7H3Q.js";
import "./chunk-TWWCY4D4.js";
import "./chunk-DBDXSIWK.js";
import "./chunk-IIC46W4S.js";
import "./chunk-EVK5ZC6H.js";
import "./chunk-2RZVDEBC.js";
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
