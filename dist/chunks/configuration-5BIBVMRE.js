import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  loadConfiguration,
  parseConfiguration
} from "./chunk-NDLMXHND.js";
import "./chunk-CEXQSKJF.js";
import "./chunk-H3JO6AO3.js";
import "./chunk-TWWCY4D4.js";
import "./chunk-H4XNYSIC.js";
import "./chunk-AORXR5WC.js";
import "./chunk-FV3B4KGK.js";
import "./chunk-OOPARS65.js";
import "./chunk-EKFMLNWJ.js";
import "./chunk-O6LYCSF4.js";
export {
  loadConfiguration,
  parseConfiguration
};
