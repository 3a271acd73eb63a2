import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  connectionAccount,
  openBlobStore
} from "./chunk-H3JO6AO3.js";
import "./chunk-TWWCY4D4.js";
import "./chunk-OOPARS65.js";
import "./chunk-EKFMLNWJ.js";
import "./chunk-O6LYCSF4.js";
export {
  connectionAccount,
  openBlobStore
};
