import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  changeSentence,
  reviewAnnotations,
  reviewSummary
} from "./chunk-5ZYPL226.js";
import "./chunk-5OSNY2PF.js";
import "./chunk-O6LYCSF4.js";
export {
  changeSentence,
  reviewAnnotations,
  reviewSummary
};
