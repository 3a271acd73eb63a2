import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  context,
  getOctokit
} from "./chunk-5O4XWU5H.js";
import "./chunk-IKBP64QO.js";
import "./chunk-O6LYCSF4.js";
export {
  context,
  getOctokit
};
