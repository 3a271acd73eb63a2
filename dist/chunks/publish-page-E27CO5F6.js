import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  makePage,
  publishPage
} from "./chunk-EVLD6E67.js";
import "./chunk-CNKXK4ND.js";
import "./chunk-S7SMNFRS.js";
import "./chunk-NOCJNVKT.js";
import "./chunk-QZIBKOJS.js";
import "./chunk-F4BG64JN.js";
import "./chunk-TRX5IRO4.js";
import "./chunk-3RO7JGRK.js";
import "./chunk-U4VVK4J4.js";
import "./chunk-IAJDX2TX.js";
import "./chunk-LZJC4O6B.js";
import "./chunk-M4URKKTM.js";
import "./chunk-UM4XMGQI.js";
import "./chunk-LG4IMBNH.js";
import "./chunk-ECB3H6YQ.js";
import "./chunk-CEXQSKJF.js";
import "./chunk-5DCVHODJ.js";
import "./chunk-HMWCF2U7.js";
import "./chunk-67JGINQA.js";
import "./chunk-I6VN5LTH.js";
import "./chunk-TWWCY4D4.js";
import "./chunk-GEWSP2KJ.js";
import "./chunk-24D3KCSB.js";
import "./chunk-AORXR5WC.js";
import "./chunk-FV3B4KGK.js";
import "./chunk-KPOVNZB3.js";
import "./chunk-EKFMLNWJ.js";
import "./chunk-O6LYCSF4.js";
export {
  makePage,
  publishPage
};
