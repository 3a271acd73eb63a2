import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  runVerify
} from "./chunk-S3F6YNVL.js";
import "./chunk-PXGOHBF3.js";
import "./chunk-YJJDDXOS.js";
import "./chunk-3WJHRIC2.js";
import "./chunk-XDHV4ZF6.js";
import "./chunk-U5FWGSMR.js";
import "./chunk-HRHDPXDI.js";
import "./chunk-YDHPXRPG.js";
import "./chunk-EME3KJD5.js";
import "./chunk-SAE4F7WE.js";
import "./chunk-UEN57USU.js";
import "./chunk-OT4TOIHY.js";
import "./chunk-6P3PFPQB.js";
import "./chunk-U4VVK4J4.js";
import "./chunk-IAJDX2TX.js";
import "./chunk-LZJC4O6B.js";
import "./chunk-LG4IMBNH.js";
import "./chunk-HGA3HHW4.js";
import "./chunk-CEXQSKJF.js";
import "./chunk-5DCVHODJ.js";
import "./chunk-EH3GCGZF.js";
import "./chunk-FCJTLWD7.js";
import "./chunk-HMWCF2U7.js";
import "./chunk-67JGINQA.js";
import "./chunk-KRXISC4P.js";
import "./chunk-6CIT5EBE.js";
import "./chunk-TWWCY4D4.js";
import "./chunk-AORXR5WC.js";
import "./chunk-FV3B4KGK.js";
import "./chunk-KPOVNZB3.js";
import "./chunk-EKFMLNWJ.js";
import "./chunk-O6LYCSF4.js";
export {
  runVerify
};
