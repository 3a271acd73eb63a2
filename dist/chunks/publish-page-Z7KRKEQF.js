import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  makePage,
  publishPage
} from "./chunk-3H73LOAX.js";
import "./chunk-QVCZRTST.js";
import "./chunk-JM76RAEM.js";
import "./chunk-CRWLRRPK.js";
import "./chunk-JI6UOSI5.js";
import "./chunk-23ZEFZ7E.js";
import "./chunk-ELP6O2IR.js";
import "./chunk-3BW6VBB7.js";
import "./chunk-N5CL6R2Q.js";
import "./chunk-HBWFWJE2.js";
import "./chunk-2BX6H567.js";
import "./chunk-LG4IMBNH.js";
import "./chunk-Q27PNKFC.js";
import "./chunk-KFSACUYY.js";
import "./chunk-WRYFYO54.js";
import "./chunk-UMFVCCES.js";
import "./chunk-XSVPNBPM.js";
import "./chunk-3CSHLUVI.js";
import "./chunk-TWWCY4D4.js";
import "./chunk-CR5O3XXP.js";
import "./chunk-SBXOP6H2.js";
import "./chunk-UJWNA7NU.js";
import "./chunk-FV3B4KGK.js";
import "./chunk-WUKTLURI.js";
import "./chunk-EKFMLNWJ.js";
import "./chunk-O6LYCSF4.js";
export {
  makePage,
  publishPage
};
