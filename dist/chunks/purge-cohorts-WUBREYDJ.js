import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  purgeCohorts
} from "./chunk-P6TNP2PI.js";
import "./chunk-2XLTGCJJ.js";
import "./chunk-6ACIUGWX.js";
import "./chunk-U5FWGSMR.js";
import "./chunk-OLLPAEX6.js";
import "./chunk-FIR2BDTO.js";
import "./chunk-TNFTLBR4.js";
import "./chunk-E4HKMPII.js";
import "./chunk-7PKW2BVJ.js";
import "./chunk-SAE4F7WE.js";
import "./chunk-52DYGPQL.js";
import "./chunk-F4BG64JN.js";
import "./chunk-EX76GLS4.js";
import "./chunk-B72EUP6Y.js";
import "./chunk-EOFOL3DE.js";
import "./chunk-IAJDX2TX.js";
import "./chunk-LZJC4O6B.js";
import "./chunk-UM4XMGQI.js";
import "./chunk-LG4IMBNH.js";
import "./chunk-ECB3H6YQ.js";
import "./chunk-CEXQSKJF.js";
import "./chunk-5DCVHODJ.js";
import "./chunk-EH3GCGZF.js";
import "./chunk-FCJTLWD7.js";
import "./chunk-HMWCF2U7.js";
import "./chunk-67JGINQA.js";
import "./chunk-KRXISC4P.js";
import "./chunk-I6VN5LTH.js";
import "./chunk-TWWCY4D4.js";
import "./chunk-AORXR5WC.js";
import "./chunk-FV3B4KGK.js";
import "./chunk-KPOVNZB3.js";
import "./chunk-EKFMLNWJ.js";
import "./chunk-O6LYCSF4.js";
export {
  purgeCohorts
};
