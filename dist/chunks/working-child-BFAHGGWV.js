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
} from "./chunk-F7BB66WE.js";
import "./chunk-EYDRFCYA.js";
import "./chunk-MDC7MKZN.js";
import "./chunk-S7VH6ZX2.js";
import "./chunk-FIR2BDTO.js";
import "./chunk-CEXQSKJF.js";
import "./chunk-I6VN5LTH.js";
import "./chunk-TWWCY4D4.js";
import "./chunk-O3BTFTKY.js";
import "./chunk-KAJANGTJ.js";
import "./chunk-5OSNY2PF.js";
import "./chunk-M3LE3HMI.js";
import "./chunk-GEWSP2KJ.js";
import "./chunk-24D3KCSB.js";
import "./chunk-AORXR5WC.js";
import "./chunk-FV3B4KGK.js";
import "./chunk-KPOVNZB3.js";
import "./chunk-EKFMLNWJ.js";
import "./chunk-O6LYCSF4.js";
export {
  configurationFile,
  describe,
  work
};
