import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  checkRuntime,
  runDoctor
} from "./chunk-R3PBQ45K.js";
import "./chunk-2X7CUZEZ.js";
import "./chunk-Q3HDGQQB.js";
import "./chunk-HRFVIAYD.js";
import "./chunk-DPSG26H6.js";
import "./chunk-5JC7CAC2.js";
import "./chunk-3DP2JDNW.js";
import "./chunk-DDF3FHJW.js";
import "./chunk-HDGJKDHM.js";
import "./chunk-LG4IMBNH.js";
import "./chunk-RWKWVTHR.js";
import "./chunk-PY3BRISD.js";
import "./chunk-LZJC4O6B.js";
import "./chunk-AADDINYV.js";
import "./chunk-FCJTLWD7.js";
import "./chunk-4ZGOJNEF.js";
import "./chunk-KRXISC4P.js";
import "./chunk-TPNE7H3Q.js";
import "./chunk-TWWCY4D4.js";
import "./chunk-AORXR5WC.js";
import "./chunk-FV3B4KGK.js";
import "./chunk-WUKTLURI.js";
import "./chunk-EKFMLNWJ.js";
import "./chunk-O6LYCSF4.js";
export {
  checkRuntime,
  runDoctor
};
