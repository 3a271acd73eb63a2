import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  makePage,
  publishPage
} from "./chunk-REO4LS4P.js";
import "./chunk-CNKXK4ND.js";
import "./chunk-S7SMNFRS.js";
import "./chunk-BUMWRPTO.js";
import "./chunk-SOBLMZVA.js";
import "./chunk-UEN57USU.js";
import "./chunk-GTFJ2DV2.js";
import "./chunk-6P3PFPQB.js";
import "./chunk-U4VVK4J4.js";
import "./chunk-IAJDX2TX.js";
import "./chunk-LZJC4O6B.js";
import "./chunk-2ILSFQAV.js";
import "./chunk-CUCGT7B5.js";
import "./chunk-LG4IMBNH.js";
import "./chunk-22NDXE2I.js";
import "./chunk-CEXQSKJF.js";
import "./chunk-5DCVHODJ.js";
import "./chunk-HMWCF2U7.js";
import "./chunk-67JGINQA.js";
import "./chunk-H3JO6AO3.js";
import "./chunk-TWWCY4D4.js";
import "./chunk-FHAH33DM.js";
import "./chunk-F57ZFNRN.js";
import "./chunk-AORXR5WC.js";
import "./chunk-FV3B4KGK.js";
import "./chunk-OOPARS65.js";
import "./chunk-EKFMLNWJ.js";
import "./chunk-O6LYCSF4.js";
export {
  makePage,
  publishPage
};
