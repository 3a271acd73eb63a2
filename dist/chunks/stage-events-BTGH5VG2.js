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
} from "./chunk-54NMZUMM.js";
import "./chunk-BFQ24VIW.js";
import "./chunk-KVCGO3HR.js";
import "./chunk-KAJANGTJ.js";
import "./chunk-5OSNY2PF.js";
import "./chunk-M3LE3HMI.js";
import "./chunk-EYPPFIRI.js";
import "./chunk-WEIC4GFD.js";
import "./chunk-AORXR5WC.js";
import "./chunk-FV3B4KGK.js";
import "./chunk-KPOVNZB3.js";
import "./chunk-EKFMLNWJ.js";
import "./chunk-O6LYCSF4.js";
export {
  checked,
  erased,
  judged,
  verified
};
