import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  presentRun,
  runLink,
  tellRun
} from "./chunk-S6D3C23D.js";
import "./chunk-BOXC6IWT.js";
import "./chunk-EYDRFCYA.js";
import "./chunk-5O4XWU5H.js";
import "./chunk-IKBP64QO.js";
import "./chunk-BUMWRPTO.js";
import "./chunk-FHAH33DM.js";
import "./chunk-F57ZFNRN.js";
import "./chunk-AORXR5WC.js";
import "./chunk-FV3B4KGK.js";
import "./chunk-EKFMLNWJ.js";
import "./chunk-O6LYCSF4.js";
export {
  presentRun,
  runLink,
  tellRun
};
