#!/usr/bin/env node
import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  approveManually,
  overrideManually
} from "../chunks/chunk-YAQAPPJD.js";
import {
  pendingHeals,
  runSync
} from "../chunks/chunk-J3RR5N5B.js";
import "../chunks/chunk-WM2HYDMG.js";
import {
  reviewChange
} from "../chunks/chunk-XZE7YST5.js";
import "../chunks/chunk-AITHI7NA.js";
import {
  hasFailed,
  runVerify
} from "../chunks/chunk-FTWPGB32.js";
import "../chunks/chunk-5IHFICRA.js";
import "../chunks/chunk-YZARK33T.js";
import {
  changeSentence,
  reviewAnnotations
} from "../chunks/chunk-5ZYPL226.js";
import {
  loadConfiguration
} from "../chunks/chunk-NDLMXHND.js";
import {
  runDoctor
} from "../chunks/chunk-273TSFU3.js";
import "../chunks/chunk-XP2USLOR.js";
import "../chunks/chunk-IAJNCIYN.js";
import "../chunks/chunk-2ZRSSIL7.js";
import {
  purgeCohorts
} from "../chunks/chunk-AD5R556R.js";
import "../chunks/chunk-6TYG7NXX.js";
import {
  checkAccount,
  consistentCut,
  openOverrides
} from "../chunks/chunk-7B6SEAS7.js";
import {
  OVERRIDE_KINDS
} from "../chunks/chunk-U5FWGSMR.js";
import "../chunks/chunk-HVSBUFBX.js";
import {
  toJson
} from "../chunks/chunk-FIR2BDTO.js";
import "../chunks/chunk-HA4Q43QP.js";
import "../chunks/chunk-Y6PK3HT4.js";
import {
  readWithdrawals
} from "../chunks/chunk-JLSLRFOJ.js";
import {
  checkRoster,
  decodeRoster,
  diffRosters,
  readRoster,
  rosterDigest,
  sealRoster
} from "../chunks/chunk-SAE4F7WE.js";
import {
  makePage,
  publishPage,
  readStatus
} from "../chunks/chunk-REO4LS4P.js";
import "../chunks/chunk-CNKXK4ND.js";
import "../chunks/chunk-S7SMNFRS.js";
import {
  verdict
} from "../chunks/chunk-BUMWRPTO.js";
import "../chunks/chunk-SOBLMZVA.js";
import "../chunks/chunk-UEN57USU.js";
import {
  readMembers
} from "../chunks/chunk-GTFJ2DV2.js";
import {
  EMPTY_LOG,
  lostNumbers,
  openTable,
  policyInForce,
  readCommit,
  readSnapshot,
  replay,
  snapshotsLost,
  standing
} from "../chunks/chunk-6P3PFPQB.js";
import {
  NEWEST_PAGE,
  commitPath,
  logBroken,
  logFolder,
  readState,
  snapshotFolder,
  tableFolder
} from "../chunks/chunk-U4VVK4J4.js";
import {
  difference,
  readChain,
  readPolicies
} from "../chunks/chunk-IAJDX2TX.js";
import "../chunks/chunk-LZJC4O6B.js";
import {
  reportRun
} from "../chunks/chunk-2ILSFQAV.js";
import {
  listPurges,
  readReports
} from "../chunks/chunk-CUCGT7B5.js";
import {
  pLimit
} from "../chunks/chunk-LG4IMBNH.js";
import {
  openStores
} from "../chunks/chunk-22NDXE2I.js";
import {
  parseCohortFile,
  readCohortFiles
} from "../chunks/chunk-CEXQSKJF.js";
import "../chunks/chunk-5DCVHODJ.js";
import "../chunks/chunk-LINETHAK.js";
import "../chunks/chunk-FCJTLWD7.js";
import "../chunks/chunk-HMWCF2U7.js";
import "../chunks/chunk-67JGINQA.js";
import "../chunks/chunk-KRXISC4P.js";
import "../chunks/chunk-H3JO6AO3.js";
import "../chunks/chunk-TWWCY4D4.js";
import "../chunks/chunk-ZHIMDRRS.js";
import "../chunks/chunk-5OSNY2PF.js";
import "../chunks/chunk-H4XNYSIC.js";
import "../chunks/chunk-FHAH33DM.js";
import "../chunks/chunk-F57ZFNRN.js";
import {
  COHORT_ID,
  OMOP_TABLES
} from "../chunks/chunk-AORXR5WC.js";
import {
  formatInstant,
  parseInstant,
  runnerNow
} from "../chunks/chunk-FV3B4KGK.js";
import "../chunks/chunk-OOPARS65.js";
import {
  CohortSyncError,
  ConfigurationError,
  EXIT,
  RemoteError
} from "../chunks/chunk-EKFMLNWJ.js";
import {
  __commonJS,
  __require,
  __toESM
} from "../chunks/chunk-O6LYCSF4.js";

// node_modules/cli-table3/src/debug.js
var require_debug = __commonJS({
  "node_modules/cli-table3/src/debug.js"(exports, module) {
    var messages = [];
    var level = 0;
    var debug = (msg, min) => {
      if (level >= min) {
        messages.push(msg);
      }
    };
    debug.WARN = 1;
    debug.INFO = 2;
    debug.DEBUG = 3;
    debug.reset = () => {
      messages = [];
    };
    debug.setDebugLevel = (v) => {
      level = v;
    };
    debug.warn = (msg) => debug(msg, debug.WARN);
    debug.info = (msg) => debug(msg, debug.INFO);
    debug.debug = (msg) => debug(msg, debug.DEBUG);
    debug.debugMessages = () => messages;
    module.exports = debug;
  }
});

// node_modules/ansi-regex/index.js
var require_ansi_regex = __commonJS({
  "node_modules/ansi-regex/index.js"(exports, module) {
    "use strict";
    module.exports = ({ onlyFirst = false } = {}) => {
      const pattern = [
        "[\\u001B\\u009B][[\\]()#;?]*(?:(?:(?:(?:;[-a-zA-Z\\d\\/#&.:=?%@~_]+)*|[a-zA-Z\\d]+(?:;[-a-zA-Z\\d\\/#&.:=?%@~_]*)*)?\\u0007)",
        "(?:(?:\\d{1,4}(?:;\\d{0,4})*)?[\\dA-PR-TZcf-ntqry=><~]))"
      ].join("|");
      return new RegExp(pattern, onlyFirst ? void 0 : "g");
    };
  }
});

// node_modules/strip-ansi/index.js
var require_strip_ansi = __commonJS({
  "node_modules/strip-ansi/index.js"(exports, module) {
    "use strict";
    var ansiRegex = require_ansi_regex();
    module.exports = (string) => typeof string === "string" ? string.replace(ansiRegex(), "") : string;
  }
});

// node_modules/is-fullwidth-code-point/index.js
var require_is_fullwidth_code_point = __commonJS({
  "node_modules/is-fullwidth-code-point/index.js"(exports, module) {
    "use strict";
    var isFullwidthCodePoint = (codePoint) => {
      if (Number.isNaN(codePoint)) {
        return false;
      }
      if (codePoint >= 4352 && (codePoint <= 4447 || // Hangul Jamo
      codePoint === 9001 || // LEFT-POINTING ANGLE BRACKET
      codePoint === 9002 || // RIGHT-POINTING ANGLE BRACKET
      // CJK Radicals Supplement .. Enclosed CJK Letters and Months
      11904 <= codePoint && codePoint <= 12871 && codePoint !== 12351 || // Enclosed CJK Letters and Months .. CJK Unified Ideographs Extension A
      12880 <= codePoint && codePoint <= 19903 || // CJK Unified Ideographs .. Yi Radicals
      19968 <= codePoint && codePoint <= 42182 || // Hangul Jamo Extended-A
      43360 <= codePoint && codePoint <= 43388 || // Hangul Syllables
      44032 <= codePoint && codePoint <= 55203 || // CJK Compatibility Ideographs
      63744 <= codePoint && codePoint <= 64255 || // Vertical Forms
      65040 <= codePoint && codePoint <= 65049 || // CJK Compatibility Forms .. Small Form Variants
      65072 <= codePoint && codePoint <= 65131 || // Halfwidth and Fullwidth Forms
      65281 <= codePoint && codePoint <= 65376 || 65504 <= codePoint && codePoint <= 65510 || // Kana Supplement
      110592 <= codePoint && codePoint <= 110593 || // Enclosed Ideographic Supplement
      127488 <= codePoint && codePoint <= 127569 || // CJK Unified Ideographs Extension B .. Tertiary Ideographic Plane
      131072 <= codePoint && codePoint <= 262141)) {
        return true;
      }
      return false;
    };
    module.exports = isFullwidthCodePoint;
    module.exports.default = isFullwidthCodePoint;
  }
});

// node_modules/emoji-regex/index.js
var require_emoji_regex = __commonJS({
  "node_modules/emoji-regex/index.js"(exports, module) {
    "use strict";
    module.exports = function() {
      return /\uD83C\uDFF4\uDB40\uDC67\uDB40\uDC62(?:\uDB40\uDC65\uDB40\uDC6E\uDB40\uDC67|\uDB40\uDC73\uDB40\uDC63\uDB40\uDC74|\uDB40\uDC77\uDB40\uDC6C\uDB40\uDC73)\uDB40\uDC7F|\uD83D\uDC68(?:\uD83C\uDFFC\u200D(?:\uD83E\uDD1D\u200D\uD83D\uDC68\uD83C\uDFFB|\uD83C[\uDF3E\uDF73\uDF93\uDFA4\uDFA8\uDFEB\uDFED]|\uD83D[\uDCBB\uDCBC\uDD27\uDD2C\uDE80\uDE92]|\uD83E[\uDDAF-\uDDB3\uDDBC\uDDBD])|\uD83C\uDFFF\u200D(?:\uD83E\uDD1D\u200D\uD83D\uDC68(?:\uD83C[\uDFFB-\uDFFE])|\uD83C[\uDF3E\uDF73\uDF93\uDFA4\uDFA8\uDFEB\uDFED]|\uD83D[\uDCBB\uDCBC\uDD27\uDD2C\uDE80\uDE92]|\uD83E[\uDDAF-\uDDB3\uDDBC\uDDBD])|\uD83C\uDFFE\u200D(?:\uD83E\uDD1D\u200D\uD83D\uDC68(?:\uD83C[\uDFFB-\uDFFD])|\uD83C[\uDF3E\uDF73\uDF93\uDFA4\uDFA8\uDFEB\uDFED]|\uD83D[\uDCBB\uDCBC\uDD27\uDD2C\uDE80\uDE92]|\uD83E[\uDDAF-\uDDB3\uDDBC\uDDBD])|\uD83C\uDFFD\u200D(?:\uD83E\uDD1D\u200D\uD83D\uDC68(?:\uD83C[\uDFFB\uDFFC])|\uD83C[\uDF3E\uDF73\uDF93\uDFA4\uDFA8\uDFEB\uDFED]|\uD83D[\uDCBB\uDCBC\uDD27\uDD2C\uDE80\uDE92]|\uD83E[\uDDAF-\uDDB3\uDDBC\uDDBD])|\u200D(?:\u2764\uFE0F\u200D(?:\uD83D\uDC8B\u200D)?\uD83D\uDC68|(?:\uD83D[\uDC68\uDC69])\u200D(?:\uD83D\uDC66\u200D\uD83D\uDC66|\uD83D\uDC67\u200D(?:\uD83D[\uDC66\uDC67]))|\uD83D\uDC66\u200D\uD83D\uDC66|\uD83D\uDC67\u200D(?:\uD83D[\uDC66\uDC67])|(?:\uD83D[\uDC68\uDC69])\u200D(?:\uD83D[\uDC66\uDC67])|[\u2695\u2696\u2708]\uFE0F|\uD83D[\uDC66\uDC67]|\uD83C[\uDF3E\uDF73\uDF93\uDFA4\uDFA8\uDFEB\uDFED]|\uD83D[\uDCBB\uDCBC\uDD27\uDD2C\uDE80\uDE92]|\uD83E[\uDDAF-\uDDB3\uDDBC\uDDBD])|(?:\uD83C\uDFFB\u200D[\u2695\u2696\u2708]|\uD83C\uDFFF\u200D[\u2695\u2696\u2708]|\uD83C\uDFFE\u200D[\u2695\u2696\u2708]|\uD83C\uDFFD\u200D[\u2695\u2696\u2708]|\uD83C\uDFFC\u200D[\u2695\u2696\u2708])\uFE0F|\uD83C\uDFFB\u200D(?:\uD83C[\uDF3E\uDF73\uDF93\uDFA4\uDFA8\uDFEB\uDFED]|\uD83D[\uDCBB\uDCBC\uDD27\uDD2C\uDE80\uDE92]|\uD83E[\uDDAF-\uDDB3\uDDBC\uDDBD])|\uD83C[\uDFFB-\uDFFF])|(?:\uD83E\uDDD1\uD83C\uDFFB\u200D\uD83E\uDD1D\u200D\uD83E\uDDD1|\uD83D\uDC69\uD83C\uDFFC\u200D\uD83E\uDD1D\u200D\uD83D\uDC69)\uD83C\uDFFB|\uD83E\uDDD1(?:\uD83C\uDFFF\u200D\uD83E\uDD1D\u200D\uD83E\uDDD1(?:\uD83C[\uDFFB-\uDFFF])|\u200D\uD83E\uDD1D\u200D\uD83E\uDDD1)|(?:\uD83E\uDDD1\uD83C\uDFFE\u200D\uD83E\uDD1D\u200D\uD83E\uDDD1|\uD83D\uDC69\uD83C\uDFFF\u200D\uD83E\uDD1D\u200D(?:\uD83D[\uDC68\uDC69]))(?:\uD83C[\uDFFB-\uDFFE])|(?:\uD83E\uDDD1\uD83C\uDFFC\u200D\uD83E\uDD1D\u200D\uD83E\uDDD1|\uD83D\uDC69\uD83C\uDFFD\u200D\uD83E\uDD1D\u200D\uD83D\uDC69)(?:\uD83C[\uDFFB\uDFFC])|\uD83D\uDC69(?:\uD83C\uDFFE\u200D(?:\uD83E\uDD1D\u200D\uD83D\uDC68(?:\uD83C[\uDFFB-\uDFFD\uDFFF])|\uD83C[\uDF3E\uDF73\uDF93\uDFA4\uDFA8\uDFEB\uDFED]|\uD83D[\uDCBB\uDCBC\uDD27\uDD2C\uDE80\uDE92]|\uD83E[\uDDAF-\uDDB3\uDDBC\uDDBD])|\uD83C\uDFFC\u200D(?:\uD83E\uDD1D\u200D\uD83D\uDC68(?:\uD83C[\uDFFB\uDFFD-\uDFFF])|\uD83C[\uDF3E\uDF73\uDF93\uDFA4\uDFA8\uDFEB\uDFED]|\uD83D[\uDCBB\uDCBC\uDD27\uDD2C\uDE80\uDE92]|\uD83E[\uDDAF-\uDDB3\uDDBC\uDDBD])|\uD83C\uDFFB\u200D(?:\uD83E\uDD1D\u200D\uD83D\uDC68(?:\uD83C[\uDFFC-\uDFFF])|\uD83C[\uDF3E\uDF73\uDF93\uDFA4\uDFA8\uDFEB\uDFED]|\uD83D[\uDCBB\uDCBC\uDD27\uDD2C\uDE80\uDE92]|\uD83E[\uDDAF-\uDDB3\uDDBC\uDDBD])|\uD83C\uDFFD\u200D(?:\uD83E\uDD1D\u200D\uD83D\uDC68(?:\uD83C[\uDFFB\uDFFC\uDFFE\uDFFF])|\uD83C[\uDF3E\uDF73\uDF93\uDFA4\uDFA8\uDFEB\uDFED]|\uD83D[\uDCBB\uDCBC\uDD27\uDD2C\uDE80\uDE92]|\uD83E[\uDDAF-\uDDB3\uDDBC\uDDBD])|\u200D(?:\u2764\uFE0F\u200D(?:\uD83D\uDC8B\u200D(?:\uD83D[\uDC68\uDC69])|\uD83D[\uDC68\uDC69])|\uD83C[\uDF3E\uDF73\uDF93\uDFA4\uDFA8\uDFEB\uDFED]|\uD83D[\uDCBB\uDCBC\uDD27\uDD2C\uDE80\uDE92]|\uD83E[\uDDAF-\uDDB3\uDDBC\uDDBD])|\uD83C\uDFFF\u200D(?:\uD83C[\uDF3E\uDF73\uDF93\uDFA4\uDFA8\uDFEB\uDFED]|\uD83D[\uDCBB\uDCBC\uDD27\uDD2C\uDE80\uDE92]|\uD83E[\uDDAF-\uDDB3\uDDBC\uDDBD]))|\uD83D\uDC69\u200D\uD83D\uDC69\u200D(?:\uD83D\uDC66\u200D\uD83D\uDC66|\uD83D\uDC67\u200D(?:\uD83D[\uDC66\uDC67]))|(?:\uD83E\uDDD1\uD83C\uDFFD\u200D\uD83E\uDD1D\u200D\uD83E\uDDD1|\uD83D\uDC69\uD83C\uDFFE\u200D\uD83E\uDD1D\u200D\uD83D\uDC69)(?:\uD83C[\uDFFB-\uDFFD])|\uD83D\uDC69\u200D\uD83D\uDC66\u200D\uD83D\uDC66|\uD83D\uDC69\u200D\uD83D\uDC69\u200D(?:\uD83D[\uDC66\uDC67])|(?:\uD83D\uDC41\uFE0F\u200D\uD83D\uDDE8|\uD83D\uDC69(?:\uD83C\uDFFF\u200D[\u2695\u2696\u2708]|\uD83C\uDFFE\u200D[\u2695\u2696\u2708]|\uD83C\uDFFC\u200D[\u2695\u2696\u2708]|\uD83C\uDFFB\u200D[\u2695\u2696\u2708]|\uD83C\uDFFD\u200D[\u2695\u2696\u2708]|\u200D[\u2695\u2696\u2708])|(?:(?:\u26F9|\uD83C[\uDFCB\uDFCC]|\uD83D\uDD75)\uFE0F|\uD83D\uDC6F|\uD83E[\uDD3C\uDDDE\uDDDF])\u200D[\u2640\u2642]|(?:\u26F9|\uD83C[\uDFCB\uDFCC]|\uD83D\uDD75)(?:\uD83C[\uDFFB-\uDFFF])\u200D[\u2640\u2642]|(?:\uD83C[\uDFC3\uDFC4\uDFCA]|\uD83D[\uDC6E\uDC71\uDC73\uDC77\uDC81\uDC82\uDC86\uDC87\uDE45-\uDE47\uDE4B\uDE4D\uDE4E\uDEA3\uDEB4-\uDEB6]|\uD83E[\uDD26\uDD37-\uDD39\uDD3D\uDD3E\uDDB8\uDDB9\uDDCD-\uDDCF\uDDD6-\uDDDD])(?:(?:\uD83C[\uDFFB-\uDFFF])\u200D[\u2640\u2642]|\u200D[\u2640\u2642])|\uD83C\uDFF4\u200D\u2620)\uFE0F|\uD83D\uDC69\u200D\uD83D\uDC67\u200D(?:\uD83D[\uDC66\uDC67])|\uD83C\uDFF3\uFE0F\u200D\uD83C\uDF08|\uD83D\uDC15\u200D\uD83E\uDDBA|\uD83D\uDC69\u200D\uD83D\uDC66|\uD83D\uDC69\u200D\uD83D\uDC67|\uD83C\uDDFD\uD83C\uDDF0|\uD83C\uDDF4\uD83C\uDDF2|\uD83C\uDDF6\uD83C\uDDE6|[#\*0-9]\uFE0F\u20E3|\uD83C\uDDE7(?:\uD83C[\uDDE6\uDDE7\uDDE9-\uDDEF\uDDF1-\uDDF4\uDDF6-\uDDF9\uDDFB\uDDFC\uDDFE\uDDFF])|\uD83C\uDDF9(?:\uD83C[\uDDE6\uDDE8\uDDE9\uDDEB-\uDDED\uDDEF-\uDDF4\uDDF7\uDDF9\uDDFB\uDDFC\uDDFF])|\uD83C\uDDEA(?:\uD83C[\uDDE6\uDDE8\uDDEA\uDDEC\uDDED\uDDF7-\uDDFA])|\uD83E\uDDD1(?:\uD83C[\uDFFB-\uDFFF])|\uD83C\uDDF7(?:\uD83C[\uDDEA\uDDF4\uDDF8\uDDFA\uDDFC])|\uD83D\uDC69(?:\uD83C[\uDFFB-\uDFFF])|\uD83C\uDDF2(?:\uD83C[\uDDE6\uDDE8-\uDDED\uDDF0-\uDDFF])|\uD83C\uDDE6(?:\uD83C[\uDDE8-\uDDEC\uDDEE\uDDF1\uDDF2\uDDF4\uDDF6-\uDDFA\uDDFC\uDDFD\uDDFF])|\uD83C\uDDF0(?:\uD83C[\uDDEA\uDDEC-\uDDEE\uDDF2\uDDF3\uDDF5\uDDF7\uDDFC\uDDFE\uDDFF])|\uD83C\uDDED(?:\uD83C[\uDDF0\uDDF2\uDDF3\uDDF7\uDDF9\uDDFA])|\uD83C\uDDE9(?:\uD83C[\uDDEA\uDDEC\uDDEF\uDDF0\uDDF2\uDDF4\uDDFF])|\uD83C\uDDFE(?:\uD83C[\uDDEA\uDDF9])|\uD83C\uDDEC(?:\uD83C[\uDDE6\uDDE7\uDDE9-\uDDEE\uDDF1-\uDDF3\uDDF5-\uDDFA\uDDFC\uDDFE])|\uD83C\uDDF8(?:\uD83C[\uDDE6-\uDDEA\uDDEC-\uDDF4\uDDF7-\uDDF9\uDDFB\uDDFD-\uDDFF])|\uD83C\uDDEB(?:\uD83C[\uDDEE-\uDDF0\uDDF2\uDDF4\uDDF7])|\uD83C\uDDF5(?:\uD83C[\uDDE6\uDDEA-\uDDED\uDDF0-\uDDF3\uDDF7-\uDDF9\uDDFC\uDDFE])|\uD83C\uDDFB(?:\uD83C[\uDDE6\uDDE8\uDDEA\uDDEC\uDDEE\uDDF3\uDDFA])|\uD83C\uDDF3(?:\uD83C[\uDDE6\uDDE8\uDDEA-\uDDEC\uDDEE\uDDF1\uDDF4\uDDF5\uDDF7\uDDFA\uDDFF])|\uD83C\uDDE8(?:\uD83C[\uDDE6\uDDE8\uDDE9\uDDEB-\uDDEE\uDDF0-\uDDF5\uDDF7\uDDFA-\uDDFF])|\uD83C\uDDF1(?:\uD83C[\uDDE6-\uDDE8\uDDEE\uDDF0\uDDF7-\uDDFB\uDDFE])|\uD83C\uDDFF(?:\uD83C[\uDDE6\uDDF2\uDDFC])|\uD83C\uDDFC(?:\uD83C[\uDDEB\uDDF8])|\uD83C\uDDFA(?:\uD83C[\uDDE6\uDDEC\uDDF2\uDDF3\uDDF8\uDDFE\uDDFF])|\uD83C\uDDEE(?:\uD83C[\uDDE8-\uDDEA\uDDF1-\uDDF4\uDDF6-\uDDF9])|\uD83C\uDDEF(?:\uD83C[\uDDEA\uDDF2\uDDF4\uDDF5])|(?:\uD83C[\uDFC3\uDFC4\uDFCA]|\uD83D[\uDC6E\uDC71\uDC73\uDC77\uDC81\uDC82\uDC86\uDC87\uDE45-\uDE47\uDE4B\uDE4D\uDE4E\uDEA3\uDEB4-\uDEB6]|\uD83E[\uDD26\uDD37-\uDD39\uDD3D\uDD3E\uDDB8\uDDB9\uDDCD-\uDDCF\uDDD6-\uDDDD])(?:\uD83C[\uDFFB-\uDFFF])|(?:\u26F9|\uD83C[\uDFCB\uDFCC]|\uD83D\uDD75)(?:\uD83C[\uDFFB-\uDFFF])|(?:[\u261D\u270A-\u270D]|\uD83C[\uDF85\uDFC2\uDFC7]|\uD83D[\uDC42\uDC43\uDC46-\uDC50\uDC66\uDC67\uDC6B-\uDC6D\uDC70\uDC72\uDC74-\uDC76\uDC78\uDC7C\uDC83\uDC85\uDCAA\uDD74\uDD7A\uDD90\uDD95\uDD96\uDE4C\uDE4F\uDEC0\uDECC]|\uD83E[\uDD0F\uDD18-\uDD1C\uDD1E\uDD1F\uDD30-\uDD36\uDDB5\uDDB6\uDDBB\uDDD2-\uDDD5])(?:\uD83C[\uDFFB-\uDFFF])|(?:[\u231A\u231B\u23E9-\u23EC\u23F0\u23F3\u25FD\u25FE\u2614\u2615\u2648-\u2653\u267F\u2693\u26A1\u26AA\u26AB\u26BD\u26BE\u26C4\u26C5\u26CE\u26D4\u26EA\u26F2\u26F3\u26F5\u26FA\u26FD\u2705\u270A\u270B\u2728\u274C\u274E\u2753-\u2755\u2757\u2795-\u2797\u27B0\u27BF\u2B1B\u2B1C\u2B50\u2B55]|\uD83C[\uDC04\uDCCF\uDD8E\uDD91-\uDD9A\uDDE6-\uDDFF\uDE01\uDE1A\uDE2F\uDE32-\uDE36\uDE38-\uDE3A\uDE50\uDE51\uDF00-\uDF20\uDF2D-\uDF35\uDF37-\uDF7C\uDF7E-\uDF93\uDFA0-\uDFCA\uDFCF-\uDFD3\uDFE0-\uDFF0\uDFF4\uDFF8-\uDFFF]|\uD83D[\uDC00-\uDC3E\uDC40\uDC42-\uDCFC\uDCFF-\uDD3D\uDD4B-\uDD4E\uDD50-\uDD67\uDD7A\uDD95\uDD96\uDDA4\uDDFB-\uDE4F\uDE80-\uDEC5\uDECC\uDED0-\uDED2\uDED5\uDEEB\uDEEC\uDEF4-\uDEFA\uDFE0-\uDFEB]|\uD83E[\uDD0D-\uDD3A\uDD3C-\uDD45\uDD47-\uDD71\uDD73-\uDD76\uDD7A-\uDDA2\uDDA5-\uDDAA\uDDAE-\uDDCA\uDDCD-\uDDFF\uDE70-\uDE73\uDE78-\uDE7A\uDE80-\uDE82\uDE90-\uDE95])|(?:[#\*0-9\xA9\xAE\u203C\u2049\u2122\u2139\u2194-\u2199\u21A9\u21AA\u231A\u231B\u2328\u23CF\u23E9-\u23F3\u23F8-\u23FA\u24C2\u25AA\u25AB\u25B6\u25C0\u25FB-\u25FE\u2600-\u2604\u260E\u2611\u2614\u2615\u2618\u261D\u2620\u2622\u2623\u2626\u262A\u262E\u262F\u2638-\u263A\u2640\u2642\u2648-\u2653\u265F\u2660\u2663\u2665\u2666\u2668\u267B\u267E\u267F\u2692-\u2697\u2699\u269B\u269C\u26A0\u26A1\u26AA\u26AB\u26B0\u26B1\u26BD\u26BE\u26C4\u26C5\u26C8\u26CE\u26CF\u26D1\u26D3\u26D4\u26E9\u26EA\u26F0-\u26F5\u26F7-\u26FA\u26FD\u2702\u2705\u2708-\u270D\u270F\u2712\u2714\u2716\u271D\u2721\u2728\u2733\u2734\u2744\u2747\u274C\u274E\u2753-\u2755\u2757\u2763\u2764\u2795-\u2797\u27A1\u27B0\u27BF\u2934\u2935\u2B05-\u2B07\u2B1B\u2B1C\u2B50\u2B55\u3030\u303D\u3297\u3299]|\uD83C[\uDC04\uDCCF\uDD70\uDD71\uDD7E\uDD7F\uDD8E\uDD91-\uDD9A\uDDE6-\uDDFF\uDE01\uDE02\uDE1A\uDE2F\uDE32-\uDE3A\uDE50\uDE51\uDF00-\uDF21\uDF24-\uDF93\uDF96\uDF97\uDF99-\uDF9B\uDF9E-\uDFF0\uDFF3-\uDFF5\uDFF7-\uDFFF]|\uD83D[\uDC00-\uDCFD\uDCFF-\uDD3D\uDD49-\uDD4E\uDD50-\uDD67\uDD6F\uDD70\uDD73-\uDD7A\uDD87\uDD8A-\uDD8D\uDD90\uDD95\uDD96\uDDA4\uDDA5\uDDA8\uDDB1\uDDB2\uDDBC\uDDC2-\uDDC4\uDDD1-\uDDD3\uDDDC-\uDDDE\uDDE1\uDDE3\uDDE8\uDDEF\uDDF3\uDDFA-\uDE4F\uDE80-\uDEC5\uDECB-\uDED2\uDED5\uDEE0-\uDEE5\uDEE9\uDEEB\uDEEC\uDEF0\uDEF3-\uDEFA\uDFE0-\uDFEB]|\uD83E[\uDD0D-\uDD3A\uDD3C-\uDD45\uDD47-\uDD71\uDD73-\uDD76\uDD7A-\uDDA2\uDDA5-\uDDAA\uDDAE-\uDDCA\uDDCD-\uDDFF\uDE70-\uDE73\uDE78-\uDE7A\uDE80-\uDE82\uDE90-\uDE95])\uFE0F|(?:[\u261D\u26F9\u270A-\u270D]|\uD83C[\uDF85\uDFC2-\uDFC4\uDFC7\uDFCA-\uDFCC]|\uD83D[\uDC42\uDC43\uDC46-\uDC50\uDC66-\uDC78\uDC7C\uDC81-\uDC83\uDC85-\uDC87\uDC8F\uDC91\uDCAA\uDD74\uDD75\uDD7A\uDD90\uDD95\uDD96\uDE45-\uDE47\uDE4B-\uDE4F\uDEA3\uDEB4-\uDEB6\uDEC0\uDECC]|\uD83E[\uDD0F\uDD18-\uDD1F\uDD26\uDD30-\uDD39\uDD3C-\uDD3E\uDDB5\uDDB6\uDDB8\uDDB9\uDDBB\uDDCD-\uDDCF\uDDD1-\uDDDD])/g;
    };
  }
});

// node_modules/string-width/index.js
var require_string_width = __commonJS({
  "node_modules/string-width/index.js"(exports, module) {
    "use strict";
    var stripAnsi = require_strip_ansi();
    var isFullwidthCodePoint = require_is_fullwidth_code_point();
    var emojiRegex = require_emoji_regex();
    var stringWidth = (string) => {
      if (typeof string !== "string" || string.length === 0) {
        return 0;
      }
      string = stripAnsi(string);
      if (string.length === 0) {
        return 0;
      }
      string = string.replace(emojiRegex(), "  ");
      let width = 0;
      for (let i = 0; i < string.length; i++) {
        const code = string.codePointAt(i);
        if (code <= 31 || code >= 127 && code <= 159) {
          continue;
        }
        if (code >= 768 && code <= 879) {
          continue;
        }
        if (code > 65535) {
          i++;
        }
        width += isFullwidthCodePoint(code) ? 2 : 1;
      }
      return width;
    };
    module.exports = stringWidth;
    module.exports.default = stringWidth;
  }
});

// node_modules/cli-table3/src/utils.js
var require_utils = __commonJS({
  "node_modules/cli-table3/src/utils.js"(exports, module) {
    var stringWidth = require_string_width();
    function codeRegex(capture) {
      return capture ? /\u001b\[((?:\d*;){0,5}\d*)m/g : /\u001b\[(?:\d*;){0,5}\d*m/g;
    }
    function strlen(str) {
      let code = codeRegex();
      let stripped = ("" + str).replace(code, "");
      let split = stripped.split("\n");
      return split.reduce(function(memo, s) {
        return stringWidth(s) > memo ? stringWidth(s) : memo;
      }, 0);
    }
    function repeat(str, times) {
      return Array(times + 1).join(str);
    }
    function pad(str, len, pad2, dir) {
      let length = strlen(str);
      if (len + 1 >= length) {
        let padlen = len - length;
        switch (dir) {
          case "right": {
            str = repeat(pad2, padlen) + str;
            break;
          }
          case "center": {
            let right = Math.ceil(padlen / 2);
            let left = padlen - right;
            str = repeat(pad2, left) + str + repeat(pad2, right);
            break;
          }
          default: {
            str = str + repeat(pad2, padlen);
            break;
          }
        }
      }
      return str;
    }
    var codeCache = {};
    function addToCodeCache(name, on, off) {
      on = "\x1B[" + on + "m";
      off = "\x1B[" + off + "m";
      codeCache[on] = { set: name, to: true };
      codeCache[off] = { set: name, to: false };
      codeCache[name] = { on, off };
    }
    addToCodeCache("bold", 1, 22);
    addToCodeCache("italics", 3, 23);
    addToCodeCache("underline", 4, 24);
    addToCodeCache("inverse", 7, 27);
    addToCodeCache("strikethrough", 9, 29);
    function updateState(state, controlChars) {
      let controlCode = controlChars[1] ? parseInt(controlChars[1].split(";")[0]) : 0;
      if (controlCode >= 30 && controlCode <= 39 || controlCode >= 90 && controlCode <= 97) {
        state.lastForegroundAdded = controlChars[0];
        return;
      }
      if (controlCode >= 40 && controlCode <= 49 || controlCode >= 100 && controlCode <= 107) {
        state.lastBackgroundAdded = controlChars[0];
        return;
      }
      if (controlCode === 0) {
        for (let i in state) {
          if (Object.prototype.hasOwnProperty.call(state, i)) {
            delete state[i];
          }
        }
        return;
      }
      let info = codeCache[controlChars[0]];
      if (info) {
        state[info.set] = info.to;
      }
    }
    function readState2(line2) {
      let code = codeRegex(true);
      let controlChars = code.exec(line2);
      let state = {};
      while (controlChars !== null) {
        updateState(state, controlChars);
        controlChars = code.exec(line2);
      }
      return state;
    }
    function unwindState(state, ret) {
      let lastBackgroundAdded = state.lastBackgroundAdded;
      let lastForegroundAdded = state.lastForegroundAdded;
      delete state.lastBackgroundAdded;
      delete state.lastForegroundAdded;
      Object.keys(state).forEach(function(key) {
        if (state[key]) {
          ret += codeCache[key].off;
        }
      });
      if (lastBackgroundAdded && lastBackgroundAdded != "\x1B[49m") {
        ret += "\x1B[49m";
      }
      if (lastForegroundAdded && lastForegroundAdded != "\x1B[39m") {
        ret += "\x1B[39m";
      }
      return ret;
    }
    function rewindState(state, ret) {
      let lastBackgroundAdded = state.lastBackgroundAdded;
      let lastForegroundAdded = state.lastForegroundAdded;
      delete state.lastBackgroundAdded;
      delete state.lastForegroundAdded;
      Object.keys(state).forEach(function(key) {
        if (state[key]) {
          ret = codeCache[key].on + ret;
        }
      });
      if (lastBackgroundAdded && lastBackgroundAdded != "\x1B[49m") {
        ret = lastBackgroundAdded + ret;
      }
      if (lastForegroundAdded && lastForegroundAdded != "\x1B[39m") {
        ret = lastForegroundAdded + ret;
      }
      return ret;
    }
    function truncateWidth(str, desiredLength) {
      if (str.length === strlen(str)) {
        return str.substr(0, desiredLength);
      }
      while (strlen(str) > desiredLength) {
        str = str.slice(0, -1);
      }
      return str;
    }
    function truncateWidthWithAnsi(str, desiredLength) {
      let code = codeRegex(true);
      let split = str.split(codeRegex());
      let splitIndex = 0;
      let retLen = 0;
      let ret = "";
      let myArray;
      let state = {};
      while (retLen < desiredLength) {
        myArray = code.exec(str);
        let toAdd = split[splitIndex];
        splitIndex++;
        if (retLen + strlen(toAdd) > desiredLength) {
          toAdd = truncateWidth(toAdd, desiredLength - retLen);
        }
        ret += toAdd;
        retLen += strlen(toAdd);
        if (retLen < desiredLength) {
          if (!myArray) {
            break;
          }
          ret += myArray[0];
          updateState(state, myArray);
        }
      }
      return unwindState(state, ret);
    }
    function truncate(str, desiredLength, truncateChar) {
      truncateChar = truncateChar || "\u2026";
      let lengthOfStr = strlen(str);
      if (lengthOfStr <= desiredLength) {
        return str;
      }
      desiredLength -= strlen(truncateChar);
      let ret = truncateWidthWithAnsi(str, desiredLength);
      ret += truncateChar;
      const hrefTag = "\x1B]8;;\x07";
      if (str.includes(hrefTag) && !ret.includes(hrefTag)) {
        ret += hrefTag;
      }
      return ret;
    }
    function defaultOptions() {
      return {
        chars: {
          top: "\u2500",
          "top-mid": "\u252C",
          "top-left": "\u250C",
          "top-right": "\u2510",
          bottom: "\u2500",
          "bottom-mid": "\u2534",
          "bottom-left": "\u2514",
          "bottom-right": "\u2518",
          left: "\u2502",
          "left-mid": "\u251C",
          mid: "\u2500",
          "mid-mid": "\u253C",
          right: "\u2502",
          "right-mid": "\u2524",
          middle: "\u2502"
        },
        truncate: "\u2026",
        colWidths: [],
        rowHeights: [],
        colAligns: [],
        rowAligns: [],
        style: {
          "padding-left": 1,
          "padding-right": 1,
          head: ["red"],
          border: ["grey"],
          compact: false
        },
        head: []
      };
    }
    function mergeOptions(options, defaults) {
      options = options || {};
      defaults = defaults || defaultOptions();
      let ret = Object.assign({}, defaults, options);
      ret.chars = Object.assign({}, defaults.chars, options.chars);
      ret.style = Object.assign({}, defaults.style, options.style);
      return ret;
    }
    function wordWrap(maxLength, input) {
      let lines2 = [];
      let split = input.split(/(\s+)/g);
      let line2 = [];
      let lineLength = 0;
      let whitespace;
      for (let i = 0; i < split.length; i += 2) {
        let word = split[i];
        let newLength = lineLength + strlen(word);
        if (lineLength > 0 && whitespace) {
          newLength += whitespace.length;
        }
        if (newLength > maxLength) {
          if (lineLength !== 0) {
            lines2.push(line2.join(""));
          }
          line2 = [word];
          lineLength = strlen(word);
        } else {
          line2.push(whitespace || "", word);
          lineLength = newLength;
        }
        whitespace = split[i + 1];
      }
      if (lineLength) {
        lines2.push(line2.join(""));
      }
      return lines2;
    }
    function textWrap(maxLength, input) {
      let lines2 = [];
      let line2 = "";
      function pushLine(str, ws) {
        if (line2.length && ws) line2 += ws;
        line2 += str;
        while (line2.length > maxLength) {
          lines2.push(line2.slice(0, maxLength));
          line2 = line2.slice(maxLength);
        }
      }
      let split = input.split(/(\s+)/g);
      for (let i = 0; i < split.length; i += 2) {
        pushLine(split[i], i && split[i - 1]);
      }
      if (line2.length) lines2.push(line2);
      return lines2;
    }
    function multiLineWordWrap(maxLength, input, wrapOnWordBoundary = true) {
      let output = [];
      input = input.split("\n");
      const handler = wrapOnWordBoundary ? wordWrap : textWrap;
      for (let i = 0; i < input.length; i++) {
        output.push.apply(output, handler(maxLength, input[i]));
      }
      return output;
    }
    function colorizeLines(input) {
      let state = {};
      let output = [];
      for (let i = 0; i < input.length; i++) {
        let line2 = rewindState(state, input[i]);
        state = readState2(line2);
        let temp = Object.assign({}, state);
        output.push(unwindState(temp, line2));
      }
      return output;
    }
    function hyperlink(url, text) {
      const OSC = "\x1B]";
      const BEL = "\x07";
      const SEP = ";";
      return [OSC, "8", SEP, SEP, url || text, BEL, text, OSC, "8", SEP, SEP, BEL].join("");
    }
    module.exports = {
      strlen,
      repeat,
      pad,
      truncate,
      mergeOptions,
      wordWrap: multiLineWordWrap,
      colorizeLines,
      hyperlink
    };
  }
});

// node_modules/@colors/colors/lib/styles.js
var require_styles = __commonJS({
  "node_modules/@colors/colors/lib/styles.js"(exports, module) {
    var styles = {};
    module["exports"] = styles;
    var codes = {
      reset: [0, 0],
      bold: [1, 22],
      dim: [2, 22],
      italic: [3, 23],
      underline: [4, 24],
      inverse: [7, 27],
      hidden: [8, 28],
      strikethrough: [9, 29],
      black: [30, 39],
      red: [31, 39],
      green: [32, 39],
      yellow: [33, 39],
      blue: [34, 39],
      magenta: [35, 39],
      cyan: [36, 39],
      white: [37, 39],
      gray: [90, 39],
      grey: [90, 39],
      brightRed: [91, 39],
      brightGreen: [92, 39],
      brightYellow: [93, 39],
      brightBlue: [94, 39],
      brightMagenta: [95, 39],
      brightCyan: [96, 39],
      brightWhite: [97, 39],
      bgBlack: [40, 49],
      bgRed: [41, 49],
      bgGreen: [42, 49],
      bgYellow: [43, 49],
      bgBlue: [44, 49],
      bgMagenta: [45, 49],
      bgCyan: [46, 49],
      bgWhite: [47, 49],
      bgGray: [100, 49],
      bgGrey: [100, 49],
      bgBrightRed: [101, 49],
      bgBrightGreen: [102, 49],
      bgBrightYellow: [103, 49],
      bgBrightBlue: [104, 49],
      bgBrightMagenta: [105, 49],
      bgBrightCyan: [106, 49],
      bgBrightWhite: [107, 49],
      // legacy styles for colors pre v1.0.0
      blackBG: [40, 49],
      redBG: [41, 49],
      greenBG: [42, 49],
      yellowBG: [43, 49],
      blueBG: [44, 49],
      magentaBG: [45, 49],
      cyanBG: [46, 49],
      whiteBG: [47, 49]
    };
    Object.keys(codes).forEach(function(key) {
      var val = codes[key];
      var style = styles[key] = [];
      style.open = "\x1B[" + val[0] + "m";
      style.close = "\x1B[" + val[1] + "m";
    });
  }
});

// node_modules/@colors/colors/lib/system/has-flag.js
var require_has_flag = __commonJS({
  "node_modules/@colors/colors/lib/system/has-flag.js"(exports, module) {
    "use strict";
    module.exports = function(flag, argv) {
      argv = argv || process.argv;
      var terminatorPos = argv.indexOf("--");
      var prefix = /^-{1,2}/.test(flag) ? "" : "--";
      var pos = argv.indexOf(prefix + flag);
      return pos !== -1 && (terminatorPos === -1 ? true : pos < terminatorPos);
    };
  }
});

// node_modules/@colors/colors/lib/system/supports-colors.js
var require_supports_colors = __commonJS({
  "node_modules/@colors/colors/lib/system/supports-colors.js"(exports, module) {
    "use strict";
    var os = __require("os");
    var hasFlag = require_has_flag();
    var env = process.env;
    var forceColor = void 0;
    if (hasFlag("no-color") || hasFlag("no-colors") || hasFlag("color=false")) {
      forceColor = false;
    } else if (hasFlag("color") || hasFlag("colors") || hasFlag("color=true") || hasFlag("color=always")) {
      forceColor = true;
    }
    if ("FORCE_COLOR" in env) {
      forceColor = env.FORCE_COLOR.length === 0 || parseInt(env.FORCE_COLOR, 10) !== 0;
    }
    function translateLevel(level) {
      if (level === 0) {
        return false;
      }
      return {
        level,
        hasBasic: true,
        has256: level >= 2,
        has16m: level >= 3
      };
    }
    function supportsColor(stream) {
      if (forceColor === false) {
        return 0;
      }
      if (hasFlag("color=16m") || hasFlag("color=full") || hasFlag("color=truecolor")) {
        return 3;
      }
      if (hasFlag("color=256")) {
        return 2;
      }
      if (stream && !stream.isTTY && forceColor !== true) {
        return 0;
      }
      var min = forceColor ? 1 : 0;
      if (process.platform === "win32") {
        var osRelease = os.release().split(".");
        if (Number(process.versions.node.split(".")[0]) >= 8 && Number(osRelease[0]) >= 10 && Number(osRelease[2]) >= 10586) {
          return Number(osRelease[2]) >= 14931 ? 3 : 2;
        }
        return 1;
      }
      if ("CI" in env) {
        if (["TRAVIS", "CIRCLECI", "APPVEYOR", "GITLAB_CI"].some(function(sign) {
          return sign in env;
        }) || env.CI_NAME === "codeship") {
          return 1;
        }
        return min;
      }
      if ("TEAMCITY_VERSION" in env) {
        return /^(9\.(0*[1-9]\d*)\.|\d{2,}\.)/.test(env.TEAMCITY_VERSION) ? 1 : 0;
      }
      if ("TERM_PROGRAM" in env) {
        var version = parseInt((env.TERM_PROGRAM_VERSION || "").split(".")[0], 10);
        switch (env.TERM_PROGRAM) {
          case "iTerm.app":
            return version >= 3 ? 3 : 2;
          case "Hyper":
            return 3;
          case "Apple_Terminal":
            return 2;
        }
      }
      if (/-256(color)?$/i.test(env.TERM)) {
        return 2;
      }
      if (/^screen|^xterm|^vt100|^rxvt|color|ansi|cygwin|linux/i.test(env.TERM)) {
        return 1;
      }
      if ("COLORTERM" in env) {
        return 1;
      }
      if (env.TERM === "dumb") {
        return min;
      }
      return min;
    }
    function getSupportLevel(stream) {
      var level = supportsColor(stream);
      return translateLevel(level);
    }
    module.exports = {
      supportsColor: getSupportLevel,
      stdout: getSupportLevel(process.stdout),
      stderr: getSupportLevel(process.stderr)
    };
  }
});

// node_modules/@colors/colors/lib/custom/trap.js
var require_trap = __commonJS({
  "node_modules/@colors/colors/lib/custom/trap.js"(exports, module) {
    module["exports"] = function runTheTrap(text, options) {
      var result = "";
      text = text || "Run the trap, drop the bass";
      text = text.split("");
      var trap = {
        a: ["@", "\u0104", "\u023A", "\u0245", "\u0394", "\u039B", "\u0414"],
        b: ["\xDF", "\u0181", "\u0243", "\u026E", "\u03B2", "\u0E3F"],
        c: ["\xA9", "\u023B", "\u03FE"],
        d: ["\xD0", "\u018A", "\u0500", "\u0501", "\u0502", "\u0503"],
        e: [
          "\xCB",
          "\u0115",
          "\u018E",
          "\u0258",
          "\u03A3",
          "\u03BE",
          "\u04BC",
          "\u0A6C"
        ],
        f: ["\u04FA"],
        g: ["\u0262"],
        h: ["\u0126", "\u0195", "\u04A2", "\u04BA", "\u04C7", "\u050A"],
        i: ["\u0F0F"],
        j: ["\u0134"],
        k: ["\u0138", "\u04A0", "\u04C3", "\u051E"],
        l: ["\u0139"],
        m: ["\u028D", "\u04CD", "\u04CE", "\u0520", "\u0521", "\u0D69"],
        n: ["\xD1", "\u014B", "\u019D", "\u0376", "\u03A0", "\u048A"],
        o: [
          "\xD8",
          "\xF5",
          "\xF8",
          "\u01FE",
          "\u0298",
          "\u047A",
          "\u05DD",
          "\u06DD",
          "\u0E4F"
        ],
        p: ["\u01F7", "\u048E"],
        q: ["\u09CD"],
        r: ["\xAE", "\u01A6", "\u0210", "\u024C", "\u0280", "\u042F"],
        s: ["\xA7", "\u03DE", "\u03DF", "\u03E8"],
        t: ["\u0141", "\u0166", "\u0373"],
        u: ["\u01B1", "\u054D"],
        v: ["\u05D8"],
        w: ["\u0428", "\u0460", "\u047C", "\u0D70"],
        x: ["\u04B2", "\u04FE", "\u04FC", "\u04FD"],
        y: ["\xA5", "\u04B0", "\u04CB"],
        z: ["\u01B5", "\u0240"]
      };
      text.forEach(function(c) {
        c = c.toLowerCase();
        var chars = trap[c] || [" "];
        var rand = Math.floor(Math.random() * chars.length);
        if (typeof trap[c] !== "undefined") {
          result += trap[c][rand];
        } else {
          result += c;
        }
      });
      return result;
    };
  }
});

// node_modules/@colors/colors/lib/custom/zalgo.js
var require_zalgo = __commonJS({
  "node_modules/@colors/colors/lib/custom/zalgo.js"(exports, module) {
    module["exports"] = function zalgo(text, options) {
      text = text || "   he is here   ";
      var soul = {
        "up": [
          "\u030D",
          "\u030E",
          "\u0304",
          "\u0305",
          "\u033F",
          "\u0311",
          "\u0306",
          "\u0310",
          "\u0352",
          "\u0357",
          "\u0351",
          "\u0307",
          "\u0308",
          "\u030A",
          "\u0342",
          "\u0313",
          "\u0308",
          "\u034A",
          "\u034B",
          "\u034C",
          "\u0303",
          "\u0302",
          "\u030C",
          "\u0350",
          "\u0300",
          "\u0301",
          "\u030B",
          "\u030F",
          "\u0312",
          "\u0313",
          "\u0314",
          "\u033D",
          "\u0309",
          "\u0363",
          "\u0364",
          "\u0365",
          "\u0366",
          "\u0367",
          "\u0368",
          "\u0369",
          "\u036A",
          "\u036B",
          "\u036C",
          "\u036D",
          "\u036E",
          "\u036F",
          "\u033E",
          "\u035B",
          "\u0346",
          "\u031A"
        ],
        "down": [
          "\u0316",
          "\u0317",
          "\u0318",
          "\u0319",
          "\u031C",
          "\u031D",
          "\u031E",
          "\u031F",
          "\u0320",
          "\u0324",
          "\u0325",
          "\u0326",
          "\u0329",
          "\u032A",
          "\u032B",
          "\u032C",
          "\u032D",
          "\u032E",
          "\u032F",
          "\u0330",
          "\u0331",
          "\u0332",
          "\u0333",
          "\u0339",
          "\u033A",
          "\u033B",
          "\u033C",
          "\u0345",
          "\u0347",
          "\u0348",
          "\u0349",
          "\u034D",
          "\u034E",
          "\u0353",
          "\u0354",
          "\u0355",
          "\u0356",
          "\u0359",
          "\u035A",
          "\u0323"
        ],
        "mid": [
          "\u0315",
          "\u031B",
          "\u0300",
          "\u0301",
          "\u0358",
          "\u0321",
          "\u0322",
          "\u0327",
          "\u0328",
          "\u0334",
          "\u0335",
          "\u0336",
          "\u035C",
          "\u035D",
          "\u035E",
          "\u035F",
          "\u0360",
          "\u0362",
          "\u0338",
          "\u0337",
          "\u0361",
          " \u0489"
        ]
      };
      var all = [].concat(soul.up, soul.down, soul.mid);
      function randomNumber(range) {
        var r = Math.floor(Math.random() * range);
        return r;
      }
      function isChar(character) {
        var bool = false;
        all.filter(function(i) {
          bool = i === character;
        });
        return bool;
      }
      function heComes(text2, options2) {
        var result = "";
        var counts;
        var l;
        options2 = options2 || {};
        options2["up"] = typeof options2["up"] !== "undefined" ? options2["up"] : true;
        options2["mid"] = typeof options2["mid"] !== "undefined" ? options2["mid"] : true;
        options2["down"] = typeof options2["down"] !== "undefined" ? options2["down"] : true;
        options2["size"] = typeof options2["size"] !== "undefined" ? options2["size"] : "maxi";
        text2 = text2.split("");
        for (l in text2) {
          if (isChar(l)) {
            continue;
          }
          result = result + text2[l];
          counts = { "up": 0, "down": 0, "mid": 0 };
          switch (options2.size) {
            case "mini":
              counts.up = randomNumber(8);
              counts.mid = randomNumber(2);
              counts.down = randomNumber(8);
              break;
            case "maxi":
              counts.up = randomNumber(16) + 3;
              counts.mid = randomNumber(4) + 1;
              counts.down = randomNumber(64) + 3;
              break;
            default:
              counts.up = randomNumber(8) + 1;
              counts.mid = randomNumber(6) / 2;
              counts.down = randomNumber(8) + 1;
              break;
          }
          var arr = ["up", "mid", "down"];
          for (var d in arr) {
            var index = arr[d];
            for (var i = 0; i <= counts[index]; i++) {
              if (options2[index]) {
                result = result + soul[index][randomNumber(soul[index].length)];
              }
            }
          }
        }
        return result;
      }
      return heComes(text, options);
    };
  }
});

// node_modules/@colors/colors/lib/maps/america.js
var require_america = __commonJS({
  "node_modules/@colors/colors/lib/maps/america.js"(exports, module) {
    module["exports"] = function(colors) {
      return function(letter, i, exploded) {
        if (letter === " ") return letter;
        switch (i % 3) {
          case 0:
            return colors.red(letter);
          case 1:
            return colors.white(letter);
          case 2:
            return colors.blue(letter);
        }
      };
    };
  }
});

// node_modules/@colors/colors/lib/maps/zebra.js
var require_zebra = __commonJS({
  "node_modules/@colors/colors/lib/maps/zebra.js"(exports, module) {
    module["exports"] = function(colors) {
      return function(letter, i, exploded) {
        return i % 2 === 0 ? letter : colors.inverse(letter);
      };
    };
  }
});

// node_modules/@colors/colors/lib/maps/rainbow.js
var require_rainbow = __commonJS({
  "node_modules/@colors/colors/lib/maps/rainbow.js"(exports, module) {
    module["exports"] = function(colors) {
      var rainbowColors = ["red", "yellow", "green", "blue", "magenta"];
      return function(letter, i, exploded) {
        if (letter === " ") {
          return letter;
        } else {
          return colors[rainbowColors[i++ % rainbowColors.length]](letter);
        }
      };
    };
  }
});

// node_modules/@colors/colors/lib/maps/random.js
var require_random = __commonJS({
  "node_modules/@colors/colors/lib/maps/random.js"(exports, module) {
    module["exports"] = function(colors) {
      var available = [
        "underline",
        "inverse",
        "grey",
        "yellow",
        "red",
        "green",
        "blue",
        "white",
        "cyan",
        "magenta",
        "brightYellow",
        "brightRed",
        "brightGreen",
        "brightBlue",
        "brightWhite",
        "brightCyan",
        "brightMagenta"
      ];
      return function(letter, i, exploded) {
        return letter === " " ? letter : colors[available[Math.round(Math.random() * (available.length - 2))]](letter);
      };
    };
  }
});

// node_modules/@colors/colors/lib/colors.js
var require_colors = __commonJS({
  "node_modules/@colors/colors/lib/colors.js"(exports, module) {
    var colors = {};
    module["exports"] = colors;
    colors.themes = {};
    var util = __require("util");
    var ansiStyles = colors.styles = require_styles();
    var defineProps = Object.defineProperties;
    var newLineRegex = new RegExp(/[\r\n]+/g);
    colors.supportsColor = require_supports_colors().supportsColor;
    if (typeof colors.enabled === "undefined") {
      colors.enabled = colors.supportsColor() !== false;
    }
    colors.enable = function() {
      colors.enabled = true;
    };
    colors.disable = function() {
      colors.enabled = false;
    };
    colors.stripColors = colors.strip = function(str) {
      return ("" + str).replace(/\x1B\[\d+m/g, "");
    };
    var stylize = colors.stylize = function stylize2(str, style) {
      if (!colors.enabled) {
        return str + "";
      }
      var styleMap = ansiStyles[style];
      if (!styleMap && style in colors) {
        return colors[style](str);
      }
      return styleMap.open + str + styleMap.close;
    };
    var matchOperatorsRe = /[|\\{}()[\]^$+*?.]/g;
    var escapeStringRegexp = function(str) {
      if (typeof str !== "string") {
        throw new TypeError("Expected a string");
      }
      return str.replace(matchOperatorsRe, "\\$&");
    };
    function build(_styles) {
      var builder = function builder2() {
        return applyStyle.apply(builder2, arguments);
      };
      builder._styles = _styles;
      builder.__proto__ = proto;
      return builder;
    }
    var styles = (function() {
      var ret = {};
      ansiStyles.grey = ansiStyles.gray;
      Object.keys(ansiStyles).forEach(function(key) {
        ansiStyles[key].closeRe = new RegExp(escapeStringRegexp(ansiStyles[key].close), "g");
        ret[key] = {
          get: function() {
            return build(this._styles.concat(key));
          }
        };
      });
      return ret;
    })();
    var proto = defineProps(function colors2() {
    }, styles);
    function applyStyle() {
      var args = Array.prototype.slice.call(arguments);
      var str = args.map(function(arg) {
        if (arg != null && arg.constructor === String) {
          return arg;
        } else {
          return util.inspect(arg);
        }
      }).join(" ");
      if (!colors.enabled || !str) {
        return str;
      }
      var newLinesPresent = str.indexOf("\n") != -1;
      var nestedStyles = this._styles;
      var i = nestedStyles.length;
      while (i--) {
        var code = ansiStyles[nestedStyles[i]];
        str = code.open + str.replace(code.closeRe, code.open) + code.close;
        if (newLinesPresent) {
          str = str.replace(newLineRegex, function(match) {
            return code.close + match + code.open;
          });
        }
      }
      return str;
    }
    colors.setTheme = function(theme) {
      if (typeof theme === "string") {
        console.log("colors.setTheme now only accepts an object, not a string.  If you are trying to set a theme from a file, it is now your (the caller's) responsibility to require the file.  The old syntax looked like colors.setTheme(__dirname + '/../themes/generic-logging.js'); The new syntax looks like colors.setTheme(require(__dirname + '/../themes/generic-logging.js'));");
        return;
      }
      for (var style in theme) {
        (function(style2) {
          colors[style2] = function(str) {
            if (typeof theme[style2] === "object") {
              var out = str;
              for (var i in theme[style2]) {
                out = colors[theme[style2][i]](out);
              }
              return out;
            }
            return colors[theme[style2]](str);
          };
        })(style);
      }
    };
    function init() {
      var ret = {};
      Object.keys(styles).forEach(function(name) {
        ret[name] = {
          get: function() {
            return build([name]);
          }
        };
      });
      return ret;
    }
    var sequencer = function sequencer2(map2, str) {
      var exploded = str.split("");
      exploded = exploded.map(map2);
      return exploded.join("");
    };
    colors.trap = require_trap();
    colors.zalgo = require_zalgo();
    colors.maps = {};
    colors.maps.america = require_america()(colors);
    colors.maps.zebra = require_zebra()(colors);
    colors.maps.rainbow = require_rainbow()(colors);
    colors.maps.random = require_random()(colors);
    for (map in colors.maps) {
      (function(map2) {
        colors[map2] = function(str) {
          return sequencer(colors.maps[map2], str);
        };
      })(map);
    }
    var map;
    defineProps(colors, init());
  }
});

// node_modules/@colors/colors/safe.js
var require_safe = __commonJS({
  "node_modules/@colors/colors/safe.js"(exports, module) {
    var colors = require_colors();
    module["exports"] = colors;
  }
});

// node_modules/cli-table3/src/cell.js
var require_cell = __commonJS({
  "node_modules/cli-table3/src/cell.js"(exports, module) {
    var { info, debug } = require_debug();
    var utils = require_utils();
    var Cell = class _Cell {
      /**
       * A representation of a cell within the table.
       * Implementations must have `init` and `draw` methods,
       * as well as `colSpan`, `rowSpan`, `desiredHeight` and `desiredWidth` properties.
       * @param options
       * @constructor
       */
      constructor(options) {
        this.setOptions(options);
        this.x = null;
        this.y = null;
      }
      setOptions(options) {
        if (["boolean", "number", "bigint", "string"].indexOf(typeof options) !== -1) {
          options = { content: "" + options };
        }
        options = options || {};
        this.options = options;
        let content = options.content;
        if (["boolean", "number", "bigint", "string"].indexOf(typeof content) !== -1) {
          this.content = String(content);
        } else if (!content) {
          this.content = this.options.href || "";
        } else {
          throw new Error("Content needs to be a primitive, got: " + typeof content);
        }
        this.colSpan = options.colSpan || 1;
        this.rowSpan = options.rowSpan || 1;
        if (this.options.href) {
          Object.defineProperty(this, "href", {
            get() {
              return this.options.href;
            }
          });
        }
      }
      mergeTableOptions(tableOptions, cells2) {
        this.cells = cells2;
        let optionsChars = this.options.chars || {};
        let tableChars = tableOptions.chars;
        let chars = this.chars = {};
        CHAR_NAMES.forEach(function(name) {
          setOption(optionsChars, tableChars, name, chars);
        });
        this.truncate = this.options.truncate || tableOptions.truncate;
        let style = this.options.style = this.options.style || {};
        let tableStyle = tableOptions.style;
        setOption(style, tableStyle, "padding-left", this);
        setOption(style, tableStyle, "padding-right", this);
        this.head = style.head || tableStyle.head;
        this.border = style.border || tableStyle.border;
        this.fixedWidth = tableOptions.colWidths[this.x];
        this.lines = this.computeLines(tableOptions);
        this.desiredWidth = utils.strlen(this.content) + this.paddingLeft + this.paddingRight;
        this.desiredHeight = this.lines.length;
      }
      computeLines(tableOptions) {
        const tableWordWrap = tableOptions.wordWrap || tableOptions.textWrap;
        const { wordWrap = tableWordWrap } = this.options;
        if (this.fixedWidth && wordWrap) {
          this.fixedWidth -= this.paddingLeft + this.paddingRight;
          if (this.colSpan) {
            let i = 1;
            while (i < this.colSpan) {
              this.fixedWidth += tableOptions.colWidths[this.x + i];
              i++;
            }
          }
          const { wrapOnWordBoundary: tableWrapOnWordBoundary = true } = tableOptions;
          const { wrapOnWordBoundary = tableWrapOnWordBoundary } = this.options;
          return this.wrapLines(utils.wordWrap(this.fixedWidth, this.content, wrapOnWordBoundary));
        }
        return this.wrapLines(this.content.split("\n"));
      }
      wrapLines(computedLines) {
        const lines2 = utils.colorizeLines(computedLines);
        if (this.href) {
          return lines2.map((line2) => utils.hyperlink(this.href, line2));
        }
        return lines2;
      }
      /**
       * Initializes the Cells data structure.
       *
       * @param tableOptions - A fully populated set of tableOptions.
       * In addition to the standard default values, tableOptions must have fully populated the
       * `colWidths` and `rowWidths` arrays. Those arrays must have lengths equal to the number
       * of columns or rows (respectively) in this table, and each array item must be a Number.
       *
       */
      init(tableOptions) {
        let x = this.x;
        let y = this.y;
        this.widths = tableOptions.colWidths.slice(x, x + this.colSpan);
        this.heights = tableOptions.rowHeights.slice(y, y + this.rowSpan);
        this.width = this.widths.reduce(sumPlusOne, -1);
        this.height = this.heights.reduce(sumPlusOne, -1);
        this.hAlign = this.options.hAlign || tableOptions.colAligns[x];
        this.vAlign = this.options.vAlign || tableOptions.rowAligns[y];
        this.drawRight = x + this.colSpan == tableOptions.colWidths.length;
      }
      /**
       * Draws the given line of the cell.
       * This default implementation defers to methods `drawTop`, `drawBottom`, `drawLine` and `drawEmpty`.
       * @param lineNum - can be `top`, `bottom` or a numerical line number.
       * @param spanningCell - will be a number if being called from a RowSpanCell, and will represent how
       * many rows below it's being called from. Otherwise it's undefined.
       * @returns {String} The representation of this line.
       */
      draw(lineNum, spanningCell) {
        if (lineNum == "top") return this.drawTop(this.drawRight);
        if (lineNum == "bottom") return this.drawBottom(this.drawRight);
        let content = utils.truncate(this.content, 10, this.truncate);
        if (!lineNum) {
          info(`${this.y}-${this.x}: ${this.rowSpan - lineNum}x${this.colSpan} Cell ${content}`);
        } else {
        }
        let padLen = Math.max(this.height - this.lines.length, 0);
        let padTop;
        switch (this.vAlign) {
          case "center":
            padTop = Math.ceil(padLen / 2);
            break;
          case "bottom":
            padTop = padLen;
            break;
          default:
            padTop = 0;
        }
        if (lineNum < padTop || lineNum >= padTop + this.lines.length) {
          return this.drawEmpty(this.drawRight, spanningCell);
        }
        let forceTruncation = this.lines.length > this.height && lineNum + 1 >= this.height;
        return this.drawLine(lineNum - padTop, this.drawRight, forceTruncation, spanningCell);
      }
      /**
       * Renders the top line of the cell.
       * @param drawRight - true if this method should render the right edge of the cell.
       * @returns {String}
       */
      drawTop(drawRight) {
        let content = [];
        if (this.cells) {
          this.widths.forEach(function(width, index) {
            content.push(this._topLeftChar(index));
            content.push(utils.repeat(this.chars[this.y == 0 ? "top" : "mid"], width));
          }, this);
        } else {
          content.push(this._topLeftChar(0));
          content.push(utils.repeat(this.chars[this.y == 0 ? "top" : "mid"], this.width));
        }
        if (drawRight) {
          content.push(this.chars[this.y == 0 ? "topRight" : "rightMid"]);
        }
        return this.wrapWithStyleColors("border", content.join(""));
      }
      _topLeftChar(offset) {
        let x = this.x + offset;
        let leftChar;
        if (this.y == 0) {
          leftChar = x == 0 ? "topLeft" : offset == 0 ? "topMid" : "top";
        } else {
          if (x == 0) {
            leftChar = "leftMid";
          } else {
            leftChar = offset == 0 ? "midMid" : "bottomMid";
            if (this.cells) {
              let spanAbove = this.cells[this.y - 1][x] instanceof _Cell.ColSpanCell;
              if (spanAbove) {
                leftChar = offset == 0 ? "topMid" : "mid";
              }
              if (offset == 0) {
                let i = 1;
                while (this.cells[this.y][x - i] instanceof _Cell.ColSpanCell) {
                  i++;
                }
                if (this.cells[this.y][x - i] instanceof _Cell.RowSpanCell) {
                  leftChar = "leftMid";
                }
              }
            }
          }
        }
        return this.chars[leftChar];
      }
      wrapWithStyleColors(styleProperty, content) {
        if (this[styleProperty] && this[styleProperty].length) {
          try {
            let colors = require_safe();
            for (let i = this[styleProperty].length - 1; i >= 0; i--) {
              colors = colors[this[styleProperty][i]];
            }
            return colors(content);
          } catch (e) {
            return content;
          }
        } else {
          return content;
        }
      }
      /**
       * Renders a line of text.
       * @param lineNum - Which line of text to render. This is not necessarily the line within the cell.
       * There may be top-padding above the first line of text.
       * @param drawRight - true if this method should render the right edge of the cell.
       * @param forceTruncationSymbol - `true` if the rendered text should end with the truncation symbol even
       * if the text fits. This is used when the cell is vertically truncated. If `false` the text should
       * only include the truncation symbol if the text will not fit horizontally within the cell width.
       * @param spanningCell - a number of if being called from a RowSpanCell. (how many rows below). otherwise undefined.
       * @returns {String}
       */
      drawLine(lineNum, drawRight, forceTruncationSymbol, spanningCell) {
        let left = this.chars[this.x == 0 ? "left" : "middle"];
        if (this.x && spanningCell && this.cells) {
          let cellLeft = this.cells[this.y + spanningCell][this.x - 1];
          while (cellLeft instanceof ColSpanCell) {
            cellLeft = this.cells[cellLeft.y][cellLeft.x - 1];
          }
          if (!(cellLeft instanceof RowSpanCell)) {
            left = this.chars["rightMid"];
          }
        }
        let leftPadding = utils.repeat(" ", this.paddingLeft);
        let right = drawRight ? this.chars["right"] : "";
        let rightPadding = utils.repeat(" ", this.paddingRight);
        let line2 = this.lines[lineNum];
        let len = this.width - (this.paddingLeft + this.paddingRight);
        if (forceTruncationSymbol) line2 += this.truncate || "\u2026";
        let content = utils.truncate(line2, len, this.truncate);
        content = utils.pad(content, len, " ", this.hAlign);
        content = leftPadding + content + rightPadding;
        return this.stylizeLine(left, content, right);
      }
      stylizeLine(left, content, right) {
        left = this.wrapWithStyleColors("border", left);
        right = this.wrapWithStyleColors("border", right);
        if (this.y === 0) {
          content = this.wrapWithStyleColors("head", content);
        }
        return left + content + right;
      }
      /**
       * Renders the bottom line of the cell.
       * @param drawRight - true if this method should render the right edge of the cell.
       * @returns {String}
       */
      drawBottom(drawRight) {
        let left = this.chars[this.x == 0 ? "bottomLeft" : "bottomMid"];
        let content = utils.repeat(this.chars.bottom, this.width);
        let right = drawRight ? this.chars["bottomRight"] : "";
        return this.wrapWithStyleColors("border", left + content + right);
      }
      /**
       * Renders a blank line of text within the cell. Used for top and/or bottom padding.
       * @param drawRight - true if this method should render the right edge of the cell.
       * @param spanningCell - a number of if being called from a RowSpanCell. (how many rows below). otherwise undefined.
       * @returns {String}
       */
      drawEmpty(drawRight, spanningCell) {
        let left = this.chars[this.x == 0 ? "left" : "middle"];
        if (this.x && spanningCell && this.cells) {
          let cellLeft = this.cells[this.y + spanningCell][this.x - 1];
          while (cellLeft instanceof ColSpanCell) {
            cellLeft = this.cells[cellLeft.y][cellLeft.x - 1];
          }
          if (!(cellLeft instanceof RowSpanCell)) {
            left = this.chars["rightMid"];
          }
        }
        let right = drawRight ? this.chars["right"] : "";
        let content = utils.repeat(" ", this.width);
        return this.stylizeLine(left, content, right);
      }
    };
    var ColSpanCell = class {
      /**
       * A Cell that doesn't do anything. It just draws empty lines.
       * Used as a placeholder in column spanning.
       * @constructor
       */
      constructor() {
      }
      draw(lineNum) {
        if (typeof lineNum === "number") {
          debug(`${this.y}-${this.x}: 1x1 ColSpanCell`);
        }
        return "";
      }
      init() {
      }
      mergeTableOptions() {
      }
    };
    var RowSpanCell = class {
      /**
       * A placeholder Cell for a Cell that spans multiple rows.
       * It delegates rendering to the original cell, but adds the appropriate offset.
       * @param originalCell
       * @constructor
       */
      constructor(originalCell) {
        this.originalCell = originalCell;
      }
      init(tableOptions) {
        let y = this.y;
        let originalY = this.originalCell.y;
        this.cellOffset = y - originalY;
        this.offset = findDimension(tableOptions.rowHeights, originalY, this.cellOffset);
      }
      draw(lineNum) {
        if (lineNum == "top") {
          return this.originalCell.draw(this.offset, this.cellOffset);
        }
        if (lineNum == "bottom") {
          return this.originalCell.draw("bottom");
        }
        debug(`${this.y}-${this.x}: 1x${this.colSpan} RowSpanCell for ${this.originalCell.content}`);
        return this.originalCell.draw(this.offset + 1 + lineNum);
      }
      mergeTableOptions() {
      }
    };
    function firstDefined(...args) {
      return args.filter((v) => v !== void 0 && v !== null).shift();
    }
    function setOption(objA, objB, nameB, targetObj) {
      let nameA = nameB.split("-");
      if (nameA.length > 1) {
        nameA[1] = nameA[1].charAt(0).toUpperCase() + nameA[1].substr(1);
        nameA = nameA.join("");
        targetObj[nameA] = firstDefined(objA[nameA], objA[nameB], objB[nameA], objB[nameB]);
      } else {
        targetObj[nameB] = firstDefined(objA[nameB], objB[nameB]);
      }
    }
    function findDimension(dimensionTable, startingIndex, span) {
      let ret = dimensionTable[startingIndex];
      for (let i = 1; i < span; i++) {
        ret += 1 + dimensionTable[startingIndex + i];
      }
      return ret;
    }
    function sumPlusOne(a, b) {
      return a + b + 1;
    }
    var CHAR_NAMES = [
      "top",
      "top-mid",
      "top-left",
      "top-right",
      "bottom",
      "bottom-mid",
      "bottom-left",
      "bottom-right",
      "left",
      "left-mid",
      "mid",
      "mid-mid",
      "right",
      "right-mid",
      "middle"
    ];
    module.exports = Cell;
    module.exports.ColSpanCell = ColSpanCell;
    module.exports.RowSpanCell = RowSpanCell;
  }
});

// node_modules/cli-table3/src/layout-manager.js
var require_layout_manager = __commonJS({
  "node_modules/cli-table3/src/layout-manager.js"(exports, module) {
    var { warn, debug } = require_debug();
    var Cell = require_cell();
    var { ColSpanCell, RowSpanCell } = Cell;
    (function() {
      function next(alloc, col) {
        if (alloc[col] > 0) {
          return next(alloc, col + 1);
        }
        return col;
      }
      function layoutTable(table) {
        let alloc = {};
        table.forEach(function(row, rowIndex) {
          let col = 0;
          row.forEach(function(cell) {
            cell.y = rowIndex;
            cell.x = rowIndex ? next(alloc, col) : col;
            const rowSpan = cell.rowSpan || 1;
            const colSpan = cell.colSpan || 1;
            if (rowSpan > 1) {
              for (let cs = 0; cs < colSpan; cs++) {
                alloc[cell.x + cs] = rowSpan;
              }
            }
            col = cell.x + colSpan;
          });
          Object.keys(alloc).forEach((idx) => {
            alloc[idx]--;
            if (alloc[idx] < 1) delete alloc[idx];
          });
        });
      }
      function maxWidth(table) {
        let mw = 0;
        table.forEach(function(row) {
          row.forEach(function(cell) {
            mw = Math.max(mw, cell.x + (cell.colSpan || 1));
          });
        });
        return mw;
      }
      function maxHeight(table) {
        return table.length;
      }
      function cellsConflict(cell1, cell2) {
        let yMin1 = cell1.y;
        let yMax1 = cell1.y - 1 + (cell1.rowSpan || 1);
        let yMin2 = cell2.y;
        let yMax2 = cell2.y - 1 + (cell2.rowSpan || 1);
        let yConflict = !(yMin1 > yMax2 || yMin2 > yMax1);
        let xMin1 = cell1.x;
        let xMax1 = cell1.x - 1 + (cell1.colSpan || 1);
        let xMin2 = cell2.x;
        let xMax2 = cell2.x - 1 + (cell2.colSpan || 1);
        let xConflict = !(xMin1 > xMax2 || xMin2 > xMax1);
        return yConflict && xConflict;
      }
      function conflictExists(rows, x, y) {
        let i_max = Math.min(rows.length - 1, y);
        let cell = { x, y };
        for (let i = 0; i <= i_max; i++) {
          let row = rows[i];
          for (let j = 0; j < row.length; j++) {
            if (cellsConflict(cell, row[j])) {
              return true;
            }
          }
        }
        return false;
      }
      function allBlank(rows, y, xMin, xMax) {
        for (let x = xMin; x < xMax; x++) {
          if (conflictExists(rows, x, y)) {
            return false;
          }
        }
        return true;
      }
      function addRowSpanCells(table) {
        table.forEach(function(row, rowIndex) {
          row.forEach(function(cell) {
            for (let i = 1; i < cell.rowSpan; i++) {
              let rowSpanCell = new RowSpanCell(cell);
              rowSpanCell.x = cell.x;
              rowSpanCell.y = cell.y + i;
              rowSpanCell.colSpan = cell.colSpan;
              insertCell(rowSpanCell, table[rowIndex + i]);
            }
          });
        });
      }
      function addColSpanCells(cellRows) {
        for (let rowIndex = cellRows.length - 1; rowIndex >= 0; rowIndex--) {
          let cellColumns = cellRows[rowIndex];
          for (let columnIndex = 0; columnIndex < cellColumns.length; columnIndex++) {
            let cell = cellColumns[columnIndex];
            for (let k = 1; k < cell.colSpan; k++) {
              let colSpanCell = new ColSpanCell();
              colSpanCell.x = cell.x + k;
              colSpanCell.y = cell.y;
              cellColumns.splice(columnIndex + 1, 0, colSpanCell);
            }
          }
        }
      }
      function insertCell(cell, row) {
        let x = 0;
        while (x < row.length && row[x].x < cell.x) {
          x++;
        }
        row.splice(x, 0, cell);
      }
      function fillInTable(table) {
        let h_max = maxHeight(table);
        let w_max = maxWidth(table);
        debug(`Max rows: ${h_max}; Max cols: ${w_max}`);
        for (let y = 0; y < h_max; y++) {
          for (let x = 0; x < w_max; x++) {
            if (!conflictExists(table, x, y)) {
              let opts = { x, y, colSpan: 1, rowSpan: 1 };
              x++;
              while (x < w_max && !conflictExists(table, x, y)) {
                opts.colSpan++;
                x++;
              }
              let y2 = y + 1;
              while (y2 < h_max && allBlank(table, y2, opts.x, opts.x + opts.colSpan)) {
                opts.rowSpan++;
                y2++;
              }
              let cell = new Cell(opts);
              cell.x = opts.x;
              cell.y = opts.y;
              warn(`Missing cell at ${cell.y}-${cell.x}.`);
              insertCell(cell, table[y]);
            }
          }
        }
      }
      function generateCells(rows) {
        return rows.map(function(row) {
          if (!Array.isArray(row)) {
            let key = Object.keys(row)[0];
            row = row[key];
            if (Array.isArray(row)) {
              row = row.slice();
              row.unshift(key);
            } else {
              row = [key, row];
            }
          }
          return row.map(function(cell) {
            return new Cell(cell);
          });
        });
      }
      function makeTableLayout(rows) {
        let cellRows = generateCells(rows);
        layoutTable(cellRows);
        fillInTable(cellRows);
        addRowSpanCells(cellRows);
        addColSpanCells(cellRows);
        return cellRows;
      }
      module.exports = {
        makeTableLayout,
        layoutTable,
        addRowSpanCells,
        maxWidth,
        fillInTable,
        computeWidths: makeComputeWidths("colSpan", "desiredWidth", "x", 1),
        computeHeights: makeComputeWidths("rowSpan", "desiredHeight", "y", 1)
      };
    })();
    function makeComputeWidths(colSpan, desiredWidth, x, forcedMin) {
      return function(vals, table) {
        let result = [];
        let spanners = [];
        let auto = {};
        table.forEach(function(row) {
          row.forEach(function(cell) {
            if ((cell[colSpan] || 1) > 1) {
              spanners.push(cell);
            } else {
              result[cell[x]] = Math.max(result[cell[x]] || 0, cell[desiredWidth] || 0, forcedMin);
            }
          });
        });
        vals.forEach(function(val, index) {
          if (typeof val === "number") {
            result[index] = val;
          }
        });
        for (let k = spanners.length - 1; k >= 0; k--) {
          let cell = spanners[k];
          let span = cell[colSpan];
          let col = cell[x];
          let existingWidth = result[col];
          let editableCols = typeof vals[col] === "number" ? 0 : 1;
          if (typeof existingWidth === "number") {
            for (let i = 1; i < span; i++) {
              existingWidth += 1 + result[col + i];
              if (typeof vals[col + i] !== "number") {
                editableCols++;
              }
            }
          } else {
            existingWidth = desiredWidth === "desiredWidth" ? cell.desiredWidth - 1 : 1;
            if (!auto[col] || auto[col] < existingWidth) {
              auto[col] = existingWidth;
            }
          }
          if (cell[desiredWidth] > existingWidth) {
            let i = 0;
            while (editableCols > 0 && cell[desiredWidth] > existingWidth) {
              if (typeof vals[col + i] !== "number") {
                let dif = Math.round((cell[desiredWidth] - existingWidth) / editableCols);
                existingWidth += dif;
                result[col + i] += dif;
                editableCols--;
              }
              i++;
            }
          }
        }
        Object.assign(vals, result, auto);
        for (let j = 0; j < vals.length; j++) {
          vals[j] = Math.max(forcedMin, vals[j] || 0);
        }
      };
    }
  }
});

// node_modules/cli-table3/src/table.js
var require_table = __commonJS({
  "node_modules/cli-table3/src/table.js"(exports, module) {
    var debug = require_debug();
    var utils = require_utils();
    var tableLayout = require_layout_manager();
    var Table5 = class extends Array {
      constructor(opts) {
        super();
        const options = utils.mergeOptions(opts);
        Object.defineProperty(this, "options", {
          value: options,
          enumerable: options.debug
        });
        if (options.debug) {
          switch (typeof options.debug) {
            case "boolean":
              debug.setDebugLevel(debug.WARN);
              break;
            case "number":
              debug.setDebugLevel(options.debug);
              break;
            case "string":
              debug.setDebugLevel(parseInt(options.debug, 10));
              break;
            default:
              debug.setDebugLevel(debug.WARN);
              debug.warn(`Debug option is expected to be boolean, number, or string. Received a ${typeof options.debug}`);
          }
          Object.defineProperty(this, "messages", {
            get() {
              return debug.debugMessages();
            }
          });
        }
      }
      toString() {
        let array = this;
        let headersPresent = this.options.head && this.options.head.length;
        if (headersPresent) {
          array = [this.options.head];
          if (this.length) {
            array.push.apply(array, this);
          }
        } else {
          this.options.style.head = [];
        }
        let cells2 = tableLayout.makeTableLayout(array);
        cells2.forEach(function(row) {
          row.forEach(function(cell) {
            cell.mergeTableOptions(this.options, cells2);
          }, this);
        }, this);
        tableLayout.computeWidths(this.options.colWidths, cells2);
        tableLayout.computeHeights(this.options.rowHeights, cells2);
        cells2.forEach(function(row) {
          row.forEach(function(cell) {
            cell.init(this.options);
          }, this);
        }, this);
        let result = [];
        for (let rowIndex = 0; rowIndex < cells2.length; rowIndex++) {
          let row = cells2[rowIndex];
          let heightOfRow = this.options.rowHeights[rowIndex];
          if (rowIndex === 0 || !this.options.style.compact || rowIndex == 1 && headersPresent) {
            doDraw(row, "top", result);
          }
          for (let lineNum = 0; lineNum < heightOfRow; lineNum++) {
            doDraw(row, lineNum, result);
          }
          if (rowIndex + 1 == cells2.length) {
            doDraw(row, "bottom", result);
          }
        }
        return result.join("\n");
      }
      get width() {
        let str = this.toString().split("\n");
        return str[0].length;
      }
    };
    Table5.reset = () => debug.reset();
    function doDraw(row, lineNum, result) {
      let line2 = [];
      row.forEach(function(cell) {
        line2.push(cell.draw(lineNum));
      });
      let str = line2.join("");
      if (str.length) result.push(str);
    }
    module.exports = Table5;
  }
});

// node_modules/cli-table3/index.js
var require_cli_table3 = __commonJS({
  "node_modules/cli-table3/index.js"(exports, module) {
    module.exports = require_table();
  }
});

// node_modules/commander/lib/error.js
var CommanderError = class extends Error {
  /**
   * Constructs the CommanderError class
   * @param {number} exitCode suggested exit code which could be used with process.exit
   * @param {string} code an id string representing the error
   * @param {string} message human-readable description of the error
   */
  constructor(exitCode, code, message) {
    super(message);
    Error.captureStackTrace(this, this.constructor);
    this.name = this.constructor.name;
    this.code = code;
    this.exitCode = exitCode;
    this.nestedError = void 0;
  }
};
var InvalidArgumentError = class extends CommanderError {
  /**
   * Constructs the InvalidArgumentError class
   * @param {string} [message] explanation of why argument is invalid
   */
  constructor(message) {
    super(1, "commander.invalidArgument", message);
    Error.captureStackTrace(this, this.constructor);
    this.name = this.constructor.name;
  }
};

// node_modules/commander/lib/argument.js
var Argument = class {
  /**
   * Initialize a new command argument with the given name and description.
   * The default is that the argument is required, and you can explicitly
   * indicate this with <> around the name. Put [] around the name for an optional argument.
   *
   * @param {string} name
   * @param {string} [description]
   */
  constructor(name, description) {
    this.description = description || "";
    this.variadic = false;
    this.parseArg = void 0;
    this.defaultValue = void 0;
    this.defaultValueDescription = void 0;
    this.argChoices = void 0;
    switch (name[0]) {
      case "<":
        this.required = true;
        this._name = name.slice(1, -1);
        break;
      case "[":
        this.required = false;
        this._name = name.slice(1, -1);
        break;
      default:
        this.required = true;
        this._name = name;
        break;
    }
    if (this._name.endsWith("...")) {
      this.variadic = true;
      this._name = this._name.slice(0, -3);
    }
  }
  /**
   * Return argument name.
   *
   * @return {string}
   */
  name() {
    return this._name;
  }
  /**
   * @package
   */
  _collectValue(value, previous) {
    if (previous === this.defaultValue || !Array.isArray(previous)) {
      return [value];
    }
    previous.push(value);
    return previous;
  }
  /**
   * Set the default value, and optionally supply the description to be displayed in the help.
   *
   * @param {*} value
   * @param {string} [description]
   * @return {Argument}
   */
  default(value, description) {
    this.defaultValue = value;
    this.defaultValueDescription = description;
    return this;
  }
  /**
   * Set the custom handler for processing CLI command arguments into argument values.
   *
   * @param {Function} [fn]
   * @return {Argument}
   */
  argParser(fn) {
    this.parseArg = fn;
    return this;
  }
  /**
   * Only allow argument value to be one of choices.
   *
   * @param {string[]} values
   * @return {Argument}
   */
  choices(values) {
    this.argChoices = values.slice();
    this.parseArg = (arg, previous) => {
      if (!this.argChoices.includes(arg)) {
        throw new InvalidArgumentError(
          `Allowed choices are ${this.argChoices.join(", ")}.`
        );
      }
      if (this.variadic) {
        return this._collectValue(arg, previous);
      }
      return arg;
    };
    return this;
  }
  /**
   * Make argument required.
   *
   * @returns {Argument}
   */
  argRequired() {
    this.required = true;
    return this;
  }
  /**
   * Make argument optional.
   *
   * @returns {Argument}
   */
  argOptional() {
    this.required = false;
    return this;
  }
};
function humanReadableArgName(arg) {
  const nameOutput = arg.name() + (arg.variadic === true ? "..." : "");
  return arg.required ? "<" + nameOutput + ">" : "[" + nameOutput + "]";
}

// node_modules/commander/lib/command.js
import { EventEmitter } from "node:events";
import childProcess from "node:child_process";
import path from "node:path";
import fs from "node:fs";
import process2 from "node:process";
import { stripVTControlCharacters as stripVTControlCharacters2 } from "node:util";

// node_modules/commander/lib/help.js
import { stripVTControlCharacters } from "node:util";
var Help = class {
  constructor() {
    this.helpWidth = void 0;
    this.minWidthToWrap = 40;
    this.sortSubcommands = false;
    this.sortOptions = false;
    this.showGlobalOptions = false;
  }
  /**
   * prepareContext is called by Commander after applying overrides from `Command.configureHelp()`
   * and just before calling `formatHelp()`.
   *
   * Commander just uses the helpWidth and the rest is provided for optional use by more complex subclasses.
   *
   * @param {{ error?: boolean, helpWidth?: number, outputHasColors?: boolean }} contextOptions
   */
  prepareContext(contextOptions) {
    this.helpWidth = this.helpWidth ?? contextOptions.helpWidth ?? 80;
  }
  /**
   * Get an array of the visible subcommands. Includes a placeholder for the implicit help command, if there is one.
   *
   * @param {Command} cmd
   * @returns {Command[]}
   */
  visibleCommands(cmd) {
    const visibleCommands = cmd.commands.filter((cmd2) => !cmd2._hidden);
    const helpCommand = cmd._getHelpCommand();
    if (helpCommand && !helpCommand._hidden) {
      visibleCommands.push(helpCommand);
    }
    if (this.sortSubcommands) {
      visibleCommands.sort((a, b) => {
        return a.name().localeCompare(b.name());
      });
    }
    return visibleCommands;
  }
  /**
   * Compare options for sort.
   *
   * @param {Option} a
   * @param {Option} b
   * @returns {number}
   */
  compareOptions(a, b) {
    const getSortKey = (option) => {
      return option.short ? option.short.replace(/^-/, "") : option.long.replace(/^--/, "");
    };
    return getSortKey(a).localeCompare(getSortKey(b));
  }
  /**
   * Get an array of the visible options. Includes a placeholder for the implicit help option, if there is one.
   *
   * @param {Command} cmd
   * @returns {Option[]}
   */
  visibleOptions(cmd) {
    const visibleOptions = cmd.options.filter((option) => !option.hidden);
    const helpOption = cmd._getHelpOption();
    if (helpOption && !helpOption.hidden) {
      const removeShort = helpOption.short && cmd._findOption(helpOption.short);
      const removeLong = helpOption.long && cmd._findOption(helpOption.long);
      if (!removeShort && !removeLong) {
        visibleOptions.push(helpOption);
      } else if (helpOption.long && !removeLong) {
        visibleOptions.push(
          cmd.createOption(helpOption.long, helpOption.description).helpGroup(helpOption.helpGroupHeading)
        );
      } else if (helpOption.short && !removeShort) {
        visibleOptions.push(
          cmd.createOption(helpOption.short, helpOption.description).helpGroup(helpOption.helpGroupHeading)
        );
      }
    }
    if (this.sortOptions) {
      visibleOptions.sort(this.compareOptions);
    }
    return visibleOptions;
  }
  /**
   * Get an array of the visible global options. (Not including help.)
   *
   * @param {Command} cmd
   * @returns {Option[]}
   */
  visibleGlobalOptions(cmd) {
    if (!this.showGlobalOptions) return [];
    const globalOptions = [];
    for (let ancestorCmd = cmd.parent; ancestorCmd; ancestorCmd = ancestorCmd.parent) {
      const visibleOptions = ancestorCmd.options.filter(
        (option) => !option.hidden
      );
      globalOptions.push(...visibleOptions);
    }
    if (this.sortOptions) {
      globalOptions.sort(this.compareOptions);
    }
    return globalOptions;
  }
  /**
   * Get an array of the arguments if any have a description.
   *
   * @param {Command} cmd
   * @returns {Argument[]}
   */
  visibleArguments(cmd) {
    if (cmd._argsDescription) {
      cmd.registeredArguments.forEach((argument) => {
        argument.description = argument.description || cmd._argsDescription[argument.name()] || "";
      });
    }
    if (cmd.registeredArguments.find((argument) => argument.description)) {
      return cmd.registeredArguments;
    }
    return [];
  }
  /**
   * Get the command term to show in the list of subcommands.
   *
   * @param {Command} cmd
   * @returns {string}
   */
  subcommandTerm(cmd) {
    const args = cmd.registeredArguments.map((arg) => humanReadableArgName(arg)).join(" ");
    return cmd._name + (cmd._aliases[0] ? "|" + cmd._aliases[0] : "") + (cmd.options.length ? " [options]" : "") + // simplistic check for non-help option
    (args ? " " + args : "");
  }
  /**
   * Get the option term to show in the list of options.
   *
   * @param {Option} option
   * @returns {string}
   */
  optionTerm(option) {
    return option.flags;
  }
  /**
   * Get the argument term to show in the list of arguments.
   *
   * @param {Argument} argument
   * @returns {string}
   */
  argumentTerm(argument) {
    return argument.name();
  }
  /**
   * Get the longest command term length.
   *
   * @param {Command} cmd
   * @param {Help} helper
   * @returns {number}
   */
  longestSubcommandTermLength(cmd, helper) {
    return helper.visibleCommands(cmd).reduce((max, command) => {
      return Math.max(
        max,
        this.displayWidth(
          helper.styleSubcommandTerm(helper.subcommandTerm(command))
        )
      );
    }, 0);
  }
  /**
   * Get the longest option term length.
   *
   * @param {Command} cmd
   * @param {Help} helper
   * @returns {number}
   */
  longestOptionTermLength(cmd, helper) {
    return helper.visibleOptions(cmd).reduce((max, option) => {
      return Math.max(
        max,
        this.displayWidth(helper.styleOptionTerm(helper.optionTerm(option)))
      );
    }, 0);
  }
  /**
   * Get the longest global option term length.
   *
   * @param {Command} cmd
   * @param {Help} helper
   * @returns {number}
   */
  longestGlobalOptionTermLength(cmd, helper) {
    return helper.visibleGlobalOptions(cmd).reduce((max, option) => {
      return Math.max(
        max,
        this.displayWidth(helper.styleOptionTerm(helper.optionTerm(option)))
      );
    }, 0);
  }
  /**
   * Get the longest argument term length.
   *
   * @param {Command} cmd
   * @param {Help} helper
   * @returns {number}
   */
  longestArgumentTermLength(cmd, helper) {
    return helper.visibleArguments(cmd).reduce((max, argument) => {
      return Math.max(
        max,
        this.displayWidth(
          helper.styleArgumentTerm(helper.argumentTerm(argument))
        )
      );
    }, 0);
  }
  /**
   * Get the command usage to be displayed at the top of the built-in help.
   *
   * @param {Command} cmd
   * @returns {string}
   */
  commandUsage(cmd) {
    let cmdName = cmd._name;
    if (cmd._aliases[0]) {
      cmdName = cmdName + "|" + cmd._aliases[0];
    }
    let ancestorCmdNames = "";
    for (let ancestorCmd = cmd.parent; ancestorCmd; ancestorCmd = ancestorCmd.parent) {
      ancestorCmdNames = ancestorCmd.name() + " " + ancestorCmdNames;
    }
    return ancestorCmdNames + cmdName + " " + cmd.usage();
  }
  /**
   * Get the description for the command.
   *
   * @param {Command} cmd
   * @returns {string}
   */
  commandDescription(cmd) {
    return cmd.description();
  }
  /**
   * Get the subcommand summary to show in the list of subcommands.
   * (Fallback to description for backwards compatibility.)
   *
   * @param {Command} cmd
   * @returns {string}
   */
  subcommandDescription(cmd) {
    return cmd.summary() || cmd.description();
  }
  /**
   * Get the option description to show in the list of options.
   *
   * @param {Option} option
   * @return {string}
   */
  optionDescription(option) {
    const extraInfo = [];
    if (option.argChoices) {
      extraInfo.push(
        // use stringify to match the display of the default value
        `choices: ${option.argChoices.map((choice2) => JSON.stringify(choice2)).join(", ")}`
      );
    }
    if (option.defaultValue !== void 0) {
      const showDefault = option.required || option.optional || option.isBoolean() && typeof option.defaultValue === "boolean";
      if (showDefault) {
        extraInfo.push(
          `default: ${option.defaultValueDescription || JSON.stringify(option.defaultValue)}`
        );
      }
    }
    if (option.presetArg !== void 0 && option.optional) {
      extraInfo.push(`preset: ${JSON.stringify(option.presetArg)}`);
    }
    if (option.envVar !== void 0) {
      extraInfo.push(`env: ${option.envVar}`);
    }
    if (extraInfo.length > 0) {
      const extraDescription = `(${extraInfo.join(", ")})`;
      if (option.description) {
        return `${option.description} ${extraDescription}`;
      }
      return extraDescription;
    }
    return option.description;
  }
  /**
   * Get the argument description to show in the list of arguments.
   *
   * @param {Argument} argument
   * @return {string}
   */
  argumentDescription(argument) {
    const extraInfo = [];
    if (argument.argChoices) {
      extraInfo.push(
        // use stringify to match the display of the default value
        `choices: ${argument.argChoices.map((choice2) => JSON.stringify(choice2)).join(", ")}`
      );
    }
    if (argument.defaultValue !== void 0) {
      extraInfo.push(
        `default: ${argument.defaultValueDescription || JSON.stringify(argument.defaultValue)}`
      );
    }
    if (extraInfo.length > 0) {
      const extraDescription = `(${extraInfo.join(", ")})`;
      if (argument.description) {
        return `${argument.description} ${extraDescription}`;
      }
      return extraDescription;
    }
    return argument.description;
  }
  /**
   * Format a list of items, given a heading and an array of formatted items.
   *
   * @param {string} heading
   * @param {string[]} items
   * @param {Help} helper
   * @returns string[]
   */
  formatItemList(heading, items, helper) {
    if (items.length === 0) return [];
    return [helper.styleTitle(heading), ...items, ""];
  }
  /**
   * Group items by their help group heading.
   *
   * @param {Command[] | Option[]} unsortedItems
   * @param {Command[] | Option[]} visibleItems
   * @param {Function} getGroup
   * @returns {Map<string, Command[] | Option[]>}
   */
  groupItems(unsortedItems, visibleItems, getGroup) {
    const result = /* @__PURE__ */ new Map();
    unsortedItems.forEach((item) => {
      const group = getGroup(item);
      if (!result.has(group)) result.set(group, []);
    });
    visibleItems.forEach((item) => {
      const group = getGroup(item);
      if (!result.has(group)) {
        result.set(group, []);
      }
      result.get(group).push(item);
    });
    return result;
  }
  /**
   * Generate the built-in help text.
   *
   * @param {Command} cmd
   * @param {Help} helper
   * @returns {string}
   */
  formatHelp(cmd, helper) {
    const termWidth = helper.padWidth(cmd, helper);
    const helpWidth = helper.helpWidth ?? 80;
    function callFormatItem(term, description) {
      return helper.formatItem(term, termWidth, description, helper);
    }
    let output = [
      `${helper.styleTitle("Usage:")} ${helper.styleUsage(helper.commandUsage(cmd))}`,
      ""
    ];
    const commandDescription = helper.commandDescription(cmd);
    if (commandDescription.length > 0) {
      output = output.concat([
        helper.boxWrap(
          helper.styleCommandDescription(commandDescription),
          helpWidth
        ),
        ""
      ]);
    }
    const argumentList = helper.visibleArguments(cmd).map((argument) => {
      return callFormatItem(
        helper.styleArgumentTerm(helper.argumentTerm(argument)),
        helper.styleArgumentDescription(helper.argumentDescription(argument))
      );
    });
    output = output.concat(
      this.formatItemList("Arguments:", argumentList, helper)
    );
    const optionGroups = this.groupItems(
      cmd.options,
      helper.visibleOptions(cmd),
      (option) => option.helpGroupHeading ?? "Options:"
    );
    optionGroups.forEach((options, group) => {
      const optionList = options.map((option) => {
        return callFormatItem(
          helper.styleOptionTerm(helper.optionTerm(option)),
          helper.styleOptionDescription(helper.optionDescription(option))
        );
      });
      output = output.concat(this.formatItemList(group, optionList, helper));
    });
    if (helper.showGlobalOptions) {
      const globalOptionList = helper.visibleGlobalOptions(cmd).map((option) => {
        return callFormatItem(
          helper.styleOptionTerm(helper.optionTerm(option)),
          helper.styleOptionDescription(helper.optionDescription(option))
        );
      });
      output = output.concat(
        this.formatItemList("Global Options:", globalOptionList, helper)
      );
    }
    const commandGroups = this.groupItems(
      cmd.commands,
      helper.visibleCommands(cmd),
      (sub) => sub.helpGroup() || "Commands:"
    );
    commandGroups.forEach((commands, group) => {
      const commandList = commands.map((sub) => {
        return callFormatItem(
          helper.styleSubcommandTerm(helper.subcommandTerm(sub)),
          helper.styleSubcommandDescription(helper.subcommandDescription(sub))
        );
      });
      output = output.concat(this.formatItemList(group, commandList, helper));
    });
    return output.join("\n");
  }
  /**
   * Return display width of string, ignoring ANSI escape sequences. Used in padding and wrapping calculations.
   *
   * @param {string} str
   * @returns {number}
   */
  displayWidth(str) {
    return stripVTControlCharacters(str).length;
  }
  /**
   * Style the title for displaying in the help. Called with 'Usage:', 'Options:', etc.
   *
   * @param {string} str
   * @returns {string}
   */
  styleTitle(str) {
    return str;
  }
  styleUsage(str) {
    return str.split(" ").map((word) => {
      if (word === "[options]") return this.styleOptionText(word);
      if (word === "[command]") return this.styleSubcommandText(word);
      if (word[0] === "[" || word[0] === "<")
        return this.styleArgumentText(word);
      return this.styleCommandText(word);
    }).join(" ");
  }
  styleCommandDescription(str) {
    return this.styleDescriptionText(str);
  }
  styleOptionDescription(str) {
    return this.styleDescriptionText(str);
  }
  styleSubcommandDescription(str) {
    return this.styleDescriptionText(str);
  }
  styleArgumentDescription(str) {
    return this.styleDescriptionText(str);
  }
  styleDescriptionText(str) {
    return str;
  }
  styleOptionTerm(str) {
    return this.styleOptionText(str);
  }
  styleSubcommandTerm(str) {
    return str.split(" ").map((word) => {
      if (word === "[options]") return this.styleOptionText(word);
      if (word[0] === "[" || word[0] === "<")
        return this.styleArgumentText(word);
      return this.styleSubcommandText(word);
    }).join(" ");
  }
  styleArgumentTerm(str) {
    return this.styleArgumentText(str);
  }
  styleOptionText(str) {
    return str;
  }
  styleArgumentText(str) {
    return str;
  }
  styleSubcommandText(str) {
    return str;
  }
  styleCommandText(str) {
    return str;
  }
  /**
   * Calculate the pad width from the maximum term length.
   *
   * @param {Command} cmd
   * @param {Help} helper
   * @returns {number}
   */
  padWidth(cmd, helper) {
    return Math.max(
      helper.longestOptionTermLength(cmd, helper),
      helper.longestGlobalOptionTermLength(cmd, helper),
      helper.longestSubcommandTermLength(cmd, helper),
      helper.longestArgumentTermLength(cmd, helper)
    );
  }
  /**
   * Detect manually wrapped and indented strings by checking for line break followed by whitespace.
   *
   * @param {string} str
   * @returns {boolean}
   */
  preformatted(str) {
    return /\n[^\S\r\n]/.test(str);
  }
  /**
   * Format the "item", which consists of a term and description. Pad the term and wrap the description, indenting the following lines.
   *
   * So "TTT", 5, "DDD DDDD DD DDD" might be formatted for this.helpWidth=17 like so:
   *   TTT  DDD DDDD
   *        DD DDD
   *
   * @param {string} term
   * @param {number} termWidth
   * @param {string} description
   * @param {Help} helper
   * @returns {string}
   */
  formatItem(term, termWidth, description, helper) {
    const itemIndent = 2;
    const itemIndentStr = " ".repeat(itemIndent);
    if (!description) return itemIndentStr + term;
    const paddedTerm = term.padEnd(
      termWidth + term.length - helper.displayWidth(term)
    );
    const spacerWidth = 2;
    const helpWidth = this.helpWidth ?? 80;
    const remainingWidth = helpWidth - termWidth - spacerWidth - itemIndent;
    let formattedDescription;
    if (remainingWidth < this.minWidthToWrap || helper.preformatted(description)) {
      formattedDescription = description;
    } else {
      const wrappedDescription = helper.boxWrap(description, remainingWidth);
      formattedDescription = wrappedDescription.replace(
        /\n/g,
        "\n" + " ".repeat(termWidth + spacerWidth)
      );
    }
    return itemIndentStr + paddedTerm + " ".repeat(spacerWidth) + formattedDescription.replace(/\n/g, `
${itemIndentStr}`);
  }
  /**
   * Wrap a string at whitespace, preserving existing line breaks.
   * Wrapping is skipped if the width is less than `minWidthToWrap`.
   *
   * @param {string} str
   * @param {number} width
   * @returns {string}
   */
  boxWrap(str, width) {
    if (width < this.minWidthToWrap) return str;
    const rawLines = str.split(/\r\n|\n/);
    const chunkPattern = /[\s]*[^\s]+/g;
    const wrappedLines = [];
    rawLines.forEach((line2) => {
      const chunks = line2.match(chunkPattern);
      if (chunks === null) {
        wrappedLines.push("");
        return;
      }
      let sumChunks = [chunks.shift()];
      let sumWidth = this.displayWidth(sumChunks[0]);
      chunks.forEach((chunk) => {
        const visibleWidth = this.displayWidth(chunk);
        if (sumWidth + visibleWidth <= width) {
          sumChunks.push(chunk);
          sumWidth += visibleWidth;
          return;
        }
        wrappedLines.push(sumChunks.join(""));
        const nextChunk = chunk.trimStart();
        sumChunks = [nextChunk];
        sumWidth = this.displayWidth(nextChunk);
      });
      wrappedLines.push(sumChunks.join(""));
    });
    return wrappedLines.join("\n");
  }
};

// node_modules/commander/lib/option.js
var Option = class {
  /**
   * Initialize a new `Option` with the given `flags` and `description`.
   *
   * @param {string} flags
   * @param {string} [description]
   */
  constructor(flags, description) {
    this.flags = flags;
    this.description = description || "";
    this.required = flags.includes("<");
    this.optional = flags.includes("[");
    this.variadic = new RegExp("\\p{ID_Continue}\\.\\.\\.[>\\]]$", "u").test(flags);
    this.mandatory = false;
    const optionFlags = splitOptionFlags(flags);
    this.short = optionFlags.shortFlag;
    this.long = optionFlags.longFlag;
    this.negate = false;
    if (this.long) {
      this.negate = this.long.startsWith("--no-");
    }
    this.defaultValue = void 0;
    this.defaultValueDescription = void 0;
    this.presetArg = void 0;
    this.envVar = void 0;
    this.parseArg = void 0;
    this.hidden = false;
    this.argChoices = void 0;
    this.conflictsWith = [];
    this.implied = void 0;
    this.helpGroupHeading = void 0;
  }
  /**
   * Set the default value, and optionally supply the description to be displayed in the help.
   *
   * @param {*} value
   * @param {string} [description]
   * @return {Option}
   */
  default(value, description) {
    this.defaultValue = value;
    this.defaultValueDescription = description;
    return this;
  }
  /**
   * Preset to use when option used without option-argument, especially optional but also boolean and negated.
   * The custom processing (parseArg) is called.
   *
   * @example
   * new Option('--color').default('GREYSCALE').preset('RGB');
   * new Option('--donate [amount]').preset('20').argParser(parseFloat);
   *
   * @param {*} arg
   * @return {Option}
   */
  preset(arg) {
    this.presetArg = arg;
    return this;
  }
  /**
   * Add option name(s) that conflict with this option.
   * An error will be displayed if conflicting options are found during parsing.
   *
   * @example
   * new Option('--rgb').conflicts('cmyk');
   * new Option('--js').conflicts(['ts', 'jsx']);
   *
   * @param {(string | string[])} names
   * @return {Option}
   */
  conflicts(names) {
    this.conflictsWith = this.conflictsWith.concat(names);
    return this;
  }
  /**
   * Specify implied option values for when this option is set and the implied options are not.
   *
   * The custom processing (parseArg) is not called on the implied values.
   *
   * @example
   * program
   *   .addOption(new Option('--log', 'write logging information to file'))
   *   .addOption(new Option('--trace', 'log extra details').implies({ log: 'trace.txt' }));
   *
   * @param {object} impliedOptionValues
   * @return {Option}
   */
  implies(impliedOptionValues) {
    let newImplied = impliedOptionValues;
    if (typeof impliedOptionValues === "string") {
      newImplied = { [impliedOptionValues]: true };
    }
    this.implied = Object.assign(this.implied || {}, newImplied);
    return this;
  }
  /**
   * Set environment variable to check for option value.
   *
   * An environment variable is only used if when processed the current option value is
   * undefined, or the source of the current value is 'default' or 'config' or 'env'.
   *
   * @param {string} name
   * @return {Option}
   */
  env(name) {
    this.envVar = name;
    return this;
  }
  /**
   * Set the custom handler for processing CLI option arguments into option values.
   *
   * @param {Function} [fn]
   * @return {Option}
   */
  argParser(fn) {
    this.parseArg = fn;
    return this;
  }
  /**
   * Whether the option is mandatory and must have a value after parsing.
   *
   * @param {boolean} [mandatory=true]
   * @return {Option}
   */
  makeOptionMandatory(mandatory = true) {
    this.mandatory = !!mandatory;
    return this;
  }
  /**
   * Hide option in help.
   *
   * @param {boolean} [hide=true]
   * @return {Option}
   */
  hideHelp(hide = true) {
    this.hidden = !!hide;
    return this;
  }
  /**
   * @package
   */
  _collectValue(value, previous) {
    if (previous === this.defaultValue || !Array.isArray(previous)) {
      return [value];
    }
    previous.push(value);
    return previous;
  }
  /**
   * Only allow option value to be one of choices.
   *
   * @param {string[]} values
   * @return {Option}
   */
  choices(values) {
    this.argChoices = values.slice();
    this.parseArg = (arg, previous) => {
      if (!this.argChoices.includes(arg)) {
        throw new InvalidArgumentError(
          `Allowed choices are ${this.argChoices.join(", ")}.`
        );
      }
      if (this.variadic) {
        return this._collectValue(arg, previous);
      }
      return arg;
    };
    return this;
  }
  /**
   * Return option name.
   *
   * @return {string}
   */
  name() {
    if (this.long) {
      return this.long.replace(/^--/, "");
    }
    return this.short.replace(/^-/, "");
  }
  /**
   * Return option name, in a camelcase format that can be used
   * as an object attribute key.
   *
   * @return {string}
   */
  attributeName() {
    if (this.negate) {
      return camelcase(this.name().replace(/^no-/, ""));
    }
    return camelcase(this.name());
  }
  /**
   * Set the help group heading.
   *
   * @param {string} heading
   * @return {Option}
   */
  helpGroup(heading) {
    this.helpGroupHeading = heading;
    return this;
  }
  /**
   * Check if `arg` matches the short or long flag.
   *
   * @param {string} arg
   * @return {boolean}
   * @package
   */
  is(arg) {
    return this.short === arg || this.long === arg;
  }
  /**
   * Return whether a boolean option.
   *
   * Options are one of boolean, negated, required argument, or optional argument.
   *
   * @return {boolean}
   * @package
   */
  isBoolean() {
    return !this.required && !this.optional && !this.negate;
  }
};
var DualOptions = class {
  /**
   * @param {Option[]} options
   */
  constructor(options) {
    this.positiveOptions = /* @__PURE__ */ new Map();
    this.negativeOptions = /* @__PURE__ */ new Map();
    this.dualOptions = /* @__PURE__ */ new Set();
    options.forEach((option) => {
      if (option.negate) {
        this.negativeOptions.set(option.attributeName(), option);
      } else {
        this.positiveOptions.set(option.attributeName(), option);
      }
    });
    this.negativeOptions.forEach((value, key) => {
      if (this.positiveOptions.has(key)) {
        this.dualOptions.add(key);
      }
    });
  }
  /**
   * Did the value come from the option, and not from possible matching dual option?
   *
   * @param {*} value
   * @param {Option} option
   * @returns {boolean}
   */
  valueFromOption(value, option) {
    const optionKey = option.attributeName();
    if (!this.dualOptions.has(optionKey)) return true;
    const preset = this.negativeOptions.get(optionKey).presetArg;
    const negativeValue = preset !== void 0 ? preset : false;
    return option.negate === (negativeValue === value);
  }
};
function camelcase(str) {
  return str.split("-").reduce((str2, word) => {
    return str2 + word[0].toUpperCase() + word.slice(1);
  });
}
function splitOptionFlags(flags) {
  let shortFlag;
  let longFlag;
  const shortFlagExp = /^-[^-]$/;
  const longFlagExp = /^--[^-]/;
  const flagParts = flags.split(/[ |,]+/).concat("guard");
  if (shortFlagExp.test(flagParts[0])) shortFlag = flagParts.shift();
  if (longFlagExp.test(flagParts[0])) longFlag = flagParts.shift();
  if (!shortFlag && shortFlagExp.test(flagParts[0]))
    shortFlag = flagParts.shift();
  if (!shortFlag && longFlagExp.test(flagParts[0])) {
    shortFlag = longFlag;
    longFlag = flagParts.shift();
  }
  if (flagParts[0].startsWith("-")) {
    const unsupportedFlag = flagParts[0];
    const baseError = `option creation failed due to '${unsupportedFlag}' in option flags '${flags}'`;
    if (/^-[^-][^-]/.test(unsupportedFlag))
      throw new Error(
        `${baseError}
- a short flag is a single dash and a single character
  - either use a single dash and a single character (for a short flag)
  - or use a double dash for a long option (and can have two, like '--ws, --workspace')`
      );
    if (shortFlagExp.test(unsupportedFlag))
      throw new Error(`${baseError}
- too many short flags`);
    if (longFlagExp.test(unsupportedFlag))
      throw new Error(`${baseError}
- too many long flags`);
    throw new Error(`${baseError}
- unrecognised flag format`);
  }
  if (shortFlag === void 0 && longFlag === void 0)
    throw new Error(
      `option creation failed due to no flags found in '${flags}'.`
    );
  return { shortFlag, longFlag };
}

// node_modules/commander/lib/suggestSimilar.js
var maxDistance = 3;
function editDistance(a, b) {
  if (Math.abs(a.length - b.length) > maxDistance)
    return Math.max(a.length, b.length);
  const d = [];
  for (let i = 0; i <= a.length; i++) {
    d[i] = [i];
  }
  for (let j = 0; j <= b.length; j++) {
    d[0][j] = j;
  }
  for (let j = 1; j <= b.length; j++) {
    for (let i = 1; i <= a.length; i++) {
      let cost;
      if (a[i - 1] === b[j - 1]) {
        cost = 0;
      } else {
        cost = 1;
      }
      d[i][j] = Math.min(
        d[i - 1][j] + 1,
        // deletion
        d[i][j - 1] + 1,
        // insertion
        d[i - 1][j - 1] + cost
        // substitution
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.length][b.length];
}
function suggestSimilar(word, candidates) {
  if (!candidates || candidates.length === 0) return "";
  candidates = Array.from(new Set(candidates));
  const searchingOptions = word.startsWith("--");
  if (searchingOptions) {
    word = word.slice(2);
    candidates = candidates.map((candidate) => candidate.slice(2));
  }
  let similar = [];
  let bestDistance = maxDistance;
  const minSimilarity = 0.4;
  candidates.forEach((candidate) => {
    if (candidate.length <= 1) return;
    const distance = editDistance(word, candidate);
    const length = Math.max(word.length, candidate.length);
    const similarity = (length - distance) / length;
    if (similarity > minSimilarity) {
      if (distance < bestDistance) {
        bestDistance = distance;
        similar = [candidate];
      } else if (distance === bestDistance) {
        similar.push(candidate);
      }
    }
  });
  similar.sort((a, b) => a.localeCompare(b));
  if (searchingOptions) {
    similar = similar.map((candidate) => `--${candidate}`);
  }
  if (similar.length > 1) {
    return `
(Did you mean one of ${similar.join(", ")}?)`;
  }
  if (similar.length === 1) {
    return `
(Did you mean ${similar[0]}?)`;
  }
  return "";
}

// node_modules/commander/lib/command.js
var Command = class _Command extends EventEmitter {
  /**
   * Initialize a new `Command`.
   *
   * @param {string} [name]
   */
  constructor(name) {
    super();
    this.commands = [];
    this.options = [];
    this.parent = null;
    this._allowUnknownOption = false;
    this._allowExcessArguments = false;
    this.registeredArguments = [];
    this._args = this.registeredArguments;
    this.args = [];
    this.rawArgs = [];
    this.processedArgs = [];
    this._scriptPath = null;
    this._name = name || "";
    this._optionValues = {};
    this._optionValueSources = {};
    this._storeOptionsAsProperties = false;
    this._actionHandler = null;
    this._executableHandler = false;
    this._executableFile = null;
    this._executableDir = null;
    this._defaultCommandName = null;
    this._exitCallback = null;
    this._aliases = [];
    this._combineFlagAndOptionalValue = true;
    this._description = "";
    this._summary = "";
    this._argsDescription = void 0;
    this._enablePositionalOptions = false;
    this._passThroughOptions = false;
    this._lifeCycleHooks = {};
    this._showHelpAfterError = false;
    this._showSuggestionAfterError = true;
    this._savedState = null;
    this._outputConfiguration = {
      writeOut: (str) => process2.stdout.write(str),
      writeErr: (str) => process2.stderr.write(str),
      outputError: (str, write2) => write2(str),
      getOutHelpWidth: () => process2.stdout.isTTY ? process2.stdout.columns : void 0,
      getErrHelpWidth: () => process2.stderr.isTTY ? process2.stderr.columns : void 0,
      getOutHasColors: () => useColor() ?? (process2.stdout.isTTY && process2.stdout.hasColors?.()),
      getErrHasColors: () => useColor() ?? (process2.stderr.isTTY && process2.stderr.hasColors?.()),
      stripColor: (str) => stripVTControlCharacters2(str)
    };
    this._hidden = false;
    this._helpOption = void 0;
    this._addImplicitHelpCommand = void 0;
    this._helpCommand = void 0;
    this._helpConfiguration = {};
    this._helpGroupHeading = void 0;
    this._defaultCommandGroup = void 0;
    this._defaultOptionGroup = void 0;
  }
  /**
   * Copy settings that are useful to have in common across root command and subcommands.
   *
   * (Used internally when adding a command using `.command()` so subcommands inherit parent settings.)
   *
   * @param {Command} sourceCommand
   * @return {Command} `this` command for chaining
   */
  copyInheritedSettings(sourceCommand) {
    this._outputConfiguration = sourceCommand._outputConfiguration;
    this._helpOption = sourceCommand._helpOption;
    this._helpCommand = sourceCommand._helpCommand;
    this._helpConfiguration = sourceCommand._helpConfiguration;
    this._exitCallback = sourceCommand._exitCallback;
    this._storeOptionsAsProperties = sourceCommand._storeOptionsAsProperties;
    this._combineFlagAndOptionalValue = sourceCommand._combineFlagAndOptionalValue;
    this._allowExcessArguments = sourceCommand._allowExcessArguments;
    this._enablePositionalOptions = sourceCommand._enablePositionalOptions;
    this._showHelpAfterError = sourceCommand._showHelpAfterError;
    this._showSuggestionAfterError = sourceCommand._showSuggestionAfterError;
    return this;
  }
  /**
   * @returns {Command[]}
   * @private
   */
  _getCommandAndAncestors() {
    const result = [];
    for (let command = this; command; command = command.parent) {
      result.push(command);
    }
    return result;
  }
  /**
   * Define a command.
   *
   * There are two styles of command: pay attention to where to put the description.
   *
   * @example
   * // Command implemented using action handler (description is supplied separately to `.command`)
   * program
   *   .command('clone <source> [destination]')
   *   .description('clone a repository into a newly created directory')
   *   .action((source, destination) => {
   *     console.log('clone command called');
   *   });
   *
   * // Command implemented using separate executable file (description is second parameter to `.command`)
   * program
   *   .command('start <service>', 'start named service')
   *   .command('stop [service]', 'stop named service, or all if no name supplied');
   *
   * @param {string} nameAndArgs - command name and arguments, args are `<required>` or `[optional]` and last may also be `variadic...`
   * @param {(object | string)} [actionOptsOrExecDesc] - configuration options (for action), or description (for executable)
   * @param {object} [execOpts] - configuration options (for executable)
   * @return {Command} returns new command for action handler, or `this` for executable command
   */
  command(nameAndArgs, actionOptsOrExecDesc, execOpts) {
    let desc = actionOptsOrExecDesc;
    let opts = execOpts;
    if (typeof desc === "object" && desc !== null) {
      opts = desc;
      desc = null;
    }
    opts = opts || {};
    const [, name, args] = nameAndArgs.match(/([^ ]+) *(.*)/);
    const cmd = this.createCommand(name);
    if (desc) {
      cmd.description(desc);
      cmd._executableHandler = true;
    }
    if (opts.isDefault) this._defaultCommandName = cmd._name;
    cmd._hidden = !!(opts.noHelp || opts.hidden);
    cmd._executableFile = opts.executableFile || null;
    if (args) cmd.arguments(args);
    this._registerCommand(cmd);
    cmd.parent = this;
    cmd.copyInheritedSettings(this);
    if (desc) return this;
    return cmd;
  }
  /**
   * Factory routine to create a new unattached command.
   *
   * See .command() for creating an attached subcommand, which uses this routine to
   * create the command. You can override createCommand to customise subcommands.
   *
   * @param {string} [name]
   * @return {Command} new command
   */
  createCommand(name) {
    return new _Command(name);
  }
  /**
   * You can customise the help with a subclass of Help by overriding createHelp,
   * or by overriding Help properties using configureHelp().
   *
   * @return {Help}
   */
  createHelp() {
    return Object.assign(new Help(), this.configureHelp());
  }
  /**
   * You can customise the help by overriding Help properties using configureHelp(),
   * or with a subclass of Help by overriding createHelp().
   *
   * @param {object} [configuration] - configuration options
   * @return {(Command | object)} `this` command for chaining, or stored configuration
   */
  configureHelp(configuration) {
    if (configuration === void 0) return this._helpConfiguration;
    this._helpConfiguration = configuration;
    return this;
  }
  /**
   * The default output goes to stdout and stderr. You can customise this for special
   * applications. You can also customise the display of errors by overriding outputError.
   *
   * The configuration properties are all functions:
   *
   *     // change how output being written, defaults to stdout and stderr
   *     writeOut(str)
   *     writeErr(str)
   *     // change how output being written for errors, defaults to writeErr
   *     outputError(str, write) // used for displaying errors and not used for displaying help
   *     // specify width for wrapping help
   *     getOutHelpWidth()
   *     getErrHelpWidth()
   *     // color support, currently only used with Help
   *     getOutHasColors()
   *     getErrHasColors()
   *     stripColor() // used to remove ANSI escape codes if output does not have colors
   *
   * @param {object} [configuration] - configuration options
   * @return {(Command | object)} `this` command for chaining, or stored configuration
   */
  configureOutput(configuration) {
    if (configuration === void 0) return this._outputConfiguration;
    this._outputConfiguration = {
      ...this._outputConfiguration,
      ...configuration
    };
    return this;
  }
  /**
   * Display the help or a custom message after an error occurs.
   *
   * @param {(boolean|string)} [displayHelp]
   * @return {Command} `this` command for chaining
   */
  showHelpAfterError(displayHelp = true) {
    if (typeof displayHelp !== "string") displayHelp = !!displayHelp;
    this._showHelpAfterError = displayHelp;
    return this;
  }
  /**
   * Display suggestion of similar commands for unknown commands, or options for unknown options.
   *
   * @param {boolean} [displaySuggestion]
   * @return {Command} `this` command for chaining
   */
  showSuggestionAfterError(displaySuggestion = true) {
    this._showSuggestionAfterError = !!displaySuggestion;
    return this;
  }
  /**
   * Add a prepared subcommand.
   *
   * See .command() for creating an attached subcommand which inherits settings from its parent.
   *
   * @param {Command} cmd - new subcommand
   * @param {object} [opts] - configuration options
   * @return {Command} `this` command for chaining
   */
  addCommand(cmd, opts) {
    if (!cmd._name) {
      throw new Error(`Command passed to .addCommand() must have a name
- specify the name in Command constructor or using .name()`);
    }
    opts = opts || {};
    if (opts.isDefault) this._defaultCommandName = cmd._name;
    if (opts.noHelp || opts.hidden) cmd._hidden = true;
    this._registerCommand(cmd);
    cmd.parent = this;
    cmd._checkForBrokenPassThrough();
    return this;
  }
  /**
   * Factory routine to create a new unattached argument.
   *
   * See .argument() for creating an attached argument, which uses this routine to
   * create the argument. You can override createArgument to return a custom argument.
   *
   * @param {string} name
   * @param {string} [description]
   * @return {Argument} new argument
   */
  createArgument(name, description) {
    return new Argument(name, description);
  }
  /**
   * Define argument syntax for command.
   *
   * The default is that the argument is required, and you can explicitly
   * indicate this with <> around the name. Put [] around the name for an optional argument.
   *
   * @example
   * program.argument('<input-file>');
   * program.argument('[output-file]');
   *
   * @param {string} name
   * @param {string} [description]
   * @param {(Function|*)} [parseArg] - custom argument processing function or default value
   * @param {*} [defaultValue]
   * @return {Command} `this` command for chaining
   */
  argument(name, description, parseArg, defaultValue) {
    const argument = this.createArgument(name, description);
    if (typeof parseArg === "function") {
      argument.default(defaultValue).argParser(parseArg);
    } else {
      argument.default(parseArg);
    }
    this.addArgument(argument);
    return this;
  }
  /**
   * Define argument syntax for command, adding multiple at once (without descriptions).
   *
   * See also .argument().
   *
   * @example
   * program.arguments('<cmd> [env]');
   *
   * @param {string} names
   * @return {Command} `this` command for chaining
   */
  arguments(names) {
    names.trim().split(/ +/).forEach((detail) => {
      this.argument(detail);
    });
    return this;
  }
  /**
   * Define argument syntax for command, adding a prepared argument.
   *
   * @param {Argument} argument
   * @return {Command} `this` command for chaining
   */
  addArgument(argument) {
    const previousArgument = this.registeredArguments.slice(-1)[0];
    if (previousArgument?.variadic) {
      throw new Error(
        `only the last argument can be variadic '${previousArgument.name()}'`
      );
    }
    if (argument.required && argument.defaultValue !== void 0 && argument.parseArg === void 0) {
      throw new Error(
        `a default value for a required argument is never used: '${argument.name()}'`
      );
    }
    this.registeredArguments.push(argument);
    return this;
  }
  /**
   * Customise or override default help command. By default a help command is automatically added if your command has subcommands.
   *
   * @example
   *    program.helpCommand('help [cmd]');
   *    program.helpCommand('help [cmd]', 'show help');
   *    program.helpCommand(false); // suppress default help command
   *    program.helpCommand(true); // add help command even if no subcommands
   *
   * @param {string|boolean} enableOrNameAndArgs - enable with custom name and/or arguments, or boolean to override whether added
   * @param {string} [description] - custom description
   * @return {Command} `this` command for chaining
   */
  helpCommand(enableOrNameAndArgs, description) {
    if (typeof enableOrNameAndArgs === "boolean") {
      this._addImplicitHelpCommand = enableOrNameAndArgs;
      if (enableOrNameAndArgs && this._defaultCommandGroup) {
        this._initCommandGroup(this._getHelpCommand());
      }
      return this;
    }
    const nameAndArgs = enableOrNameAndArgs ?? "help [command]";
    const [, helpName, helpArgs] = nameAndArgs.match(/([^ ]+) *(.*)/);
    const helpDescription = description ?? "display help for command";
    const helpCommand = this.createCommand(helpName);
    helpCommand.helpOption(false);
    if (helpArgs) helpCommand.arguments(helpArgs);
    if (helpDescription) helpCommand.description(helpDescription);
    this._addImplicitHelpCommand = true;
    this._helpCommand = helpCommand;
    if (enableOrNameAndArgs || description) this._initCommandGroup(helpCommand);
    return this;
  }
  /**
   * Add prepared custom help command.
   *
   * @param {(Command|string|boolean)} helpCommand - custom help command, or deprecated enableOrNameAndArgs as for `.helpCommand()`
   * @param {string} [deprecatedDescription] - deprecated custom description used with custom name only
   * @return {Command} `this` command for chaining
   */
  addHelpCommand(helpCommand, deprecatedDescription) {
    if (typeof helpCommand !== "object") {
      this.helpCommand(helpCommand, deprecatedDescription);
      return this;
    }
    this._addImplicitHelpCommand = true;
    this._helpCommand = helpCommand;
    this._initCommandGroup(helpCommand);
    return this;
  }
  /**
   * Lazy create help command.
   *
   * @return {(Command|null)}
   * @package
   */
  _getHelpCommand() {
    const hasImplicitHelpCommand = this._addImplicitHelpCommand ?? (this.commands.length && !this._actionHandler && !this._findCommand("help"));
    if (hasImplicitHelpCommand) {
      if (this._helpCommand === void 0) {
        this.helpCommand(void 0, void 0);
      }
      return this._helpCommand;
    }
    return null;
  }
  /**
   * Add hook for life cycle event.
   *
   * @param {string} event
   * @param {Function} listener
   * @return {Command} `this` command for chaining
   */
  hook(event, listener) {
    const allowedValues = ["preSubcommand", "preAction", "postAction"];
    if (!allowedValues.includes(event)) {
      throw new Error(`Unexpected value for event passed to hook : '${event}'.
Expecting one of '${allowedValues.join("', '")}'`);
    }
    if (this._lifeCycleHooks[event]) {
      this._lifeCycleHooks[event].push(listener);
    } else {
      this._lifeCycleHooks[event] = [listener];
    }
    return this;
  }
  /**
   * Register callback to use as replacement for calling process.exit.
   *
   * @param {Function} [fn] optional callback which will be passed a CommanderError, defaults to throwing
   * @return {Command} `this` command for chaining
   */
  exitOverride(fn) {
    if (fn) {
      this._exitCallback = fn;
    } else {
      this._exitCallback = (err) => {
        if (err.code !== "commander.executeSubCommandAsync") {
          throw err;
        } else {
        }
      };
    }
    return this;
  }
  /**
   * Call process.exit, and _exitCallback if defined.
   *
   * @param {number} exitCode exit code for using with process.exit
   * @param {string} code an id string representing the error
   * @param {string} message human-readable description of the error
   * @return never
   * @private
   */
  _exit(exitCode, code, message) {
    if (this._exitCallback) {
      this._exitCallback(new CommanderError(exitCode, code, message));
    }
    process2.exit(exitCode);
  }
  /**
   * Register callback `fn` for the command.
   *
   * @example
   * program
   *   .command('serve')
   *   .description('start service')
   *   .action(function() {
   *      // do work here
   *   });
   *
   * @param {Function} fn
   * @return {Command} `this` command for chaining
   */
  action(fn) {
    const listener = (args) => {
      const expectedArgsCount = this.registeredArguments.length;
      const actionArgs = args.slice(0, expectedArgsCount);
      if (this._storeOptionsAsProperties) {
        actionArgs[expectedArgsCount] = this;
      } else {
        actionArgs[expectedArgsCount] = this.opts();
      }
      actionArgs.push(this);
      return fn.apply(this, actionArgs);
    };
    this._actionHandler = listener;
    return this;
  }
  /**
   * Factory routine to create a new unattached option.
   *
   * See .option() for creating an attached option, which uses this routine to
   * create the option. You can override createOption to return a custom option.
   *
   * @param {string} flags
   * @param {string} [description]
   * @return {Option} new option
   */
  createOption(flags, description) {
    return new Option(flags, description);
  }
  /**
   * Wrap parseArgs to catch 'commander.invalidArgument'.
   *
   * @param {(Option | Argument)} target
   * @param {string} value
   * @param {*} previous
   * @param {string} invalidArgumentMessage
   * @private
   */
  _callParseArg(target, value, previous, invalidArgumentMessage) {
    try {
      return target.parseArg(value, previous);
    } catch (err) {
      if (err.code === "commander.invalidArgument") {
        const message = `${invalidArgumentMessage} ${err.message}`;
        this.error(message, { exitCode: err.exitCode, code: err.code });
      }
      throw err;
    }
  }
  /**
   * Check for option flag conflicts.
   * Register option if no conflicts found, or throw on conflict.
   *
   * @param {Option} option
   * @private
   */
  _registerOption(option) {
    const matchingOption = option.short && this._findOption(option.short) || option.long && this._findOption(option.long);
    if (matchingOption) {
      const matchingFlag = option.long && this._findOption(option.long) ? option.long : option.short;
      throw new Error(`Cannot add option '${option.flags}'${this._name && ` to command '${this._name}'`} due to conflicting flag '${matchingFlag}'
-  already used by option '${matchingOption.flags}'`);
    }
    this._initOptionGroup(option);
    this.options.push(option);
  }
  /**
   * Check for command name and alias conflicts with existing commands.
   * Register command if no conflicts found, or throw on conflict.
   *
   * @param {Command} command
   * @private
   */
  _registerCommand(command) {
    const knownBy = (cmd) => {
      return [cmd.name()].concat(cmd.aliases());
    };
    const alreadyUsed = knownBy(command).find(
      (name) => this._findCommand(name)
    );
    if (alreadyUsed) {
      const existingCmd = knownBy(this._findCommand(alreadyUsed)).join("|");
      const newCmd = knownBy(command).join("|");
      throw new Error(
        `cannot add command '${newCmd}' as already have command '${existingCmd}'`
      );
    }
    this._initCommandGroup(command);
    this.commands.push(command);
  }
  /**
   * Add an option.
   *
   * @param {Option} option
   * @return {Command} `this` command for chaining
   */
  addOption(option) {
    this._registerOption(option);
    const oname = option.name();
    const name = option.attributeName();
    if (option.defaultValue !== void 0) {
      this.setOptionValueWithSource(name, option.defaultValue, "default");
    }
    const handleOptionValue = (val, invalidValueMessage, valueSource) => {
      if (val == null && option.presetArg !== void 0) {
        val = option.presetArg;
      }
      const oldValue = this.getOptionValue(name);
      if (val !== null && option.parseArg) {
        val = this._callParseArg(option, val, oldValue, invalidValueMessage);
      } else if (val !== null && option.variadic) {
        val = option._collectValue(val, oldValue);
      }
      if (val == null) {
        if (option.negate) {
          val = false;
        } else if (option.isBoolean() || option.optional) {
          val = true;
        } else {
          val = "";
        }
      }
      this.setOptionValueWithSource(name, val, valueSource);
    };
    this.on("option:" + oname, (val) => {
      const invalidValueMessage = `error: option '${option.flags}' argument '${val}' is invalid.`;
      handleOptionValue(val, invalidValueMessage, "cli");
    });
    if (option.envVar) {
      this.on("optionEnv:" + oname, (val) => {
        const invalidValueMessage = `error: option '${option.flags}' value '${val}' from env '${option.envVar}' is invalid.`;
        handleOptionValue(val, invalidValueMessage, "env");
      });
    }
    return this;
  }
  /**
   * Internal implementation shared by .option() and .requiredOption()
   *
   * @return {Command} `this` command for chaining
   * @private
   */
  _optionEx(config, flags, description, fn, defaultValue) {
    if (typeof flags === "object" && flags instanceof Option) {
      throw new Error(
        "To add an Option object use addOption() instead of option() or requiredOption()"
      );
    }
    const option = this.createOption(flags, description);
    option.makeOptionMandatory(!!config.mandatory);
    if (typeof fn === "function") {
      option.default(defaultValue).argParser(fn);
    } else if (fn instanceof RegExp) {
      const regex = fn;
      fn = (val, def) => {
        const m = regex.exec(val);
        return m ? m[0] : def;
      };
      option.default(defaultValue).argParser(fn);
    } else {
      option.default(fn);
    }
    return this.addOption(option);
  }
  /**
   * Define option with `flags`, `description`, and optional argument parsing function or `defaultValue` or both.
   *
   * The `flags` string contains the short and/or long flags, separated by comma, a pipe or space. A required
   * option-argument is indicated by `<>` and an optional option-argument by `[]`.
   *
   * See the README for more details, and see also addOption() and requiredOption().
   *
   * @example
   * program
   *     .option('-p, --pepper', 'add pepper')
   *     .option('--pt, --pizza-type <TYPE>', 'type of pizza') // required option-argument
   *     .option('-c, --cheese [CHEESE]', 'add extra cheese', 'mozzarella') // optional option-argument with default
   *     .option('-t, --tip <VALUE>', 'add tip to purchase cost', parseFloat) // custom parse function
   *
   * @param {string} flags
   * @param {string} [description]
   * @param {(Function|*)} [parseArg] - custom option processing function or default value
   * @param {*} [defaultValue]
   * @return {Command} `this` command for chaining
   */
  option(flags, description, parseArg, defaultValue) {
    return this._optionEx({}, flags, description, parseArg, defaultValue);
  }
  /**
   * Add a required option which must have a value after parsing. This usually means
   * the option must be specified on the command line. (Otherwise the same as .option().)
   *
   * The `flags` string contains the short and/or long flags, separated by comma, a pipe or space.
   *
   * @param {string} flags
   * @param {string} [description]
   * @param {(Function|*)} [parseArg] - custom option processing function or default value
   * @param {*} [defaultValue]
   * @return {Command} `this` command for chaining
   */
  requiredOption(flags, description, parseArg, defaultValue) {
    return this._optionEx(
      { mandatory: true },
      flags,
      description,
      parseArg,
      defaultValue
    );
  }
  /**
   * Alter parsing of short flags with optional values.
   *
   * @example
   * // for `.option('-f,--flag [value]'):
   * program.combineFlagAndOptionalValue(true);  // `-f80` is treated like `--flag=80`, this is the default behaviour
   * program.combineFlagAndOptionalValue(false) // `-fb` is treated like `-f -b`
   *
   * @param {boolean} [combine] - if `true` or omitted, an optional value can be specified directly after the flag.
   * @return {Command} `this` command for chaining
   */
  combineFlagAndOptionalValue(combine = true) {
    this._combineFlagAndOptionalValue = !!combine;
    return this;
  }
  /**
   * Allow unknown options on the command line.
   *
   * @param {boolean} [allowUnknown] - if `true` or omitted, no error will be thrown for unknown options.
   * @return {Command} `this` command for chaining
   */
  allowUnknownOption(allowUnknown = true) {
    this._allowUnknownOption = !!allowUnknown;
    return this;
  }
  /**
   * Allow excess command-arguments on the command line. Pass false to make excess arguments an error.
   *
   * @param {boolean} [allowExcess] - if `true` or omitted, no error will be thrown for excess arguments.
   * @return {Command} `this` command for chaining
   */
  allowExcessArguments(allowExcess = true) {
    this._allowExcessArguments = !!allowExcess;
    return this;
  }
  /**
   * Enable positional options. Positional means global options are specified before subcommands which lets
   * subcommands reuse the same option names, and also enables subcommands to turn on passThroughOptions.
   * The default behaviour is non-positional and global options may appear anywhere on the command line.
   *
   * @param {boolean} [positional]
   * @return {Command} `this` command for chaining
   */
  enablePositionalOptions(positional = true) {
    this._enablePositionalOptions = !!positional;
    return this;
  }
  /**
   * Pass through options that come after command-arguments rather than treat them as command-options,
   * so actual command-options come before command-arguments. Turning this on for a subcommand requires
   * positional options to have been enabled on the program (parent commands).
   * The default behaviour is non-positional and options may appear before or after command-arguments.
   *
   * @param {boolean} [passThrough] for unknown options.
   * @return {Command} `this` command for chaining
   */
  passThroughOptions(passThrough = true) {
    this._passThroughOptions = !!passThrough;
    this._checkForBrokenPassThrough();
    return this;
  }
  /**
   * @private
   */
  _checkForBrokenPassThrough() {
    if (this.parent && this._passThroughOptions && !this.parent._enablePositionalOptions) {
      throw new Error(
        `passThroughOptions cannot be used for '${this._name}' without turning on enablePositionalOptions for parent command(s)`
      );
    }
  }
  /**
   * Whether to store option values as properties on command object,
   * or store separately (specify false). In both cases the option values can be accessed using .opts().
   *
   * @param {boolean} [storeAsProperties=true]
   * @return {Command} `this` command for chaining
   */
  storeOptionsAsProperties(storeAsProperties = true) {
    if (this.options.length) {
      throw new Error("call .storeOptionsAsProperties() before adding options");
    }
    if (Object.keys(this._optionValues).length) {
      throw new Error(
        "call .storeOptionsAsProperties() before setting option values"
      );
    }
    this._storeOptionsAsProperties = !!storeAsProperties;
    return this;
  }
  /**
   * Retrieve option value.
   *
   * @param {string} key
   * @return {object} value
   */
  getOptionValue(key) {
    if (this._storeOptionsAsProperties) {
      return this[key];
    }
    return this._optionValues[key];
  }
  /**
   * Store option value.
   *
   * @param {string} key
   * @param {object} value
   * @return {Command} `this` command for chaining
   */
  setOptionValue(key, value) {
    return this.setOptionValueWithSource(key, value, void 0);
  }
  /**
   * Store option value and where the value came from.
   *
   * @param {string} key
   * @param {object} value
   * @param {string} source - expected values are default/config/env/cli/implied
   * @return {Command} `this` command for chaining
   */
  setOptionValueWithSource(key, value, source) {
    if (this._storeOptionsAsProperties) {
      this[key] = value;
    } else {
      this._optionValues[key] = value;
    }
    this._optionValueSources[key] = source;
    return this;
  }
  /**
   * Get source of option value.
   * Expected values are default | config | env | cli | implied
   *
   * @param {string} key
   * @return {string}
   */
  getOptionValueSource(key) {
    return this._optionValueSources[key];
  }
  /**
   * Get source of option value. See also .optsWithGlobals().
   * Expected values are default | config | env | cli | implied
   *
   * @param {string} key
   * @return {string}
   */
  getOptionValueSourceWithGlobals(key) {
    let source;
    this._getCommandAndAncestors().forEach((cmd) => {
      if (Object.hasOwn(cmd._optionValueSources, key)) {
        source = cmd.getOptionValueSource(key);
      }
    });
    return source;
  }
  /**
   * Get user arguments from implied or explicit arguments.
   * Side-effects: set _scriptPath if args included script. Used for default program name, and subcommand searches.
   *
   * @private
   */
  _prepareUserArgs(argv, parseOptions) {
    if (argv !== void 0 && !Array.isArray(argv)) {
      throw new Error("first parameter to parse must be array or undefined");
    }
    parseOptions = parseOptions || {};
    if (argv === void 0 && parseOptions.from === void 0) {
      if (process2.versions?.electron) {
        parseOptions.from = "electron";
      }
      const execArgv = process2.execArgv ?? [];
      if (execArgv.includes("-e") || execArgv.includes("--eval") || execArgv.includes("-p") || execArgv.includes("--print")) {
        parseOptions.from = "eval";
      }
    }
    if (argv === void 0) {
      argv = process2.argv;
    }
    this.rawArgs = argv.slice();
    let userArgs;
    switch (parseOptions.from) {
      case void 0:
      case "node":
        this._scriptPath = argv[1];
        userArgs = argv.slice(2);
        break;
      case "electron":
        if (process2.defaultApp) {
          this._scriptPath = argv[1];
          userArgs = argv.slice(2);
        } else {
          userArgs = argv.slice(1);
        }
        break;
      case "user":
        userArgs = argv.slice(0);
        break;
      case "eval":
        userArgs = argv.slice(1);
        break;
      default:
        throw new Error(
          `unexpected parse option { from: '${parseOptions.from}' }`
        );
    }
    if (!this._name && this._scriptPath)
      this.nameFromFilename(this._scriptPath);
    this._name = this._name || "program";
    return userArgs;
  }
  /**
   * Parse `argv`, setting options and invoking commands when defined.
   *
   * Use parseAsync instead of parse if any of your action handlers are async.
   *
   * Call with no parameters to parse `process.argv`. Detects Electron and special node options like `node --eval`. Easy mode!
   *
   * Or call with an array of strings to parse, and optionally where the user arguments start by specifying where the arguments are `from`:
   * - `'node'`: default, `argv[0]` is the application and `argv[1]` is the script being run, with user arguments after that
   * - `'electron'`: `argv[0]` is the application and `argv[1]` varies depending on whether the electron application is packaged
   * - `'user'`: just user arguments
   *
   * @example
   * program.parse(); // parse process.argv and auto-detect electron and special node flags
   * program.parse(process.argv); // assume argv[0] is app and argv[1] is script
   * program.parse(my-args, { from: 'user' }); // just user supplied arguments, nothing special about argv[0]
   *
   * @param {string[]} [argv] - optional, defaults to process.argv
   * @param {object} [parseOptions] - optionally specify style of options with from: node/user/electron
   * @param {string} [parseOptions.from] - where the args are from: 'node', 'user', 'electron'
   * @return {Command} `this` command for chaining
   */
  parse(argv, parseOptions) {
    this._prepareForParse();
    const userArgs = this._prepareUserArgs(argv, parseOptions);
    this._parseCommand([], userArgs);
    return this;
  }
  /**
   * Parse `argv`, setting options and invoking commands when defined.
   *
   * Call with no parameters to parse `process.argv`. Detects Electron and special node options like `node --eval`. Easy mode!
   *
   * Or call with an array of strings to parse, and optionally where the user arguments start by specifying where the arguments are `from`:
   * - `'node'`: default, `argv[0]` is the application and `argv[1]` is the script being run, with user arguments after that
   * - `'electron'`: `argv[0]` is the application and `argv[1]` varies depending on whether the electron application is packaged
   * - `'user'`: just user arguments
   *
   * @example
   * await program.parseAsync(); // parse process.argv and auto-detect electron and special node flags
   * await program.parseAsync(process.argv); // assume argv[0] is app and argv[1] is script
   * await program.parseAsync(my-args, { from: 'user' }); // just user supplied arguments, nothing special about argv[0]
   *
   * @param {string[]} [argv]
   * @param {object} [parseOptions]
   * @param {string} parseOptions.from - where the args are from: 'node', 'user', 'electron'
   * @return {Promise}
   */
  async parseAsync(argv, parseOptions) {
    this._prepareForParse();
    const userArgs = this._prepareUserArgs(argv, parseOptions);
    await this._parseCommand([], userArgs);
    return this;
  }
  _prepareForParse() {
    if (this._savedState === null) {
      this.options.filter(
        (option) => option.negate && option.defaultValue === void 0 && this.getOptionValue(option.attributeName()) === void 0
      ).forEach((option) => {
        const positiveLongFlag = option.long.replace(/^--no-/, "--");
        if (!this._findOption(positiveLongFlag)) {
          this.setOptionValueWithSource(
            option.attributeName(),
            true,
            "default"
          );
        }
      });
      this.saveStateBeforeParse();
    } else {
      this.restoreStateBeforeParse();
    }
  }
  /**
   * Called the first time parse is called to save state and allow a restore before subsequent calls to parse.
   * Not usually called directly, but available for subclasses to save their custom state.
   *
   * This is called in a lazy way. Only commands used in parsing chain will have state saved.
   */
  saveStateBeforeParse() {
    this._savedState = {
      // name is stable if supplied by author, but may be unspecified for root command and deduced during parsing
      _name: this._name,
      // option values before parse have default values (including false for negated options)
      // shallow clones
      _optionValues: { ...this._optionValues },
      _optionValueSources: { ...this._optionValueSources }
    };
  }
  /**
   * Restore state before parse for calls after the first.
   * Not usually called directly, but available for subclasses to save their custom state.
   *
   * This is called in a lazy way. Only commands used in parsing chain will have state restored.
   */
  restoreStateBeforeParse() {
    if (this._storeOptionsAsProperties)
      throw new Error(`Can not call parse again when storeOptionsAsProperties is true.
- either make a new Command for each call to parse, or stop storing options as properties`);
    this._name = this._savedState._name;
    this._scriptPath = null;
    this.rawArgs = [];
    this._optionValues = { ...this._savedState._optionValues };
    this._optionValueSources = { ...this._savedState._optionValueSources };
    this.args = [];
    this.processedArgs = [];
  }
  /**
   * Throw if expected executable is missing. Add lots of help for author.
   *
   * @param {string} executableFile
   * @param {string} executableDir
   * @param {string} subcommandName
   */
  _checkForMissingExecutable(executableFile, executableDir, subcommandName) {
    if (fs.existsSync(executableFile)) return;
    const executableDirMessage = executableDir ? `searched for local subcommand relative to directory '${executableDir}'` : "no directory for search for local subcommand, use .executableDir() to supply a custom directory";
    const executableMissing = `'${executableFile}' does not exist
 - if '${subcommandName}' is not meant to be an executable command, remove description parameter from '.command()' and use '.description()' instead
 - if the default executable name is not suitable, use the executableFile option to supply a custom name or path
 - ${executableDirMessage}`;
    throw new Error(executableMissing);
  }
  /**
   * Execute a sub-command executable.
   *
   * @private
   */
  _executeSubCommand(subcommand, args) {
    args = args.slice();
    const sourceExt = [".js", ".ts", ".tsx", ".mjs", ".cjs"];
    function findFile(baseDir, baseName) {
      const localBin = path.resolve(baseDir, baseName);
      if (fs.existsSync(localBin)) return localBin;
      if (sourceExt.includes(path.extname(baseName))) return void 0;
      const foundExt = sourceExt.find(
        (ext) => fs.existsSync(`${localBin}${ext}`)
      );
      if (foundExt) return `${localBin}${foundExt}`;
      return void 0;
    }
    this._checkForMissingMandatoryOptions();
    this._checkForConflictingOptions();
    let executableFile = subcommand._executableFile || `${this._name}-${subcommand._name}`;
    let executableDir = this._executableDir || "";
    if (this._scriptPath) {
      let resolvedScriptPath;
      try {
        resolvedScriptPath = fs.realpathSync(this._scriptPath);
      } catch {
        resolvedScriptPath = this._scriptPath;
      }
      executableDir = path.resolve(
        path.dirname(resolvedScriptPath),
        executableDir
      );
    }
    if (executableDir) {
      let localFile = findFile(executableDir, executableFile);
      if (!localFile && !subcommand._executableFile && this._scriptPath) {
        const legacyName = path.basename(
          this._scriptPath,
          path.extname(this._scriptPath)
        );
        if (legacyName !== this._name) {
          localFile = findFile(
            executableDir,
            `${legacyName}-${subcommand._name}`
          );
        }
      }
      executableFile = localFile || executableFile;
    }
    const launchWithNode = sourceExt.includes(path.extname(executableFile));
    let proc;
    if (process2.platform !== "win32") {
      if (launchWithNode) {
        args.unshift(executableFile);
        args = incrementNodeInspectorPort(process2.execArgv).concat(args);
        proc = childProcess.spawn(process2.argv[0], args, { stdio: "inherit" });
      } else {
        proc = childProcess.spawn(executableFile, args, { stdio: "inherit" });
      }
    } else {
      this._checkForMissingExecutable(
        executableFile,
        executableDir,
        subcommand._name
      );
      args.unshift(executableFile);
      args = incrementNodeInspectorPort(process2.execArgv).concat(args);
      proc = childProcess.spawn(process2.execPath, args, { stdio: "inherit" });
    }
    if (!proc.killed) {
      const signals = ["SIGUSR1", "SIGUSR2", "SIGTERM", "SIGINT", "SIGHUP"];
      signals.forEach((signal) => {
        process2.on(signal, () => {
          if (proc.killed === false && proc.exitCode === null) {
            proc.kill(signal);
          }
        });
      });
    }
    const exitCallback = this._exitCallback;
    proc.on("close", (code) => {
      code = code ?? 1;
      if (!exitCallback) {
        process2.exit(code);
      } else {
        exitCallback(
          new CommanderError(
            code,
            "commander.executeSubCommandAsync",
            "(close)"
          )
        );
      }
    });
    proc.on("error", (err) => {
      if (err.code === "ENOENT") {
        this._checkForMissingExecutable(
          executableFile,
          executableDir,
          subcommand._name
        );
      } else if (err.code === "EACCES") {
        throw new Error(`'${executableFile}' not executable`);
      }
      if (!exitCallback) {
        process2.exit(1);
      } else {
        const wrappedError = new CommanderError(
          1,
          "commander.executeSubCommandAsync",
          "(error)"
        );
        wrappedError.nestedError = err;
        exitCallback(wrappedError);
      }
    });
    this.runningCommand = proc;
  }
  /**
   * @private
   */
  _dispatchSubcommand(commandName, operands, unknown3) {
    const subCommand = this._findCommand(commandName);
    if (!subCommand) this.help({ error: true });
    subCommand._prepareForParse();
    let promiseChain;
    promiseChain = this._chainOrCallSubCommandHook(
      promiseChain,
      subCommand,
      "preSubcommand"
    );
    promiseChain = this._chainOrCall(promiseChain, () => {
      if (subCommand._executableHandler) {
        this._executeSubCommand(subCommand, operands.concat(unknown3));
      } else {
        return subCommand._parseCommand(operands, unknown3);
      }
    });
    return promiseChain;
  }
  /**
   * Invoke help directly if possible, or dispatch if necessary.
   * e.g. help foo
   *
   * @private
   */
  _dispatchHelpCommand(subcommandName) {
    if (!subcommandName) {
      this.help();
    }
    const subCommand = this._findCommand(subcommandName);
    if (subCommand && !subCommand._executableHandler) {
      subCommand.help();
    }
    return this._dispatchSubcommand(
      subcommandName,
      [],
      [this._getHelpOption()?.long ?? this._getHelpOption()?.short ?? "--help"]
    );
  }
  /**
   * Check this.args against expected this.registeredArguments.
   *
   * @private
   */
  _checkNumberOfArguments() {
    this.registeredArguments.forEach((arg, i) => {
      if (arg.required && this.args[i] == null) {
        this.missingArgument(arg.name());
      }
    });
    if (this.registeredArguments.length > 0 && this.registeredArguments[this.registeredArguments.length - 1].variadic) {
      return;
    }
    if (this.args.length > this.registeredArguments.length) {
      this._excessArguments(this.args);
    }
  }
  /**
   * Process this.args using this.registeredArguments and save as this.processedArgs!
   *
   * @private
   */
  _processArguments() {
    const myParseArg = (argument, value, previous) => {
      let parsedValue = value;
      if (value !== null && argument.parseArg) {
        const invalidValueMessage = `error: command-argument value '${value}' is invalid for argument '${argument.name()}'.`;
        parsedValue = this._callParseArg(
          argument,
          value,
          previous,
          invalidValueMessage
        );
      }
      return parsedValue;
    };
    this._checkNumberOfArguments();
    const processedArgs = [];
    this.registeredArguments.forEach((declaredArg, index) => {
      let value = declaredArg.defaultValue;
      if (declaredArg.variadic) {
        if (index < this.args.length) {
          value = this.args.slice(index);
          if (declaredArg.parseArg) {
            value = value.reduce((processed, v) => {
              return myParseArg(declaredArg, v, processed);
            }, declaredArg.defaultValue);
          }
        } else if (value === void 0) {
          value = [];
        }
      } else if (index < this.args.length) {
        value = this.args[index];
        if (declaredArg.parseArg) {
          value = myParseArg(declaredArg, value, declaredArg.defaultValue);
        }
      }
      processedArgs[index] = value;
    });
    this.processedArgs = processedArgs;
  }
  /**
   * Once we have a promise we chain, but call synchronously until then.
   *
   * @param {(Promise|undefined)} promise
   * @param {Function} fn
   * @return {(Promise|undefined)}
   * @private
   */
  _chainOrCall(promise, fn) {
    if (promise?.then && typeof promise.then === "function") {
      return promise.then(() => fn());
    }
    return fn();
  }
  /**
   *
   * @param {(Promise|undefined)} promise
   * @param {string} event
   * @return {(Promise|undefined)}
   * @private
   */
  _chainOrCallHooks(promise, event) {
    let result = promise;
    const hooks = [];
    this._getCommandAndAncestors().reverse().filter((cmd) => cmd._lifeCycleHooks[event] !== void 0).forEach((hookedCommand) => {
      hookedCommand._lifeCycleHooks[event].forEach((callback) => {
        hooks.push({ hookedCommand, callback });
      });
    });
    if (event === "postAction") {
      hooks.reverse();
    }
    hooks.forEach((hookDetail) => {
      result = this._chainOrCall(result, () => {
        return hookDetail.callback(hookDetail.hookedCommand, this);
      });
    });
    return result;
  }
  /**
   *
   * @param {(Promise|undefined)} promise
   * @param {Command} subCommand
   * @param {string} event
   * @return {(Promise|undefined)}
   * @private
   */
  _chainOrCallSubCommandHook(promise, subCommand, event) {
    let result = promise;
    if (this._lifeCycleHooks[event] !== void 0) {
      this._lifeCycleHooks[event].forEach((hook) => {
        result = this._chainOrCall(result, () => {
          return hook(this, subCommand);
        });
      });
    }
    return result;
  }
  /**
   * Process arguments in context of this command.
   * Returns action result, in case it is a promise.
   *
   * @private
   */
  _parseCommand(operands, unknown3) {
    const parsed = this.parseOptions(unknown3);
    this._parseOptionsEnv();
    this._parseOptionsImplied();
    operands = operands.concat(parsed.operands);
    unknown3 = parsed.unknown;
    this.args = operands.concat(unknown3);
    if (operands && this._findCommand(operands[0])) {
      return this._dispatchSubcommand(operands[0], operands.slice(1), unknown3);
    }
    if (this._getHelpCommand() && operands[0] === this._getHelpCommand().name()) {
      return this._dispatchHelpCommand(operands[1]);
    }
    if (this._defaultCommandName) {
      this._outputHelpIfRequested(unknown3);
      return this._dispatchSubcommand(
        this._defaultCommandName,
        operands,
        unknown3
      );
    }
    if (this.commands.length && this.args.length === 0 && !this._actionHandler && !this._defaultCommandName) {
      this.help({ error: true });
    }
    this._outputHelpIfRequested(parsed.unknown);
    this._checkForMissingMandatoryOptions();
    this._checkForConflictingOptions();
    const checkForUnknownOptions = () => {
      if (parsed.unknown.length > 0) {
        this.unknownOption(parsed.unknown[0]);
      }
    };
    const commandEvent = `command:${this.name()}`;
    if (this._actionHandler) {
      checkForUnknownOptions();
      this._processArguments();
      let promiseChain;
      promiseChain = this._chainOrCallHooks(promiseChain, "preAction");
      promiseChain = this._chainOrCall(
        promiseChain,
        () => this._actionHandler(this.processedArgs)
      );
      if (this.parent) {
        promiseChain = this._chainOrCall(promiseChain, () => {
          this.parent.emit(commandEvent, operands, unknown3);
        });
      }
      promiseChain = this._chainOrCallHooks(promiseChain, "postAction");
      return promiseChain;
    }
    if (this.parent?.listenerCount(commandEvent)) {
      checkForUnknownOptions();
      this._processArguments();
      this.parent.emit(commandEvent, operands, unknown3);
    } else if (operands.length) {
      if (this._findCommand("*")) {
        return this._dispatchSubcommand("*", operands, unknown3);
      }
      if (this.listenerCount("command:*")) {
        this.emit("command:*", operands, unknown3);
      } else if (this.commands.length) {
        this.unknownCommand();
      } else {
        checkForUnknownOptions();
        this._processArguments();
      }
    } else if (this.commands.length) {
      checkForUnknownOptions();
      this.help({ error: true });
    } else {
      checkForUnknownOptions();
      this._processArguments();
    }
  }
  /**
   * Find matching command.
   *
   * @private
   * @return {Command | undefined}
   */
  _findCommand(name) {
    if (!name) return void 0;
    return this.commands.find(
      (cmd) => cmd._name === name || cmd._aliases.includes(name)
    );
  }
  /**
   * Return an option matching `arg` if any.
   *
   * @param {string} arg
   * @return {Option}
   * @package
   */
  _findOption(arg) {
    return this.options.find((option) => option.is(arg));
  }
  /**
   * Display an error message if a mandatory option does not have a value.
   * Called after checking for help flags in leaf subcommand.
   *
   * @private
   */
  _checkForMissingMandatoryOptions() {
    this._getCommandAndAncestors().forEach((cmd) => {
      cmd.options.forEach((anOption) => {
        if (anOption.mandatory && cmd.getOptionValue(anOption.attributeName()) === void 0) {
          cmd.missingMandatoryOptionValue(anOption);
        }
      });
    });
  }
  /**
   * Display an error message if conflicting options are used together in this.
   *
   * @private
   */
  _checkForConflictingLocalOptions() {
    const definedNonDefaultOptions = this.options.filter((option) => {
      const optionKey = option.attributeName();
      if (this.getOptionValue(optionKey) === void 0) {
        return false;
      }
      return this.getOptionValueSource(optionKey) !== "default";
    });
    const optionsWithConflicting = definedNonDefaultOptions.filter(
      (option) => option.conflictsWith.length > 0
    );
    optionsWithConflicting.forEach((option) => {
      const conflictingAndDefined = definedNonDefaultOptions.find(
        (defined) => option.conflictsWith.includes(defined.attributeName())
      );
      if (conflictingAndDefined) {
        this._conflictingOption(option, conflictingAndDefined);
      }
    });
  }
  /**
   * Display an error message if conflicting options are used together.
   * Called after checking for help flags in leaf subcommand.
   *
   * @private
   */
  _checkForConflictingOptions() {
    this._getCommandAndAncestors().forEach((cmd) => {
      cmd._checkForConflictingLocalOptions();
    });
  }
  /**
   * Parse options from `argv` removing known options,
   * and return argv split into operands and unknown arguments.
   *
   * Side effects: modifies command by storing options. Does not reset state if called again.
   *
   * Examples:
   *
   *     argv => operands, unknown
   *     --known kkk op => [op], []
   *     op --known kkk => [op], []
   *     sub --unknown uuu op => [sub], [--unknown uuu op]
   *     sub -- --unknown uuu op => [sub --unknown uuu op], []
   *
   * @param {string[]} args
   * @return {{operands: string[], unknown: string[]}}
   */
  parseOptions(args) {
    const operands = [];
    const unknown3 = [];
    let dest = operands;
    function maybeOption(arg) {
      return arg.length > 1 && arg[0] === "-";
    }
    const negativeNumberArg = (arg) => {
      if (!/^-(\d+|\d*\.\d+)([eE][+-]?\d+)?$/.test(arg)) return false;
      return !this._getCommandAndAncestors().some(
        (cmd) => cmd.options.map((opt) => opt.short).some((short) => /^-\d$/.test(short))
      );
    };
    let activeVariadicOption = null;
    let activeGroup = null;
    let i = 0;
    while (i < args.length || activeGroup) {
      const arg = activeGroup ?? args[i++];
      activeGroup = null;
      if (arg === "--") {
        if (dest === unknown3) dest.push(arg);
        dest.push(...args.slice(i));
        break;
      }
      if (activeVariadicOption && (!maybeOption(arg) || negativeNumberArg(arg))) {
        this.emit(`option:${activeVariadicOption.name()}`, arg);
        continue;
      }
      activeVariadicOption = null;
      if (maybeOption(arg)) {
        const option = this._findOption(arg);
        if (option) {
          if (option.required) {
            const value = args[i++];
            if (value === void 0) this.optionMissingArgument(option);
            this.emit(`option:${option.name()}`, value);
          } else if (option.optional) {
            let value = null;
            if (i < args.length && (!maybeOption(args[i]) || negativeNumberArg(args[i]))) {
              value = args[i++];
            }
            this.emit(`option:${option.name()}`, value);
          } else {
            this.emit(`option:${option.name()}`);
          }
          activeVariadicOption = option.variadic ? option : null;
          continue;
        }
      }
      if (arg.length > 2 && arg[0] === "-" && arg[1] !== "-") {
        const option = this._findOption(`-${arg[1]}`);
        if (option) {
          if (option.required || option.optional && this._combineFlagAndOptionalValue) {
            this.emit(`option:${option.name()}`, arg.slice(2));
          } else {
            this.emit(`option:${option.name()}`);
            activeGroup = `-${arg.slice(2)}`;
          }
          continue;
        }
      }
      if (/^--[^=]+=/.test(arg)) {
        const index = arg.indexOf("=");
        const option = this._findOption(arg.slice(0, index));
        if (option && (option.required || option.optional)) {
          this.emit(`option:${option.name()}`, arg.slice(index + 1));
          continue;
        }
      }
      if (dest === operands && maybeOption(arg) && !(this.commands.length === 0 && negativeNumberArg(arg))) {
        dest = unknown3;
      }
      if ((this._enablePositionalOptions || this._passThroughOptions) && operands.length === 0 && unknown3.length === 0) {
        if (this._findCommand(arg)) {
          operands.push(arg);
          unknown3.push(...args.slice(i));
          break;
        } else if (this._getHelpCommand() && arg === this._getHelpCommand().name()) {
          operands.push(arg, ...args.slice(i));
          break;
        } else if (this._defaultCommandName) {
          unknown3.push(arg, ...args.slice(i));
          break;
        }
      }
      if (this._passThroughOptions) {
        dest.push(arg, ...args.slice(i));
        break;
      }
      dest.push(arg);
    }
    return { operands, unknown: unknown3 };
  }
  /**
   * Return an object containing local option values as key-value pairs.
   *
   * @return {object}
   */
  opts() {
    if (this._storeOptionsAsProperties) {
      const result = {};
      const len = this.options.length;
      for (let i = 0; i < len; i++) {
        const key = this.options[i].attributeName();
        result[key] = key === this._versionOptionName ? this._version : this[key];
      }
      return result;
    }
    return this._optionValues;
  }
  /**
   * Return an object containing merged local and global option values as key-value pairs.
   *
   * @return {object}
   */
  optsWithGlobals() {
    return this._getCommandAndAncestors().reduce(
      (combinedOptions, cmd) => Object.assign(combinedOptions, cmd.opts()),
      {}
    );
  }
  /**
   * Display error message and exit (or call exitOverride).
   *
   * @param {string} message
   * @param {object} [errorOptions]
   * @param {string} [errorOptions.code] - an id string representing the error
   * @param {number} [errorOptions.exitCode] - used with process.exit
   */
  error(message, errorOptions) {
    this._outputConfiguration.outputError(
      `${message}
`,
      this._outputConfiguration.writeErr
    );
    if (typeof this._showHelpAfterError === "string") {
      this._outputConfiguration.writeErr(`${this._showHelpAfterError}
`);
    } else if (this._showHelpAfterError) {
      this._outputConfiguration.writeErr("\n");
      this.outputHelp({ error: true });
    }
    const config = errorOptions || {};
    const exitCode = config.exitCode || 1;
    const code = config.code || "commander.error";
    this._exit(exitCode, code, message);
  }
  /**
   * Apply any option related environment variables, if option does
   * not have a value from cli or client code.
   *
   * @private
   */
  _parseOptionsEnv() {
    this.options.forEach((option) => {
      if (option.envVar && option.envVar in process2.env) {
        const optionKey = option.attributeName();
        if (this.getOptionValue(optionKey) === void 0 || ["default", "config", "env"].includes(
          this.getOptionValueSource(optionKey)
        )) {
          if (option.required || option.optional) {
            this.emit(`optionEnv:${option.name()}`, process2.env[option.envVar]);
          } else {
            this.emit(`optionEnv:${option.name()}`);
          }
        }
      }
    });
  }
  /**
   * Apply any implied option values, if option is undefined or default value.
   *
   * @private
   */
  _parseOptionsImplied() {
    const dualHelper = new DualOptions(this.options);
    const hasCustomOptionValue = (optionKey) => {
      return this.getOptionValue(optionKey) !== void 0 && !["default", "implied"].includes(this.getOptionValueSource(optionKey));
    };
    this.options.filter(
      (option) => option.implied !== void 0 && hasCustomOptionValue(option.attributeName()) && dualHelper.valueFromOption(
        this.getOptionValue(option.attributeName()),
        option
      )
    ).forEach((option) => {
      Object.keys(option.implied).filter((impliedKey) => !hasCustomOptionValue(impliedKey)).forEach((impliedKey) => {
        this.setOptionValueWithSource(
          impliedKey,
          option.implied[impliedKey],
          "implied"
        );
      });
    });
  }
  /**
   * Argument `name` is missing.
   *
   * @param {string} name
   * @private
   */
  missingArgument(name) {
    const message = `error: missing required argument '${name}'`;
    this.error(message, { code: "commander.missingArgument" });
  }
  /**
   * `Option` is missing an argument.
   *
   * @param {Option} option
   * @private
   */
  optionMissingArgument(option) {
    const message = `error: option '${option.flags}' argument missing`;
    this.error(message, { code: "commander.optionMissingArgument" });
  }
  /**
   * `Option` does not have a value, and is a mandatory option.
   *
   * @param {Option} option
   * @private
   */
  missingMandatoryOptionValue(option) {
    const message = `error: required option '${option.flags}' not specified`;
    this.error(message, { code: "commander.missingMandatoryOptionValue" });
  }
  /**
   * `Option` conflicts with another option.
   *
   * @param {Option} option
   * @param {Option} conflictingOption
   * @private
   */
  _conflictingOption(option, conflictingOption) {
    const findBestOptionFromValue = (option2) => {
      const optionKey = option2.attributeName();
      const optionValue = this.getOptionValue(optionKey);
      const negativeOption = this.options.find(
        (target) => target.negate && optionKey === target.attributeName()
      );
      const positiveOption = this.options.find(
        (target) => !target.negate && optionKey === target.attributeName()
      );
      if (negativeOption && (negativeOption.presetArg === void 0 && optionValue === false || negativeOption.presetArg !== void 0 && optionValue === negativeOption.presetArg)) {
        return negativeOption;
      }
      return positiveOption || option2;
    };
    const getErrorMessage = (option2) => {
      const bestOption = findBestOptionFromValue(option2);
      const optionKey = bestOption.attributeName();
      const source = this.getOptionValueSource(optionKey);
      if (source === "env") {
        return `environment variable '${bestOption.envVar}'`;
      }
      return `option '${bestOption.flags}'`;
    };
    const message = `error: ${getErrorMessage(option)} cannot be used with ${getErrorMessage(conflictingOption)}`;
    this.error(message, { code: "commander.conflictingOption" });
  }
  /**
   * Unknown option `flag`.
   *
   * @param {string} flag
   * @private
   */
  unknownOption(flag) {
    if (this._allowUnknownOption) return;
    let suggestion = "";
    if (flag.startsWith("--") && this._showSuggestionAfterError) {
      let candidateFlags = [];
      let command = this;
      do {
        const moreFlags = command.createHelp().visibleOptions(command).filter((option) => option.long).map((option) => option.long);
        candidateFlags = candidateFlags.concat(moreFlags);
        command = command.parent;
      } while (command && !command._enablePositionalOptions);
      suggestion = suggestSimilar(flag, candidateFlags);
    }
    const message = `error: unknown option '${flag}'${suggestion}`;
    this.error(message, { code: "commander.unknownOption" });
  }
  /**
   * Excess arguments, more than expected.
   *
   * @param {string[]} receivedArgs
   * @private
   */
  _excessArguments(receivedArgs) {
    if (this._allowExcessArguments) return;
    const expected = this.registeredArguments.length;
    const s = expected === 1 ? "" : "s";
    const received = receivedArgs.length;
    const forSubcommand = this.parent ? ` for '${this.name()}'` : "";
    const details = receivedArgs.join(", ");
    const message = `error: too many arguments${forSubcommand}. Expected ${expected} argument${s} but got ${received}: ${details}.`;
    this.error(message, { code: "commander.excessArguments" });
  }
  /**
   * Unknown command.
   *
   * @private
   */
  unknownCommand() {
    const unknownName = this.args[0];
    let suggestion = "";
    if (this._showSuggestionAfterError) {
      const candidateNames = [];
      this.createHelp().visibleCommands(this).forEach((command) => {
        candidateNames.push(command.name());
        if (command.alias()) candidateNames.push(command.alias());
      });
      suggestion = suggestSimilar(unknownName, candidateNames);
    }
    const message = `error: unknown command '${unknownName}'${suggestion}`;
    this.error(message, { code: "commander.unknownCommand" });
  }
  /**
   * Get or set the program version.
   *
   * This method auto-registers the "-V, --version" option which will print the version number.
   *
   * You can optionally supply the flags and description to override the defaults.
   *
   * @param {string} [str]
   * @param {string} [flags]
   * @param {string} [description]
   * @return {(this | string | undefined)} `this` command for chaining, or version string if no arguments
   */
  version(str, flags, description) {
    if (str === void 0) return this._version;
    this._version = str;
    flags = flags || "-V, --version";
    description = description || "output the version number";
    const versionOption = this.createOption(flags, description);
    this._versionOptionName = versionOption.attributeName();
    this._registerOption(versionOption);
    this.on("option:" + versionOption.name(), () => {
      this._outputConfiguration.writeOut(`${str}
`);
      this._exit(0, "commander.version", str);
    });
    return this;
  }
  /**
   * Set the description.
   *
   * @param {string} [str]
   * @param {object} [argsDescription]
   * @return {(string|Command)}
   */
  description(str, argsDescription) {
    if (str === void 0 && argsDescription === void 0)
      return this._description;
    this._description = str;
    if (argsDescription) {
      this._argsDescription = argsDescription;
    }
    return this;
  }
  /**
   * Set the summary. Used when listed as subcommand of parent.
   *
   * @param {string} [str]
   * @return {(string|Command)}
   */
  summary(str) {
    if (str === void 0) return this._summary;
    this._summary = str;
    return this;
  }
  /**
   * Set an alias for the command.
   *
   * You may call more than once to add multiple aliases. Only the first alias is shown in the auto-generated help.
   *
   * @param {string} [alias]
   * @return {(string|Command)}
   */
  alias(alias) {
    if (alias === void 0) return this._aliases[0];
    let command = this;
    if (this.commands.length !== 0 && this.commands[this.commands.length - 1]._executableHandler) {
      command = this.commands[this.commands.length - 1];
    }
    if (alias === command._name)
      throw new Error("Command alias can't be the same as its name");
    const matchingCommand = this.parent?._findCommand(alias);
    if (matchingCommand) {
      const existingCmd = [matchingCommand.name()].concat(matchingCommand.aliases()).join("|");
      throw new Error(
        `cannot add alias '${alias}' to command '${this.name()}' as already have command '${existingCmd}'`
      );
    }
    command._aliases.push(alias);
    return this;
  }
  /**
   * Set aliases for the command.
   *
   * Only the first alias is shown in the auto-generated help.
   *
   * @param {string[]} [aliases]
   * @return {(string[]|Command)}
   */
  aliases(aliases) {
    if (aliases === void 0) return this._aliases;
    aliases.forEach((alias) => this.alias(alias));
    return this;
  }
  /**
   * Set / get the command usage `str`.
   *
   * @param {string} [str]
   * @return {(string|Command)}
   */
  usage(str) {
    if (str === void 0) {
      if (this._usage) return this._usage;
      const args = this.registeredArguments.map((arg) => {
        return humanReadableArgName(arg);
      });
      return [].concat(
        this.options.length || this._helpOption !== null ? "[options]" : [],
        this.commands.length ? "[command]" : [],
        this.registeredArguments.length ? args : []
      ).join(" ");
    }
    this._usage = str;
    return this;
  }
  /**
   * Get or set the name of the command.
   *
   * @param {string} [str]
   * @return {(string|Command)}
   */
  name(str) {
    if (str === void 0) return this._name;
    this._name = str;
    return this;
  }
  /**
   * Set/get the help group heading for this subcommand in parent command's help.
   *
   * @param {string} [heading]
   * @return {Command | string}
   */
  helpGroup(heading) {
    if (heading === void 0) return this._helpGroupHeading ?? "";
    this._helpGroupHeading = heading;
    return this;
  }
  /**
   * Set/get the default help group heading for subcommands added to this command.
   * (This does not override a group set directly on the subcommand using .helpGroup().)
   *
   * @example
   * program.commandsGroup('Development Commands:');
   * program.command('watch')...
   * program.command('lint')...
   * ...
   *
   * @param {string} [heading]
   * @returns {Command | string}
   */
  commandsGroup(heading) {
    if (heading === void 0) return this._defaultCommandGroup ?? "";
    this._defaultCommandGroup = heading;
    return this;
  }
  /**
   * Set/get the default help group heading for options added to this command.
   * (This does not override a group set directly on the option using .helpGroup().)
   *
   * @example
   * program
   *   .optionsGroup('Development Options:')
   *   .option('-d, --debug', 'output extra debugging')
   *   .option('-p, --profile', 'output profiling information')
   *
   * @param {string} [heading]
   * @returns {Command | string}
   */
  optionsGroup(heading) {
    if (heading === void 0) return this._defaultOptionGroup ?? "";
    this._defaultOptionGroup = heading;
    return this;
  }
  /**
   * @param {Option} option
   * @private
   */
  _initOptionGroup(option) {
    if (this._defaultOptionGroup && !option.helpGroupHeading)
      option.helpGroup(this._defaultOptionGroup);
  }
  /**
   * @param {Command} cmd
   * @private
   */
  _initCommandGroup(cmd) {
    if (this._defaultCommandGroup && !cmd.helpGroup())
      cmd.helpGroup(this._defaultCommandGroup);
  }
  /**
   * Set the name of the command from script filename, such as process.argv[1],
   * or import.meta.filename.
   *
   * (Used internally and public although not documented in README.)
   *
   * @example
   * program.nameFromFilename(import.meta.filename);
   *
   * @param {string} filename
   * @return {Command}
   */
  nameFromFilename(filename) {
    this._name = path.basename(filename, path.extname(filename));
    return this;
  }
  /**
   * Get or set the directory for searching for executable subcommands of this command.
   *
   * @example
   * program.executableDir(import.meta.dirname);
   * // or
   * program.executableDir('subcommands');
   *
   * @param {string} [path]
   * @return {(string|null|Command)}
   */
  executableDir(path5) {
    if (path5 === void 0) return this._executableDir;
    this._executableDir = path5;
    return this;
  }
  /**
   * Return program help documentation.
   *
   * @param {{ error: boolean }} [contextOptions] - pass {error:true} to wrap for stderr instead of stdout
   * @return {string}
   */
  helpInformation(contextOptions) {
    const helper = this.createHelp();
    const context = this._getOutputContext(contextOptions);
    helper.prepareContext({
      error: context.error,
      helpWidth: context.helpWidth,
      outputHasColors: context.hasColors
    });
    const text = helper.formatHelp(this, helper);
    if (context.hasColors) return text;
    return this._outputConfiguration.stripColor(text);
  }
  /**
   * @typedef HelpContext
   * @type {object}
   * @property {boolean} error
   * @property {number} helpWidth
   * @property {boolean} hasColors
   * @property {function} write - includes stripColor if needed
   *
   * @returns {HelpContext}
   * @private
   */
  _getOutputContext(contextOptions) {
    contextOptions = contextOptions || {};
    const error = !!contextOptions.error;
    let baseWrite;
    let hasColors;
    let helpWidth;
    if (error) {
      baseWrite = (str) => this._outputConfiguration.writeErr(str);
      hasColors = this._outputConfiguration.getErrHasColors();
      helpWidth = this._outputConfiguration.getErrHelpWidth();
    } else {
      baseWrite = (str) => this._outputConfiguration.writeOut(str);
      hasColors = this._outputConfiguration.getOutHasColors();
      helpWidth = this._outputConfiguration.getOutHelpWidth();
    }
    const write2 = (str) => {
      if (!hasColors) str = this._outputConfiguration.stripColor(str);
      return baseWrite(str);
    };
    return { error, write: write2, hasColors, helpWidth };
  }
  /**
   * Output help information for this command.
   *
   * Outputs built-in help, and custom text added using `.addHelpText()`.
   *
   * @param {{ error: boolean } | Function} [contextOptions] - pass {error:true} to write to stderr instead of stdout
   */
  outputHelp(contextOptions) {
    let deprecatedCallback;
    if (typeof contextOptions === "function") {
      deprecatedCallback = contextOptions;
      contextOptions = void 0;
    }
    const outputContext = this._getOutputContext(contextOptions);
    const eventContext = {
      error: outputContext.error,
      write: outputContext.write,
      command: this
    };
    this._getCommandAndAncestors().reverse().forEach((command) => command.emit("beforeAllHelp", eventContext));
    this.emit("beforeHelp", eventContext);
    let helpInformation = this.helpInformation({ error: outputContext.error });
    if (deprecatedCallback) {
      helpInformation = deprecatedCallback(helpInformation);
      if (typeof helpInformation !== "string" && !Buffer.isBuffer(helpInformation)) {
        throw new Error("outputHelp callback must return a string or a Buffer");
      }
    }
    outputContext.write(helpInformation);
    if (this._getHelpOption()?.long) {
      this.emit(this._getHelpOption().long);
    }
    this.emit("afterHelp", eventContext);
    this._getCommandAndAncestors().forEach(
      (command) => command.emit("afterAllHelp", eventContext)
    );
  }
  /**
   * You can pass in flags and a description to customise the built-in help option.
   * Pass in false to disable the built-in help option.
   *
   * @example
   * program.helpOption('-?, --help', 'show help'); // customise
   * program.helpOption(false); // disable
   *
   * @param {(string | boolean)} flags
   * @param {string} [description]
   * @return {Command} `this` command for chaining
   */
  helpOption(flags, description) {
    if (typeof flags === "boolean") {
      if (flags) {
        if (this._helpOption === null) this._helpOption = void 0;
        if (this._defaultOptionGroup) {
          this._initOptionGroup(this._getHelpOption());
        }
      } else {
        this._helpOption = null;
      }
      return this;
    }
    this._helpOption = this.createOption(
      flags ?? "-h, --help",
      description ?? "display help for command"
    );
    if (flags || description) this._initOptionGroup(this._helpOption);
    return this;
  }
  /**
   * Lazy create help option.
   * Returns null if has been disabled with .helpOption(false).
   *
   * @returns {(Option | null)} the help option
   * @package
   */
  _getHelpOption() {
    if (this._helpOption === void 0) {
      this.helpOption(void 0, void 0);
    }
    return this._helpOption;
  }
  /**
   * Supply your own option to use for the built-in help option.
   * This is an alternative to using helpOption() to customise the flags and description etc.
   *
   * @param {Option} option
   * @return {Command} `this` command for chaining
   */
  addHelpOption(option) {
    this._helpOption = option;
    this._initOptionGroup(option);
    return this;
  }
  /**
   * Output help information and exit.
   *
   * Outputs built-in help, and custom text added using `.addHelpText()`.
   *
   * @param {{ error: boolean }} [contextOptions] - pass {error:true} to write to stderr instead of stdout
   */
  help(contextOptions) {
    this.outputHelp(contextOptions);
    let exitCode = Number(process2.exitCode ?? 0);
    if (exitCode === 0 && contextOptions && typeof contextOptions !== "function" && contextOptions.error) {
      exitCode = 1;
    }
    this._exit(exitCode, "commander.help", "(outputHelp)");
  }
  /**
   * // Do a little typing to coordinate emit and listener for the help text events.
   * @typedef HelpTextEventContext
   * @type {object}
   * @property {boolean} error
   * @property {Command} command
   * @property {function} write
   */
  /**
   * Add additional text to be displayed with the built-in help.
   *
   * Position is 'before' or 'after' to affect just this command,
   * and 'beforeAll' or 'afterAll' to affect this command and all its subcommands.
   *
   * @param {string} position - before or after built-in help
   * @param {(string | Function)} text - string to add, or a function returning a string
   * @return {Command} `this` command for chaining
   */
  addHelpText(position, text) {
    const allowedValues = ["beforeAll", "before", "after", "afterAll"];
    if (!allowedValues.includes(position)) {
      throw new Error(`Unexpected value for position to addHelpText.
Expecting one of '${allowedValues.join("', '")}'`);
    }
    const helpEvent = `${position}Help`;
    this.on(helpEvent, (context) => {
      let helpStr;
      if (typeof text === "function") {
        helpStr = text({ error: context.error, command: context.command });
      } else {
        helpStr = text;
      }
      if (helpStr) {
        context.write(`${helpStr}
`);
      }
    });
    return this;
  }
  /**
   * Output help information if help flags specified
   *
   * @param {Array} args - array of options to search for help flags
   * @private
   */
  _outputHelpIfRequested(args) {
    const helpOption = this._getHelpOption();
    const helpRequested = helpOption && args.find((arg) => helpOption.is(arg));
    if (helpRequested) {
      this.outputHelp();
      this._exit(0, "commander.helpDisplayed", "(outputHelp)");
    }
  }
};
function incrementNodeInspectorPort(args) {
  return args.map((arg) => {
    if (!arg.startsWith("--inspect")) {
      return arg;
    }
    let debugOption;
    let debugHost = "127.0.0.1";
    let debugPort = "9229";
    let match;
    if ((match = arg.match(/^(--inspect(-brk|-wait)?)$/)) !== null) {
      debugOption = match[1];
    } else if ((match = arg.match(
      /^(--inspect(-brk|-port|-wait)?)=(\[[^\]]+\]|[^:]+)$/
    )) !== null) {
      debugOption = match[1];
      if (/^\d+$/.test(match[3])) {
        debugPort = match[3];
      } else {
        debugHost = match[3];
      }
    } else if ((match = arg.match(
      /^(--inspect(-brk|-port|-wait)?)=(\[[^\]]+\]|[^:]+):(\d+)$/
    )) !== null) {
      debugOption = match[1];
      debugHost = match[3];
      debugPort = match[4];
    }
    if (debugOption && debugPort !== "0") {
      return `${debugOption}=${debugHost}:${parseInt(debugPort) + 1}`;
    }
    return arg;
  });
}
function useColor() {
  if (process2.env.NO_COLOR || process2.env.FORCE_COLOR === "0" || process2.env.FORCE_COLOR === "false")
    return false;
  if (process2.env.FORCE_COLOR || process2.env.CLICOLOR_FORCE !== void 0)
    return true;
  return void 0;
}

// node_modules/commander/index.js
var program = new Command();

// package.json
var package_default = {
  name: "cohort-sync",
  version: "0.1.0",
  description: "Brings the OMOP data of approved patient cohorts, and nothing else, from a collaborator's Databricks into your own Azure storage.",
  license: "Apache-2.0",
  private: true,
  type: "module",
  engines: {
    node: ">=24"
  },
  bin: {
    "cohort-sync": "src/cli.ts"
  },
  scripts: {
    demo: "node src/demo/demo.ts",
    bench: "node bench/bench.ts",
    "bench:short": "node bench/bench.ts --rows 200000 --rounds 2",
    "bench:scenarios": "node bench/scenarios.ts",
    "bench:python": "bash bench/python/run.sh",
    "bench:all": "bash bench/all.sh",
    test: "vitest run",
    "test:stories": "vitest run --config vitest.stories.config.ts",
    conformance: "bash test/conformance/run.sh",
    "conformance:short": "bash test/conformance/run.sh --mode short",
    "test:stories:short": "vitest run --config vitest.stories.config.ts --mode short",
    "test:convergence": "vitest run --config vitest.convergence.config.ts",
    "test:life": "vitest run --config vitest.life.config.ts",
    "test:mutants": "vitest run --config vitest.mutants.config.ts",
    "test:mutants:short": "vitest run --config vitest.mutants.config.ts --mode short",
    "test:crash": "vitest run --config vitest.crash.config.ts",
    "test:crash:short": "vitest run --config vitest.crash.config.ts --mode short",
    "test:deploy": "bash test/deploy/check.sh",
    "test:docs": "vitest run --config vitest.docs.config.ts",
    "test:actions": "vitest run --config vitest.actions.config.ts",
    "test:actions:short": "vitest run --config vitest.actions.config.ts --mode short",
    "test:workflows": "vitest run --config vitest.workflows.config.ts",
    "test:python": "bash test/python/run.sh",
    typecheck: "tsc --noEmit",
    lint: "biome check --error-on-warnings .",
    format: "biome check --write .",
    build: "node build.ts",
    docs: "node docs.ts"
  },
  dependencies: {
    "@actions/core": "3.0.1",
    "@actions/github": "9.1.1",
    "@azure/identity": "4.14.1",
    "@azure/storage-blob": "12.34.0",
    "@databricks/sql": "2.1.0",
    "@observablehq/plot": "0.6.17",
    "apache-arrow": "21.2.0",
    "cli-table3": "0.6.5",
    commander: "15.1.0",
    hyparquet: "1.31.5",
    "hyparquet-compressors": "1.1.2",
    "hyparquet-writer": "0.17.0",
    linkedom: "0.18.12",
    "lz4-napi": "2.10.0",
    octokit: "5.0.5",
    "p-limit": "7.3.3",
    "parquet-wasm": "0.8.0",
    yaml: "2.9.1",
    zod: "4.6.7"
  },
  devDependencies: {
    "@biomejs/biome": "2.6.8",
    "@duckdb/node-api": "1.5.6-r.1",
    "@polyglot-sql/sdk": "0.12.1",
    "@types/node": "24.19.2",
    "@types/thrift": "0.10.17",
    azurite: "3.37.0",
    esbuild: "0.28.2",
    "fast-check": "4.10.2",
    nock: "15.0.6",
    node: "24.21.0",
    "playwright-core": "1.65.1",
    punycode: "2.3.1",
    selfsigned: "5.5.0",
    thrift: "0.24.0",
    typescript: "7.0.2",
    vitest: "5.1.1"
  },
  allowScripts: {
    node: true,
    esbuild: true,
    protobufjs: false
  }
};

// src/cli/problem.ts
function describeProblem(error) {
  if (error instanceof ConfigurationError && error.mistakes.length > 0) {
    return { code: error.code, message: error.message, remedy: error.remedy, mistakes: error.mistakes };
  }
  if (error instanceof CohortSyncError) {
    const { code, message, remedy, findings } = error;
    return { code, message, remedy, ...findings.length === 0 ? {} : { findings } };
  }
  const kind = error instanceof Error ? error.name : typeof error;
  return {
    code: "INTERNAL",
    message: `An unexpected ${kind} stopped the command.`,
    remedy: "Run again with COHORT_SYNC_DEBUG=1 inside the network to see the stack, and report it."
  };
}
function exitCodeOf(error) {
  return error instanceof CohortSyncError ? error.exitCode : EXIT.failed;
}

// src/cli/problem-text.ts
function problemText({ code, message, remedy, findings = [] }) {
  return [`${code}: ${message}`, ...findings.map(findingLine), `  \u2192 ${remedy}`].join("\n");
}
function findingLine({
  code,
  table,
  cohort,
  override,
  digest
}) {
  const about = [cohort, table].filter((name) => name !== null).join(" ");
  return `  finding ${digest} (${code}${about === "" ? "" : ` ${about}`}; override: ${override})`;
}

// src/cli/removed-text.ts
function removedText({ persons, tables }) {
  const rows = tables.reduce((sum2, table) => sum2 + table.rows, 0n).toLocaleString("en-US");
  const who = persons === null ? ": persons may stay no longer" : persons === 0 ? "" : `: ${persons.toLocaleString("en-US")} person(s) may stay no longer`;
  return `took ${rows} rows out of ${tables.length} table(s)${who}`;
}

// src/cli/progress.ts
var REFRESH_MILLISECONDS = 200;
function progress(write2, terminal, clock = Date.now) {
  let planned = 0n;
  let moved = 0n;
  let started;
  let shown = 0;
  let open = false;
  const clear = () => {
    if (open) write2("\r\x1B[2K");
    open = false;
  };
  const show = () => {
    if (!terminal || started === void 0) return;
    if (clock() - shown < REFRESH_MILLISECONDS) return;
    shown = clock();
    clear();
    write2(bar(moved, planned, (clock() - started) / 1e3));
    open = true;
  };
  return {
    event(event) {
      if (event.kind === "table-planned") planned += event.rows;
      if (event.kind === "rows-moved") {
        started ??= clock();
        moved += event.rows;
        show();
      }
      const text = say(event);
      if (text === void 0) return;
      clear();
      write2(`${text}
`);
    },
    end: clear
  };
}
function bar(moved, planned, seconds) {
  const rate = seconds > 0 ? Number(moved) / seconds : 0;
  const share = planned > 0n ? Number(moved * 100n / planned) : 0;
  const left = rate > 0 ? Math.max(0, Number(planned - moved) / rate) : 0;
  return `  ${share}%  ${count(moved)} of ${count(planned)} rows  ${count(BigInt(Math.round(rate)))} rows/s  ${Math.ceil(left)} s left`;
}
function say(event) {
  switch (event.kind) {
    case "run-started":
      return `run ${event.run}: ${event.cohorts} cohort(s)`;
    case "warehouse-starting":
      return "waiting for the warehouse to start";
    case "source-surveyed":
      return `surveyed ${event.tables} source table(s); frontier ${event.frontier}`;
    case "roster-loaded":
      return `loaded roster of ${event.cohort} into the sandbox`;
    case "cohort-held":
      return `${event.cohort}: ${problemText(event)}`;
    case "warning":
      return `${event.code} ${event.message}
  \u2192 ${event.remedy}`;
    case "removed":
      return `${event.cohort}: ${removedText(event)}`;
    case "cohort-purged":
      return `${event.cohort}: purged (${event.scope}); certificate ${event.certificate}`;
    case "finding":
      return event.answered ? `finding ${event.digest} (${event.code}) was answered by an owner` : void 0;
    case "snapshot-published":
      return `${event.cohort}: snapshot ${event.number} published`;
    case "snapshots-retired":
      return `${event.cohort}: ${event.snapshots} old snapshot(s) withdrawn, ${event.files} file(s) erased`;
    default:
      return void 0;
  }
}
function count(value) {
  return value.toLocaleString("en-US");
}

// src/cli/command.ts
function define(command, console2, action) {
  return command.addOption(new Option("--config <file>", "configuration file").default("cohort-sync.yml")).option("--json", "one JSON document on standard output, everything else on standard error").action(async (...parameters) => {
    const self = parameters.at(-1);
    const options = { ...self.optsWithGlobals(), arguments: self.args };
    console2.exitCode = await perform(console2, options, action);
  });
}
async function perform(console2, options, action) {
  const json = options.json ?? false;
  const shown = progress(console2.err, console2.terminal);
  const context = {
    env: console2.env,
    json,
    configuration: options.config,
    log: shown.event,
    say: (text) => (json ? console2.err : console2.out)(`${text}
`)
  };
  try {
    const { document, text, exitCode } = await action(context, options);
    shown.end();
    if (json ? document !== void 0 : text !== "") console2.out(`${json ? toJson(document) : text}
`);
    return exitCode;
  } catch (error) {
    shown.end();
    const problem = describeProblem(error);
    if (json) console2.out(`${toJson({ error: problem })}
`);
    console2.err(words(problem));
    if (console2.env.COHORT_SYNC_DEBUG === "1" && error instanceof Error) console2.err(`${trace(error)}
`);
    return exitCodeOf(error);
  }
}
function words({
  code,
  message,
  remedy,
  mistakes = [],
  findings = []
}) {
  const lines2 = mistakes.map(
    ({ file, line: line2, column, rule }) => `  ${[file, line2, column].filter((part) => part !== void 0).join(":")}: ${rule}`
  );
  return [`error ${code}: ${message}`, ...lines2, ...findings.map(findingLine), `  \u2192 ${remedy}`, ""].join(
    "\n"
  );
}
function trace(error) {
  const cause = error.cause instanceof Error ? `
caused by ${trace(error.cause)}` : "";
  return `${error.stack ?? error.name}${cause}`;
}

// src/cli/commands/approve.ts
function approveCommand(program3, console2) {
  const command = program3.command("approve").description("approve the present content of a cohort file by hand, where approvals.manual allows it").requiredOption("--cohort <id>", "cohort to approve").requiredOption("--by <name>", "who approves").requiredOption("--reason <text>", "why");
  define(command, console2, async (context, { cohort, by, reason }) => {
    const configuration = await loadConfiguration(context.configuration, context.env);
    const { approvals: approvals2, rosters } = openStores(configuration, context.env);
    const file = (await readCohortFiles(configuration.cohorts)).find((candidate) => candidate.id === cohort);
    if (file === void 0) throw unknown();
    if ("error" in file) throw file.error;
    if (file.cohort.status === "active") await readRoster(rosters, file.cohort);
    const request = { approvals: approvals2, policy: configuration.approvals, file, by, reason, at: runnerNow() };
    const { approval, created } = await approveManually(request);
    const document = {
      cohort,
      sequence: approval.sequence,
      digest: approval.digest,
      at: formatInstant(approval.at),
      created
    };
    const text = `${cohort}: approval ${approval.sequence} ${created ? "recorded" : "stands already"} (${approval.digest.slice(0, 12)})`;
    return { document, text, exitCode: EXIT.done };
  });
}
function unknown() {
  return new ConfigurationError("There is no cohort file for this cohort.", {
    code: "COHORT_UNKNOWN",
    remedy: "Name the cohort by the id of its file in the cohorts directory."
  });
}

// src/audit/audit-approvals.ts
async function auditApprovals({ approvals: approvals2, rosters }, cohort, findings) {
  const chain = await findings.verify(() => readChain(approvals2, cohort));
  const found = /* @__PURE__ */ new Map();
  const audited = [];
  for (const approval of chain ?? []) {
    const roster = await readPinned(rosters, cohort, approval);
    if (typeof roster !== "string") found.set(approval.sequence, roster);
    if (roster === "differs") {
      findings.add(
        "ROSTER_DIGEST",
        `The roster of revision ${approval.sequence} in storage is not the one that was approved.`,
        "Find out who changed the rosters container, and restore the roster from its versions."
      );
    }
    audited.push(auditedApproval(approval, typeof roster === "string" ? roster : "verified"));
  }
  const policies = await findings.verify(() => readPolicies(approvals2));
  for (const { kind, policy, sequence } of policies === void 0 ? [] : chain ?? []) {
    if (kind !== "pull-request" || policies?.some(({ digest }) => digest === policy)) continue;
    findings.add(
      "POLICY_UNAPPROVED",
      `Revision ${sequence} was approved under a policy that is not among the approved ones.`,
      "Find out who changed the approvals container, and restore the records from its versions."
    );
  }
  return { chain, approvals: audited, rosters: found };
}
async function auditFile(file, configuration, { approvals: store }, { chain = [], approvals: approvals2 }, now, findings) {
  if (file === void 0) return "missing";
  if ("error" in file) return "invalid";
  const found = await findings.verify(
    () => standing(chain, file, now, () => policyInForce(store, configuration))
  );
  const state = found?.state ?? "unapproved";
  if (state === "approved" && approvals2.at(-1)?.roster.found === "absent") {
    findings.add(
      "ROSTER_MISSING",
      `The roster of revision ${chain.length}, which is in force, is not in storage.`,
      "Restore it from the versions of the rosters container, or seal and approve the list again."
    );
  }
  return state;
}
async function readPinned(rosters, cohort, { roster }) {
  const blob = await rosters.read(`${cohort}/${roster.sha256}`);
  if (blob === void 0) return "absent";
  if (rosterDigest(blob.content) !== roster.sha256) return "differs";
  const persons = decodeRoster(blob.content);
  return persons?.length === roster.persons ? persons : "differs";
}
function auditedApproval(approval, found) {
  const { sequence, kind, by, reason, digest, predecessor, status: status2, roster } = approval;
  return {
    sequence,
    kind,
    by: oneLine(by),
    reason: oneLine(reason),
    at: formatInstant(approval.at),
    digest,
    predecessor,
    status: status2,
    expires: formatInstant(approval.expires),
    tables: approval.tables.length,
    roster: { ...roster, found }
  };
}
function oneLine(text) {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\uFFFD");
}

// src/audit/audit-members.ts
async function auditMembers({ landing }, cohort, approvals2, tables, findings) {
  const stored = await findings.verify(() => readMembers(landing, cohort));
  const groups2 = stored?.members.groups ?? [];
  for (const { group, revision } of groups2) {
    if (approvals2.chain !== void 0 && approvals2.chain[revision - 1] === void 0) {
      findings.add(
        "REVISION_UNKNOWN",
        `Group ${group} was taken up under revision ${revision}, which no approval record has.`,
        "Find out who removed approval records, and restore them from the versions of the container."
      );
    }
  }
  if (stored !== void 0) {
    checkApproved(stored.members, approvals2, tables, findings);
    checkCovered(groups2, tables, findings);
  }
  return groups2.map(({ group, revision, members, persons }) => ({
    group,
    revision,
    members,
    persons: persons.length
  }));
}
function checkApproved({ groups: groups2 }, { chain = [], rosters }, tables, findings) {
  const landed = tables.reduce((last, table) => Math.max(last, table.coverage.revision), 1);
  const inForce = chain.slice(landed - 1).map((approval) => rosters.get(approval.sequence));
  if (inForce.length === 0 || inForce.includes(void 0)) return;
  for (const { group, persons } of groups2) {
    let stray = persons;
    for (const roster of inForce) stray = difference(roster ?? new BigInt64Array(), stray).added;
    if (stray.length === 0) continue;
    findings.add(
      "PERSON_NOT_APPROVED",
      `Group ${group} holds ${stray.length} person(s) who are on no roster that is in force.`,
      "Treat the landing as damaged: do not read it; run sync, which takes them out, and find out who changed the members."
    );
  }
}
function checkCovered(groups2, tables, findings) {
  const known = new Set(groups2.map(({ group }) => group));
  for (const { table, coverage } of tables) {
    for (const { group } of coverage.groups) {
      if (known.has(group)) continue;
      findings.add(
        "GROUP_UNKNOWN",
        `${table} covers group ${group}, which the member lists do not have.`,
        "Restore the member lists of the landing from soft delete or a backup."
      );
    }
  }
}

// src/audit/table-history.ts
async function readHistory(landing, address, findings, keep, examine) {
  const newest = await newestCommit(landing, address);
  if (newest === void 0) return void 0;
  const limit = pLimit(8);
  const reads = Array.from(
    { length: newest + 1 },
    (_, version) => limit(() => findings.verify(() => requireCommit(landing, address, version)))
  );
  for (const read of reads) read.catch(() => void 0);
  const commits = [];
  const states = /* @__PURE__ */ new Map();
  let log = EMPTY_LOG;
  for (const [version, read] of reads.entries()) {
    const actions = await read;
    if (actions === void 0) break;
    const before = log;
    log = replay(log, [actions]);
    const state = await stateOf(address, version, log, findings);
    if (state !== void 0) {
      await examine(state);
      if (version === newest || keep(version)) states.set(version, state);
    }
    commits.push(auditedCommit(version, actions, before, state));
  }
  return { ...address, commits, states, version: newest, live: new Set(log.adds.keys()) };
}
async function newestCommit(landing, address) {
  let newest;
  for await (const { path: path5 } of landing.list(logFolder(address))) {
    const version = /\/(\d{20})\.json$/.exec(path5)?.[1];
    if (version !== void 0) newest = Number(version);
  }
  return newest;
}
async function requireCommit(landing, address, version) {
  const actions = await readCommit(landing, address, version);
  if (actions === void 0) throw logBroken(commitPath(address, version), "the commit is missing");
  return actions;
}
async function stateOf(address, version, log, findings) {
  if (log.commitInfo?.cohortSync !== void 0)
    return findings.verify(() => readState(address, version, log));
  findings.add(
    "FOREIGN_COMMIT",
    `Version ${version} of ${address.table} was committed by another engine.`,
    "Restore the table to the version before, or rebuild it; give other engines read rights only."
  );
  return void 0;
}
function auditedCommit(version, actions, before, state) {
  const info = actions.find((action) => action.commitInfo)?.commitInfo;
  const added = actions.flatMap(({ add }) => add ?? []);
  const removed = actions.flatMap(({ remove }) => remove ?? []);
  const { timestamp } = info ?? {};
  return {
    version,
    at: typeof timestamp === "number" ? formatInstant(BigInt(Math.trunc(timestamp)) * 1000n) : null,
    // Another engine's text is shown only where it is plain capitals.
    operation: /^[A-Z][A-Z ]{0,39}$/.test(info?.operation ?? "") ? `${info?.operation}` : "UNKNOWN",
    run: state?.coverage.run ?? null,
    revision: state?.coverage.revision ?? null,
    rowsAdded: sum(added.map(({ tags }) => tags)),
    rowsRemoved: sum(removed.map(({ path: path5 }) => before.adds.get(path5)?.tags)),
    filesAdded: added.length,
    filesRemoved: removed.length
  };
}
function sum(tags) {
  return tags.reduce((rows, each) => {
    const count2 = each?.["cohortSync.rows"] ?? "";
    return /^\d{1,19}$/.test(count2) ? rows + BigInt(count2) : rows;
  }, 0n);
}

// src/audit/audit-table.ts
async function auditTable(landing, address, chain, keep, findings) {
  let revision = 0;
  const history2 = await readHistory(landing, address, findings, keep, async (state) => {
    if (chain !== void 0) checkRevision(state, revision, chain, findings);
    revision = Math.max(revision, state.coverage.revision);
    await findings.verify(() => checkAccount(state, state.coverage, state.files.values()));
  });
  if (history2 === void 0) return void 0;
  await checkCheckpoint(landing, history2, findings);
  const stored = await storedFiles(landing, address);
  const newest = history2.states.get(history2.version);
  if (newest !== void 0) checkFiles(newest, stored, findings);
  return { history: history2, stored };
}
function auditedTable({ history: history2 }) {
  const { table, version, commits, states } = history2;
  const files = [...states.get(version)?.files.values() ?? []];
  return {
    table,
    version,
    rows: files.reduce((rows, file) => rows + file.rows, 0n),
    files: files.length,
    commits
  };
}
function checkFiles({ table, version, files }, stored, findings) {
  const wrong = [...files.values()].filter((file) => stored.get(file.path) !== file.size);
  if (wrong.length === 0) return;
  findings.add(
    "FILE_MISSING",
    `${wrong.length} of ${files.size} data file(s) of version ${version} of ${table} are missing or of another size.`,
    "Restore them from soft delete; otherwise have the table rebuilt and the snapshots that name it withdrawn."
  );
}
function checkRevision(state, before, chain, findings) {
  const { table, version, coverage, schema, files } = state;
  const at = `Version ${version} of ${table}`;
  const record = chain[coverage.revision - 1];
  if (record === void 0) {
    findings.add(
      "REVISION_UNKNOWN",
      `${at} was committed under revision ${coverage.revision}, which no approval record has.`,
      "Find out who removed approval records, and restore them from the versions of the container."
    );
    return;
  }
  if (coverage.revision < before) {
    findings.add(
      "REVISION_BACKWARD",
      `${at} was committed under revision ${coverage.revision}, after one of revision ${before}.`,
      "Find out which run used a superseded approval; then run sync and audit again."
    );
  }
  if (files.size === 0) return;
  const approved = record.tables.find((each) => each.table === table)?.columns ?? [];
  const extra = schema.filter(({ name }) => !approved.includes(name));
  if (extra.length === 0) return;
  findings.add(
    approved.length === 0 ? "TABLE_NOT_APPROVED" : "COLUMN_NOT_APPROVED",
    `${at} holds ${extra.length} column(s) that revision ${coverage.revision} did not approve.`,
    "Treat the landing as damaged: do not read it; have the table rebuilt with the approved columns."
  );
}
async function checkCheckpoint(landing, history2, findings) {
  const opened = await findings.verify(() => openTable(landing, history2));
  if (opened === void 0 || opened.foreign) return;
  const same = opened.version === history2.version && opened.log.adds.size === history2.live.size;
  if (same && [...opened.log.adds.keys()].every((path5) => history2.live.has(path5))) return;
  findings.add(
    "CHECKPOINT_DIFFERS",
    `The checkpoint of ${history2.table} gives readers other files than its commits.`,
    "Delete the checkpoint and _last_checkpoint of the table: readers then use the commits."
  );
}
async function storedFiles(landing, address) {
  const sizes = /* @__PURE__ */ new Map();
  const log = logFolder(address);
  for await (const { path: path5, size } of landing.list(tableFolder(address))) {
    if (!path5.startsWith(log)) sizes.set(path5, size);
  }
  return sizes;
}

// src/audit/audit-snapshots.ts
async function readSnapshots(landing, cohort, findings) {
  const snapshots2 = [];
  for await (const { path: path5 } of landing.list(snapshotFolder(cohort))) {
    const number = /\/(\d{10})\.json$/.exec(path5)?.[1];
    if (number === void 0) continue;
    const snapshot = await findings.verify(() => readSnapshot(landing, cohort, Number(number)));
    if (snapshot !== void 0) snapshots2.push(snapshot);
  }
  const lost = await lostNumbers(landing, cohort);
  if (lost.length > 0) await findings.verify(() => Promise.reject(snapshotsLost(cohort, lost)));
  return snapshots2;
}
async function auditSnapshots(snapshots2, tables, chain, findings) {
  let before;
  for (const snapshot of snapshots2) {
    if (chain !== void 0 && chain[snapshot.revision - 1] === void 0) {
      findings.add(
        "REVISION_UNKNOWN",
        `Snapshot ${snapshot.number} is of revision ${snapshot.revision}, which no approval record has.`,
        "Find out who removed approval records, and restore them from the versions of the container."
      );
    }
    if (before !== void 0 && goesBack(before, snapshot)) {
      findings.add(
        "SNAPSHOT_BACKWARD",
        `Snapshot ${snapshot.number} is behind snapshot ${before.number}.`,
        "Find out which run published it; readers should stay on the snapshot before."
      );
    }
    await auditCut(snapshot, tables, findings);
    before = snapshot;
  }
}
function auditedSnapshot(snapshot) {
  const { number, publishedAt, revision, through, run: run3, tables } = snapshot;
  return {
    number,
    publishedAt: formatInstant(publishedAt),
    revision,
    through: through === null ? null : formatInstant(through - 1n),
    run: run3,
    rows: Object.values(tables).reduce((rows, table) => rows + table.rows, 0n),
    tables: Object.fromEntries(Object.entries(tables).map(([name, { version }]) => [name, version]))
  };
}
async function auditCut(snapshot, tables, findings) {
  const states = [];
  for (const [name, { version }] of Object.entries(snapshot.tables)) {
    const audit = tables.get(name);
    const state = audit?.history.states.get(version);
    if (audit === void 0 || state === void 0) {
      findings.add(
        "SNAPSHOT_BROKEN",
        `Snapshot ${snapshot.number} names version ${version} of ${name}, which is not there or not ours.`,
        "Restore the table from soft delete or a backup, or have the snapshot withdrawn."
      );
      return;
    }
    checkFiles(state, audit.stored, findings);
    states.push(state);
  }
  const cut = await findings.verify(() => consistentCut(snapshot.cohort, states));
  if (cut === void 0 || sameCut(cut, snapshot)) return;
  findings.add(
    "SNAPSHOT_DIFFERS",
    `Snapshot ${snapshot.number} says something else than the versions that it names.`,
    "Find out who changed it, and restore it from the versions of the container; or have it withdrawn."
  );
}
function sameCut(cut, snapshot) {
  return cut.revision === snapshot.revision && cut.through === snapshot.through && Object.entries(snapshot.tables).every(([name, said]) => {
    const made = cut.tables[name];
    return made?.rows === said.rows && made.files === said.files && made.transfer[0] === said.transfer[0] && made.transfer[1] === said.transfer[1];
  });
}
function goesBack(before, after) {
  return after.revision < before.revision || before.through !== null && after.through !== null && after.through < before.through || Object.entries(after.tables).some(([name, { version }]) => version < (before.tables[name]?.version ?? 0));
}

// src/audit/findings.ts
function newFindings() {
  const notes = [];
  const add = (code, message, remedy) => {
    if (!notes.some((note) => note.code === code && note.message === message))
      notes.push({ code, message, remedy });
  };
  return {
    notes,
    add,
    async verify(run3) {
      try {
        return await run3();
      } catch (error) {
        if (!(error instanceof CohortSyncError) || error instanceof RemoteError) throw error;
        add(error.code, error.message, error.remedy);
        return void 0;
      }
    }
  };
}

// src/audit/audit.ts
async function runAudit(configuration, env, cohort, now) {
  if (!COHORT_ID.test(cohort)) throw unknown2();
  const stores2 = openStores(configuration, env);
  const findings = newFindings();
  const file = await fileOf(configuration, cohort);
  const approvals2 = await auditApprovals(stores2, cohort, findings);
  const snapshots2 = await readSnapshots(stores2.landing, cohort, findings);
  const tables = await auditTables(stores2, cohort, snapshots2, approvals2.chain, findings);
  const newest = [...tables.values()].flatMap(({ history: history2 }) => history2.states.get(history2.version) ?? []);
  const groups2 = await auditMembers(stores2, cohort, approvals2, newest, findings);
  await auditSnapshots(snapshots2, tables, approvals2.chain, findings);
  const runs2 = (await readReports(stores2.diagnostics)).flatMap((run3) => runOf(run3, cohort));
  const purges = await listPurges(stores2.diagnostics);
  const audited = [...tables.values()].map(auditedTable);
  const traces = [file, ...approvals2.approvals, ...snapshots2, ...audited, ...groups2].filter(Boolean).length;
  if (traces + findings.notes.length === 0) throw unknown2();
  const state = await auditFile(file, configuration, stores2, approvals2, now, findings);
  const report = {
    cohort,
    verdict: findings.notes.length === 0 ? "verified" : "failed",
    file: state,
    approvals: approvals2.approvals,
    groups: groups2,
    runs: runs2,
    tables: audited,
    snapshots: snapshots2.map(auditedSnapshot),
    removals: audited.flatMap(removalsOf),
    runsWithoutReport: withoutReport(audited, snapshots2, [...runs2.map(({ run: run3 }) => run3), ...purges]),
    findings: findings.notes
  };
  return { report, exitCode: findings.notes.length === 0 ? EXIT.done : EXIT.failed };
}
async function fileOf({ cohorts }, cohort) {
  return (await readCohortFiles(cohorts)).find((file) => file.id === cohort);
}
async function auditTables(stores2, cohort, snapshots2, chain, findings) {
  const tables = /* @__PURE__ */ new Map();
  for (const { name } of OMOP_TABLES) {
    const published = new Set(snapshots2.map((snapshot) => snapshot.tables[name]?.version));
    const address = { cohort, table: name };
    const audit = await auditTable(
      stores2.landing,
      address,
      chain,
      (version) => published.has(version),
      findings
    );
    if (audit !== void 0) tables.set(name, audit);
  }
  return tables;
}
function runOf(report, cohort) {
  const named = report.cohorts.find((each) => each.cohort === cohort);
  if (named === void 0) return [];
  return [
    {
      run: report.run,
      startedAt: report.startedAt,
      verdict: report.verdict,
      state: named.state,
      revision: named.revision,
      rows: named.tables.reduce((rows, table) => rows + table.rows, 0n),
      snapshot: named.snapshot,
      code: named.problem?.code ?? null
    }
  ];
}
var REMOVING = /* @__PURE__ */ new Set(["REMOVAL", "PURGE", "REBUILD"]);
function removalsOf({ table, commits }) {
  return commits.filter(({ operation }) => REMOVING.has(operation)).map(({ version, at, operation, run: run3, rowsRemoved, rowsAdded }) => ({
    table,
    version,
    at,
    operation,
    run: run3,
    // A file is written anew without the rows that leave: what it keeps goes out with the old file and in with the new one.
    rowsRemoved: rowsRemoved - rowsAdded
  }));
}
function withoutReport(tables, snapshots2, reports) {
  const reported = new Set(reports);
  const acted = [...tables.flatMap(({ commits }) => commits), ...snapshots2].flatMap(({ run: run3 }) => run3 ?? []);
  return [...new Set(acted)].filter((run3) => !reported.has(run3)).sort();
}
function unknown2() {
  return new ConfigurationError(
    "There is neither a file, nor an approval, nor a landing of the cohort asked for.",
    {
      code: "COHORT_UNKNOWN",
      remedy: "Name a cohort by the id of its file in the cohorts directory, or of a file that was there."
    }
  );
}

// src/cli/audit-text.ts
var import_cli_table3 = __toESM(require_cli_table3(), 1);
function renderAudit(report) {
  const { cohort, verdict: verdict3, findings, file } = report;
  const lines2 = [`${verdict3 === "verified" ? "verified" : "FAILED"}: ${cohort} (cohort file: ${file})`];
  for (const { code, message, remedy } of findings) lines2.push(`  ${code}: ${message}`, `  \u2192 ${remedy}`);
  lines2.push(...approvals(report), ...groups(report), ...runs(report));
  for (const table of report.tables) lines2.push("", ...history(table));
  if (report.tables.length > 0) lines2.push(FILE_ROWS);
  lines2.push(...snapshots(report), ...removals(report));
  return lines2.join("\n");
}
var FILE_ROWS = "+ and - count rows of the files that came and went: a file that a repair, a removal or a merge wrote anew is in both.";
function brief(digest) {
  return digest.slice(0, 12);
}
function moment(at) {
  return at?.replace(/\.\d+Z$/, "Z") ?? "\xB7";
}
function approvals({ approvals: records }) {
  if (records.length === 0) return ["", "approvals: none"];
  return [
    "",
    "approvals",
    ...records.map(
      ({ sequence, at, kind, by, reason, digest, status: status2, tables, roster }) => `  ${sequence}  ${moment(at)}  ${kind} by ${by}: ${reason}
     ${brief(digest)}  ${status2}, ${tables} tables, roster ${brief(roster.sha256)} of ${count(roster.persons)} persons: ${roster.found}`
    )
  ];
}
function groups({ groups: members }) {
  if (members.length === 0) return [];
  return [
    "",
    "groups",
    ...members.map(
      ({ group, revision, persons, members: digest }) => `  ${group}  ${count(persons)} persons, taken up under revision ${revision}, list ${brief(digest)}`
    )
  ];
}
function runs({ runs: reports, runsWithoutReport }) {
  const lines2 = reports.map(({ run: run3, startedAt, state, rows, snapshot, code }) => {
    const outcome4 = code === null ? state : `${state} (${code})`;
    return `  ${run3}  ${moment(startedAt)}  ${outcome4}, ${count(rows)} rows, snapshot ${snapshot ?? "\xB7"}`;
  });
  const silent = runsWithoutReport.map((run3) => `  ${run3}  left no report`);
  return lines2.length + silent.length === 0 ? [] : ["", "runs", ...lines2, ...silent];
}
function history({ table, version, rows, files, commits }) {
  const drawn = new import_cli_table3.default({
    head: ["version", "at", "operation", "run", "revision", "+ rows", "- rows", "+ files", "- files"],
    colAligns: ["right", "left", "left", "left", "right", "right", "right", "right", "right"],
    style: { head: [], border: [], compact: true }
  });
  for (const commit2 of commits) {
    const numbers = [commit2.rowsAdded, commit2.rowsRemoved, commit2.filesAdded, commit2.filesRemoved];
    drawn.push([
      `${commit2.version}`,
      moment(commit2.at),
      commit2.operation,
      commit2.run ?? "\xB7",
      `${commit2.revision ?? "\xB7"}`,
      ...numbers.map((number) => count(number))
    ]);
  }
  return [`${table}: version ${version}, ${count(rows)} rows in ${count(files)} files`, drawn.toString()];
}
function snapshots({ snapshots: published }) {
  if (published.length === 0) return ["", "snapshots: none"];
  return [
    "",
    "snapshots",
    ...published.map(({ number, publishedAt, revision, through, rows, run: run3, tables }) => {
      const versions = Object.entries(tables).map(([name, version]) => `${name} ${version}`);
      return `  ${number}  ${moment(publishedAt)}  revision ${revision}, through ${through ?? "\xB7"}, ${count(rows)} rows, run ${run3}
     ${versions.join(", ")}`;
    })
  ];
}
function removals({ removals: commits }) {
  if (commits.length === 0) return ["", "removals: none"];
  return [
    "",
    "removals",
    ...commits.map(
      ({ table, version, at, operation, run: run3, rowsRemoved }) => `  ${moment(at)}  ${operation} of ${count(rowsRemoved)} rows, ${table} version ${version}, run ${run3 ?? "\xB7"}`
    )
  ];
}

// src/cli/commands/audit.ts
function auditCommand(program3, console2) {
  const command = program3.command("audit").description("print the chain approval \u2192 roster \u2192 runs \u2192 versions \u2192 removals of a cohort, verified again").requiredOption("--cohort <id>", "cohort to audit");
  define(command, console2, async (context, { cohort }) => {
    const configuration = await loadConfiguration(context.configuration, context.env);
    const { report, exitCode } = await runAudit(configuration, context.env, cohort, runnerNow());
    return { document: report, text: renderAudit(report), exitCode };
  });
}

// src/cli/commands/doctor.ts
var TOUCHES = `
What it touches:
  sandbox      creates, fills, reads and drops one table cohort_sync_doctor_<random>
  landing      writes, leases and deletes one blob _cohort-sync/doctor/<random>
  staging      where the warehouse unloads: has it write one row that is nobody's, copies and deletes it
  elsewhere    nothing is written: whether this identity could write is asked by a write on a
               condition that no blob meets, which the storage refuses either way`;
function doctorCommand(program3, console2) {
  const command = program3.command("doctor").description(
    "check everything that a sync rests on: network, grants, storage rights, clocks, versions, cohorts"
  ).addHelpText("after", TOUCHES);
  define(command, console2, async (context) => {
    const configuration = await loadConfiguration(context.configuration, context.env);
    const announce = (check2) => context.say(line(check2));
    const { report, exitCode } = await runDoctor(configuration, context.env, runnerNow(), announce);
    return { document: report, text: verdict2(report), exitCode };
  });
}
var WORDS = { ok: "ok  ", warning: "warn", failed: "FAIL", skipped: "skip" };
function line({ area, subject, outcome: outcome4, message, code, remedy }) {
  const place = `${WORDS[outcome4]}  ${area.padEnd(8)} ${subject.padEnd(22)}`;
  return code === null ? `${place} ${message}` : `${place} ${code}: ${message} \u2192 ${remedy}`;
}
function verdict2({ checks, failed, warnings }) {
  const found = `${checks.length} checks, ${failed} failed, ${warnings} warning(s)`;
  return failed === 0 ? `healthy: ${found}` : `FAILED: ${found}`;
}

// src/init/init.ts
import { chmod, lstat, mkdir, readFile as readFile2, rm, stat, writeFile } from "node:fs/promises";
import path2 from "node:path";

// src/init/starter-files.ts
import { readFile } from "node:fs/promises";

// src/init/localise.ts
function localise(workflow2, { actions, pin, workflows }) {
  const at = pin === void 0 ? "" : `@${pin}`;
  return workflow2.replaceAll(/uses: \$\/actions\/([a-z-]+)/g, `uses: ${actions}/$1${at}`).replaceAll(/uses: \$\/\.github\/workflows\/([a-z-]+)\.yml/g, `uses: ${workflows}$1.yml`).replaceAll(/^ +queue: max.*\n/gm, "");
}
function retarget(caller, target) {
  return caller.replaceAll(
    /uses: yourorg\/cohort-sync\/\.github\/workflows\/([a-z-]+)\.yml@0{40} # v[\d.]+/g,
    (_all, name) => `uses: ${target(name)}`
  );
}

// src/init/starter-files.ts
var CALLERS = ["pull-request", "merge", "weekly", "rerun", "purge", "preview"];
var PLACEHOLDER = `yourorg/cohort-sync@${"0".repeat(40)}`;
async function starterFiles(choices) {
  const own = (content) => content.replaceAll("yourorg/data-", `${choices.organisation}/data-`);
  const file = async (path5, source) => ({
    path: path5,
    content: own(await template(source)),
    executable: path5.startsWith(".githooks/")
  });
  const files = await Promise.all([
    file(".githooks/pre-commit", "src/init/files/pre-commit"),
    file(".github/CODEOWNERS", "src/init/files/CODEOWNERS"),
    file(".gitignore", "src/init/files/gitignore"),
    file("cohort-sync.yml", "src/init/files/cohort-sync.yml"),
    file("cohorts/README.md", "cohorts/README.md")
  ]);
  const workflows = await (choices.server === "github" ? callers(choices) : wholeWorkflows(choices));
  return [...files, ...workflows].sort((a, b) => a.path < b.path ? -1 : 1);
}
async function callers({ actions = PLACEHOLDER, branch }) {
  const [repository = "", pin = ""] = actions.split("@");
  return Promise.all(
    CALLERS.map(async (name) => {
      const target = (called) => `${repository}/.github/workflows/${called}.yml@${pin}`;
      return workflow(name, onBranch(retarget(await template(`workflows/${name}.yml`), target), branch));
    })
  );
}
async function wholeWorkflows({ actions = PLACEHOLDER, branch }) {
  const [repository = "", pin = ""] = actions.split("@");
  const home = { actions: `${repository}/actions`, pin, workflows: "./.github/workflows/called-" };
  const own = CALLERS.map(async (name) => {
    const caller = retarget(
      await template(`workflows/${name}.yml`),
      (called2) => `${home.workflows}${called2}.yml`
    );
    return workflow(name, onBranch(localise(caller, home), branch));
  });
  const called = [...CALLERS, "sync"].map(
    async (name) => workflow(`called-${name}`, localise(await template(`.github/workflows/${name}.yml`), home))
  );
  return Promise.all([...own, ...called]);
}
function workflow(name, content) {
  return { path: `.github/workflows/${name}.yml`, content, executable: false };
}
function onBranch(content, branch) {
  return content.replace("branches: [main]", `branches: [${branch}]`);
}
async function template(file) {
  return readFile(new URL(`../../${file}`, import.meta.url), "utf8").catch((cause) => {
    throw new CohortSyncError("The files that a repository starts with are not beside this program.", {
      code: "INIT_FILES_MISSING",
      remedy: "Run init from a checkout of the cohort-sync repository: node <checkout>/dist/cli/index.js init.",
      cause
    });
  });
}

// src/init/init.ts
async function initRepository(request) {
  check(request);
  const root = await stat(request.directory).catch(() => void 0);
  if (!root?.isDirectory())
    throw refused("The directory to write to is not there.", "Make it, and run git init in it.");
  const files = [];
  for (const file of await starterFiles(request)) {
    const target = path2.join(request.directory, file.path);
    const outcome4 = await judge(target, file, request.force);
    if (!request.dryRun && (outcome4 === "written" || outcome4 === "replaced")) await write(target, file);
    files.push({ path: file.path, outcome: outcome4 });
  }
  return { dryRun: request.dryRun, files };
}
function check({ actions, organisation, branch }) {
  if (actions !== void 0 && !/^[A-Za-z0-9-]+\/[A-Za-z0-9._-]+@[0-9a-f]{40}$/.test(actions)) {
    throw refused(
      "The actions are not named by repository and commit.",
      "Write --actions organisation/repository@ and all 40 digits of a commit: a tag can be moved."
    );
  }
  if (!/^[A-Za-z0-9-]+$/.test(organisation))
    throw refused("The organisation has no possible name.", "Letters, digits and hyphens alone.");
  if (!/^[A-Za-z0-9][A-Za-z0-9._/-]*$/.test(branch))
    throw refused("The branch has no possible name.", "Letters, digits, dots, slashes and hyphens alone.");
}
function refused(message, remedy) {
  return new ConfigurationError(message, { code: "INIT_INPUT", remedy });
}
async function judge(target, { content }, force) {
  const there = await lstat(target).catch(() => void 0);
  if (!there) return "written";
  if (there.isFile() && await readFile2(target, "utf8") === content) return "equal";
  return force ? "replaced" : "kept";
}
async function write(target, { content, executable }) {
  await mkdir(path2.dirname(target), { recursive: true });
  await rm(target, { force: true });
  await writeFile(target, content, { flag: "wx" });
  if (executable) await chmod(target, 493);
}

// src/cli/commands/init.ts
function initCommand(program3, console2) {
  const command = program3.command("init").description(
    "write configuration, workflows, a pre-commit check and a .gitignore into a repository of cohorts"
  ).option("--directory <folder>", "root of that repository", ".").option("--actions <repository@commit>", "where the actions are, pinned by a whole commit id").option("--organisation <name>", "organisation of the teams", "yourorg").option("--branch <name>", "default branch of that repository", "main").addOption(
    new Option("--server <kind>", "github.com, or an Enterprise Server, which needs whole workflows").choices(["github", "enterprise"]).default("github")
  ).option("--force", "replace files that differ").option("--dry-run", "say what would be written");
  define(command, console2, async (_context, { force = false, dryRun = false, ...choices }) => {
    const result = await initRepository({ ...choices, force, dryRun });
    const next = nextSteps(choices.actions === void 0);
    return { document: { ...result, next }, text: words2(result, next), exitCode: EXIT.done };
  });
}
function nextSteps(placeholder) {
  return [
    ...placeholder ? [
      'name repository and commit of the actions: run it again with --actions and --force, or edit "uses:"'
    ] : [],
    "edit cohort-sync.yml and .github/CODEOWNERS",
    "git config core.hooksPath .githooks",
    "go on with docs/setup.md of cohort-sync: runners, App, identities, rulesets, first dry run"
  ];
}
function words2({ files, dryRun }, next) {
  const lines2 = files.map(({ path: path5, outcome: outcome4 }) => `${outcome4.padEnd(8)} ${path5}`);
  const kept = files.some(({ outcome: outcome4 }) => outcome4 === "kept");
  return [
    ...dryRun ? ["This would be done:"] : [],
    ...lines2,
    ...kept ? ["Files that were kept differ from what init would write; --force replaces them."] : [],
    "Next:",
    ...next.map((step, index) => `  ${index + 1}. ${step}`)
  ].join("\n");
}

// src/cli/commands/override.ts
var MEANINGS = {
  accept: "what a guard found is right: move on",
  rebuild: "land a table of a cohort anew from the source",
  heal: "compare all history, and replace what differs",
  erase: "erase a landing that has no cohort file"
};
function overrideCommand(program3, console2) {
  const command = program3.command("override").description("answer a finding by hand, once, where approvals.manual allows it");
  for (const kind of OVERRIDE_KINDS) {
    const others = OVERRIDE_KINDS.filter((other) => other !== kind);
    command.addOption(new Option(`--${kind} <finding>`, MEANINGS[kind]).conflicts(others));
  }
  command.option("--cohort <id>", "the cohort that the finding names").option("--table <name>", "the table that the finding names").requiredOption("--by <name>", "who answers").requiredOption("--reason <text>", "why");
  define(command, console2, async (context, options) => {
    const kind = OVERRIDE_KINDS.find((candidate) => options[candidate] !== void 0);
    const finding = kind && options[kind];
    if (kind === void 0 || finding === void 0) throw nothingAnswered();
    const { cohort = null, table = null, by, reason } = options;
    const configuration = await loadConfiguration(context.configuration, context.env);
    const { approvals: approvals2 } = openStores(configuration, context.env);
    const override = { finding, kind, cohort, table, reason };
    const stored = await overrideManually(approvals2, configuration.approvals, override, by, runnerNow());
    const { record, created } = stored;
    const document = { finding, kind, digest: record.digest, at: formatInstant(record.at), created };
    const text = `${kind} ${created ? "recorded" : "stands already"} for finding ${finding.slice(0, 12)}; the next run uses it, once`;
    return { document, text, exitCode: EXIT.done };
  });
}
function nothingAnswered() {
  return new ConfigurationError("No finding was named.", {
    code: "OVERRIDE_INPUT",
    remedy: `Give one of ${OVERRIDE_KINDS.map((kind) => `--${kind}`).join(", ")} with the digest of the finding.`
  });
}

// src/cli/parse.ts
function instant(text) {
  const parsed = parseInstant(text);
  if (parsed === void 0)
    throw new InvalidArgumentError("It must be an instant such as 2026-01-04T03:00:00Z.");
  return parsed;
}
function whole(text) {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}
function port(text) {
  const number = whole(text);
  if (number > 65535) throw new InvalidArgumentError("It must be a port: 0 to 65535, 0 for a free one.");
  return number;
}
function collect(value, before) {
  return [...before ?? [], value];
}

// src/cli/stop-signal.ts
var PATIENCE = 9e3;
function stopSignal() {
  const stop = new AbortController();
  const ask = () => {
    if (stop.signal.aborted) return;
    stop.abort();
    const end = () => {
      process.stderr.write(
        "error INTERRUPTED: something did not answer, so not everything was cleared away.\n"
      );
      process.exit(EXIT.failed);
    };
    setTimeout(end, PATIENCE).unref();
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, ask);
  return stop.signal;
}

// src/cli/commands/purge.ts
function purgeCommand(program3, console2) {
  const command = program3.command("purge").description("erase removed and withdrawn persons, and revoked, expired and abandoned landings, for good").option("--cohort <id>", "only this cohort (may be repeated)", collect).option(
    "--persons-removed",
    "only persons, tables and columns that are approved no longer, never a whole landing"
  ).option("--dry-run", "say what is due, but erase nothing");
  define(command, console2, async (context, options) => {
    const configuration = await loadConfiguration(context.configuration, context.env);
    const wanted = {
      cohorts: options.cohort ?? [],
      personsRemoved: options.personsRemoved ?? false,
      dryRun: options.dryRun ?? false,
      signal: stopSignal()
    };
    const { report, exitCode } = await purgeCohorts(configuration, context.env, wanted, context.log);
    return { document: report, text: render(report), exitCode };
  });
}
function render({ verdict: verdict3, cohorts }) {
  return [verdict3 === "done" ? "done" : "FAILED", ...cohorts.map(lines)].join("\n");
}
function lines(report) {
  return [outcome(report), ...report.waits.map((wait) => `  ${problemText(wait)}`)].join("\n");
}
function outcome(report) {
  const { cohort, state, scope, persons, unapproved, tables, removedBefore, certificate, problem } = report;
  const rows = tables.reduce((sum2, table) => sum2 + table.rowsErased, 0n);
  const earlier = removedBefore.reduce((sum2, commit2) => sum2 + commit2.rowsRemoved, 0n);
  const what = scope === "cohort" ? "the whole landing" : "persons who are approved no longer";
  const dropped = [...new Set(unapproved.map(({ table }) => table))].join(", ");
  const files = dropped === "" ? "" : `, and what is approved no longer of ${dropped}`;
  const done = `${what}, ${count(persons)} persons${files}`;
  const before = removedBefore.length === 0 ? "" : `; syncs had taken out ${count(earlier)} rows before`;
  switch (state) {
    case "nothing":
      return `${cohort}: nothing to erase`;
    case "planned":
      return `${cohort}: would erase ${done}`;
    case "purged":
      return `${cohort}: erased ${done}, ${count(rows)} rows${before}
  certificate: ${certificate}`;
    case "failed":
      return `${cohort}: ${problem === null ? state : problemText(problem)}`;
  }
}

// src/cli/commands/report.ts
import { writeFile as writeFile2 } from "node:fs/promises";
var NOTES = `
The page shows freshness, new rows by week, what was held back, healed and approved, and the growth of the storage, with
figures that may be passed on: docs/decisions/0023-the-page.md. It is kept in the landing's container under
_cohort-sync/reports/, and as ${NEWEST_PAGE}.`;
function reportCommand(program3, console2) {
  const command = program3.command("report").description(
    "tell how the newest run and its week stand, and keep a page of all cohorts as one HTML file"
  ).option("--run <run>", "tell this run instead of the newest").option("--out <file>", "write the page to this file only, and nothing to the storage").addHelpText("after", NOTES);
  define(command, console2, async (context, options) => {
    const { env } = context;
    const configuration = await loadConfiguration(context.configuration, env);
    const choice2 = options.run === void 0 ? {} : { run: options.run };
    const { report, exitCode } = await reportRun(configuration, env, choice2);
    const now = runnerNow();
    let page = options.out;
    if (page === void 0) page = await publishPage(configuration, env, report, now);
    else await writeFile2(page, await makePage(configuration, env, report, now));
    const { sign, words: words4 } = verdict(report);
    return { document: { report, page }, text: `${sign} ${words4}
page: ${page}`, exitCode };
  });
}

// src/cli/commands/review.ts
import path3 from "node:path";

// src/review/staged-change.ts
import { execFile } from "node:child_process";
import { promisify } from "node:util";
var run = promisify(execFile);
var MAXIMUM_OUTPUT = 64 * 1024 * 1024;
async function stagedChange(directory, base) {
  const git = (...parameters) => runGit(directory, parameters);
  if (base !== void 0 && !/^[A-Za-z0-9][A-Za-z0-9._/~^-]*$/.test(base)) throw unavailable(void 0);
  const from = base ?? await hasHead(git) ? await commit(git, base ?? "HEAD") : EMPTY_TREE;
  const raw = base === void 0 ? await git("diff", "--cached", ...FORM, from) : await git("diff", ...FORM, `${from}...HEAD`);
  const before = base === void 0 ? from : await mergeBase(git, from);
  const files = parseRaw(raw);
  const blobs = new Map(files.map(({ file, blob }) => [file.path, blob]));
  return {
    files: await Promise.all(files.map(({ file, blob }) => sized(git, file, blob))),
    before: (path5) => git("cat-file", "blob", `${before}:${path5}`).catch(() => void 0),
    after: async (path5) => {
      const blob = blobs.get(path5) ?? (base === void 0 ? `:0:${path5}` : `HEAD:${path5}`);
      return git("cat-file", "blob", blob).catch(() => void 0);
    },
    existedBefore: async (path5) => before !== EMPTY_TREE && (await git("log", "-1", "--format=%H", before, "--", path5)).length > 0
  };
}
var EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
var FORM = [
  "--raw",
  "-z",
  "--no-abbrev",
  "--find-renames=100%",
  "--no-ext-diff",
  "--ignore-submodules=none"
];
var KIND = { "100644": "file", "100755": "file", "120000": "link" };
function parseRaw(output) {
  const parts = output.toString("utf8").split("\0");
  const found = [];
  for (let index = 0; index + 1 < parts.length; ) {
    const [, mode = "", , blob = "", letter = ""] = (parts[index] ?? "").split(" ");
    const moved = letter.startsWith("R") || letter.startsWith("C");
    const path5 = parts[index + (moved ? 2 : 1)] ?? "";
    const previous = letter.startsWith("R") ? { previous: parts[index + 1] ?? "" } : {};
    const kind = letter === "D" ? "none" : KIND[mode] ?? "other";
    found.push({ file: { path: path5, status: status(letter), ...previous, size: 0, kind }, blob });
    index += moved ? 3 : 2;
  }
  return found;
}
function status(letter) {
  if (letter.startsWith("A") || letter.startsWith("C")) return "added";
  if (letter === "D") return "removed";
  return letter.startsWith("R") ? "renamed" : "modified";
}
async function sized(git, file, blob) {
  if (file.kind !== "file") return file;
  return { ...file, size: Number((await git("cat-file", "-s", blob)).toString()) };
}
async function hasHead(git) {
  await git("rev-parse", "--git-dir");
  return git("rev-parse", "--verify", "--quiet", "HEAD").then(
    () => true,
    () => false
  );
}
async function commit(git, name) {
  return (await git("rev-parse", "--verify", "--end-of-options", `${name}^{commit}`)).toString().trim();
}
async function mergeBase(git, from) {
  return (await git("merge-base", from, "HEAD")).toString().trim();
}
async function runGit(directory, parameters) {
  try {
    const { stdout } = await run("git", ["-C", directory, ...parameters], {
      encoding: "buffer",
      maxBuffer: MAXIMUM_OUTPUT
    });
    return stdout;
  } catch (cause) {
    throw unavailable(cause);
  }
}
function unavailable(cause) {
  return new ConfigurationError("Git gives no account of the change.", {
    code: "GIT_UNAVAILABLE",
    remedy: "Run it within a Git repository, with git installed, and name a commit that exists.",
    cause
  });
}

// src/cli/commands/review.ts
function reviewCommand(program3, console2) {
  const command = program3.command("review").description("check what is staged, or all commits since another, for mistakes and for persons").option("--base <commit>", "check the commits since this one instead of what is staged").option("--directory <folder>", "working copy", ".");
  define(command, console2, async (context, { base, directory }) => {
    const change = await stagedChange(directory, base);
    const configuration = path3.posix.normalize(context.configuration.replaceAll(path3.sep, "/"));
    const result = await reviewChange({ change, configuration });
    const exitCode = result.outcome === "refused" ? EXIT.failed : EXIT.done;
    return { document: result, text: words3(result), exitCode };
  });
}
function words3(result) {
  const findings = reviewAnnotations(result).map(({ level, file, line: line2, column, title, message }) => {
    const place = [file, line2, column].filter((part) => part !== void 0).join(":");
    return `${level === "error" ? "refused" : "notice"} ${title}${place === "" ? "" : ` ${place}`}: ${message}`;
  });
  const changes = result.changes.map((change) => `${change.cohort}: ${changeSentence(change)}`);
  const verdict3 = result.outcome === "refused" ? "Refused." : `Nothing found in ${result.files} changed file(s).`;
  return [...findings, ...changes, verdict3].join("\n");
}

// src/cli/commands/roster.ts
import { readFile as readFile4 } from "node:fs/promises";
import path4 from "node:path";

// src/cli/commands/seal.ts
import { readFile as readFile3 } from "node:fs/promises";
function sealCommand(program3, console2) {
  const command = program3.command("seal").description("store a list of persons as a roster and print the three keys for the cohort file").requiredOption("--cohort <id>", "cohort that the roster is for").requiredOption("--ids <file>", "CSV file with a column person_id, or with one column");
  define(command, console2, async (context, options) => {
    const configuration = await loadConfiguration(context.configuration, context.env);
    const content = await readFile3(options.ids).catch((cause) => {
      throw unreadable(options.ids, cause);
    });
    const { rosters } = openStores(configuration, context.env);
    const { uri, sha256, persons, duplicates } = await sealRoster(rosters, options.cohort, {
      content,
      file: options.ids
    });
    const lines2 = ["roster:", `  uri: ${uri}`, `  sha256: ${sha256}`, `  persons: ${persons}`];
    if (duplicates > 0) lines2.push(`# ${count(duplicates)} repeated id(s) were counted once`);
    return { document: { uri, sha256, persons, duplicates }, text: lines2.join("\n"), exitCode: EXIT.done };
  });
}
function unreadable(file, cause) {
  return new ConfigurationError(`The file ${file} cannot be read.`, {
    code: "FILE_UNREADABLE",
    remedy: "Check the path and the rights of the file.",
    cause
  });
}

// src/cli/commands/roster.ts
function rosterCommand(program3, console2) {
  const roster = program3.command("roster").description("look at the roster that a cohort file pins");
  const check2 = roster.command("check").description("verify address, digest, form and number of the roster of a cohort file").argument("<cohort-file>", "cohorts/<id>.yml");
  define(check2, console2, async (context, options) => {
    const { rosters, withdrawals } = await stores(context);
    const { persons: withdrawn } = await readWithdrawals(withdrawals);
    const result = await checkRoster(rosters, await cohortOf(options.arguments[0]), withdrawn);
    const text = `${result.cohort}: ${count(result.persons)} persons, ${count(result.withdrawn)} withdrawn, ${count(result.remaining)} remain; digest, form and number are right`;
    return { document: result, text, exitCode: EXIT.done };
  });
  const diff = roster.command("diff").description("compare the rosters of two versions of a cohort file").argument("<before>", "cohort file before").argument("<after>", "cohort file after").option("--ids", "also print the ids: inside the network only");
  define(diff, console2, async (context, options) => {
    const { rosters } = await stores(context);
    const [before, after] = await Promise.all(
      options.arguments.slice(0, 2).map(async (file) => readRoster(rosters, await cohortOf(file)))
    );
    if (before === void 0 || after === void 0) throw new RangeError("two cohort files are required");
    const { ids, ...counts } = diffRosters(before, after, { ids: options.ids ?? false });
    const lines2 = [
      `added ${count(counts.added)}, removed ${count(counts.removed)}, kept ${count(counts.kept)}`
    ];
    const texts = ids && { added: [...ids.added].map(String), removed: [...ids.removed].map(String) };
    for (const id of texts?.added ?? []) lines2.push(`+ ${id}`);
    for (const id of texts?.removed ?? []) lines2.push(`- ${id}`);
    return {
      document: texts ? { ...counts, ids: texts } : counts,
      text: lines2.join("\n"),
      exitCode: EXIT.done
    };
  });
}
async function stores(context) {
  return openStores(await loadConfiguration(context.configuration, context.env), context.env);
}
async function cohortOf(file = "") {
  const content = await readFile4(file).catch((cause) => {
    throw unreadable(file, cause);
  });
  const id = /^id:\s*(\S+)\s*$/m.exec(new TextDecoder().decode(content))?.[1];
  return parseCohortFile(content, id === void 0 ? path4.basename(file) : `${id}.yml`).cohort;
}

// src/cli/commands/status.ts
var import_cli_table32 = __toESM(require_cli_table3(), 1);
function statusCommand(program3, console2) {
  const command = program3.command("status").description(
    "show per cohort what is approved, what has landed and how fresh it is; the source is not asked"
  ).option("--cohort <id>", "only this cohort (may be repeated)", collect);
  define(command, console2, async (context, options) => {
    const configuration = await loadConfiguration(context.configuration, context.env);
    const { report, exitCode } = await readStatus(
      configuration,
      context.env,
      options.cohort ?? [],
      runnerNow()
    );
    return { document: report, text: render2(report), exitCode };
  });
}
function render2(report) {
  const { lastRun, heartbeat, cohorts } = report;
  const lines2 = [`last Sunday: ${report.lastSunday.slice(0, 10)}`];
  if (lastRun === null) lines2.push("last run: none has left a report");
  else {
    lines2.push(
      `last run: ${lastRun.verdict} at ${lastRun.finishedAt.replace(/\.\d+Z$/, "Z")} (${lastRun.run})`
    );
    if (lastRun.problem !== null) lines2.push(`  ${problemText(lastRun.problem)}`);
  }
  if (heartbeat !== null && heartbeat.run !== lastRun?.run)
    lines2.push(`last heartbeat: ${heartbeat.finishedAt.replace(/\.\d+Z$/, "Z")} (${heartbeat.run})`);
  if (cohorts.length === 0) lines2.push("", "There are no cohort files.");
  for (const cohort of cohorts) lines2.push("", ...cohortLines(cohort));
  return lines2.join("\n");
}
function cohortLines(cohort) {
  const lines2 = [`${cohort.cohort}: ${cohort.state}${facts(cohort)}`];
  if (cohort.problem !== null) lines2.push(`  ${problemText(cohort.problem)}`);
  lines2.push(`  ${fresh(cohort)}`);
  if (cohort.lastRun !== null) {
    const { state, code } = cohort.lastRun;
    lines2.push(`  in the last run: ${state}${code === null ? "" : ` (${code})`}`);
  }
  if (cohort.tables.length > 0) lines2.push(renderTables(cohort));
  return lines2;
}
function facts({ revision, persons, members }) {
  if (revision === null || persons === null) return "";
  const taken = members === null || members === persons ? "" : ` (${count(members)} landed)`;
  return `, revision ${revision}, ${count(persons)} persons${taken}`;
}
function fresh({ snapshot }) {
  if (snapshot === null) return "no snapshot is published";
  const { number, through, days, sundaysBehind, revision } = snapshot;
  const at = `snapshot ${number} of revision ${revision}`;
  if (through === null) return `${at}, no persons`;
  const age = sundaysBehind === 0 ? "up to the last Sunday" : `${count(sundaysBehind)} Sunday(s) behind`;
  return `${at}, fresh through ${through}, ${age} (${count(days)} days)`;
}
function renderTables({ tables }) {
  const table = new import_cli_table32.default({
    head: ["table", "rows", "version", "files", "bytes"],
    colAligns: ["left", "right", "right", "right", "right"],
    style: { head: [], border: [], compact: true }
  });
  for (const { table: name, rows, version, published, files, bytes } of tables) {
    const shown = published === version ? `${version}` : `${version} (published: ${published ?? "none"})`;
    table.push([name, count(rows), shown, count(files), count(bytes)]);
  }
  return table.toString();
}

// src/cli/report-table.ts
var import_cli_table33 = __toESM(require_cli_table3(), 1);
function renderRun(report) {
  const lines2 = [headline(report), ""];
  const moved = report.cohorts.filter((cohort) => cohort.tables.length > 0);
  if (moved.length > 0) lines2.push(renderTables2(moved), "");
  for (const cohort of report.cohorts) lines2.push(outcome2(cohort));
  for (const { code, message, remedy } of report.warnings)
    lines2.push(`warning ${code}: ${message}`, `  \u2192 ${remedy}`);
  return lines2.join("\n");
}
function headline(report) {
  const rows = report.cohorts.flatMap((cohort) => cohort.tables).reduce((sum2, table) => sum2 + table.rows, 0n);
  const verb = report.dryRun ? "would move" : "moved";
  const frontier = report.frontier === null ? "" : `, frontier ${report.frontier}`;
  return `${report.verdict === "done" ? "done" : "FAILED"}: ${verb} ${count(rows)} rows${frontier} (run ${report.run})`;
}
function renderTables2(cohorts) {
  const table = new import_cli_table33.default({
    head: ["cohort", "table", "mode", "rows", "slices", "from", "through", "version"],
    colAligns: ["left", "left", "left", "right", "right", "left", "left", "right"],
    style: { head: [], border: [], compact: true }
  });
  for (const cohort of cohorts) for (const row of cohort.tables) table.push(cells(cohort.cohort, row));
  return table.toString();
}
function cells(cohort, table) {
  return [
    cohort,
    table.table,
    table.mode === "none" ? "\xB7" : table.mode,
    table.mode === "none" ? "\xB7" : count(table.rows),
    table.mode === "none" ? "\xB7" : count(table.slices),
    table.mode === "none" ? "\xB7" : table.from ?? "the beginning",
    table.through ?? "\xB7",
    table.version === null ? "\xB7" : `${table.version}`
  ];
}
function outcome2(cohort) {
  const words4 = {
    synced: "synced",
    unchanged: "nothing to do",
    planned: "planned",
    inactive: "not read",
    held: "HELD",
    failed: "FAILED"
  };
  const snapshot = cohort.snapshot === null ? "" : `, snapshot ${cohort.snapshot}`;
  const problem = cohort.problem === null ? "" : `
  ${problemText(cohort.problem)}`;
  const removed = cohort.removed === void 0 ? "" : `
  ${removedText(cohort.removed)}`;
  return `${cohort.cohort}: ${words4[cohort.state]}${snapshot}${removed}${problem}`;
}

// src/cli/commands/sync.ts
function syncCommand(program3, console2) {
  const command = choice(program3.command("sync")).description(
    "bring the landings up to the source: all data of new cohorts, only what is new of existing ones"
  ).option("--dry-run", "plan and count, but move nothing");
  define(
    command,
    console2,
    (context, options) => perform2(context, options, options.dryRun ?? false)
  );
}
function planCommand(program3, console2) {
  const command = choice(program3.command("plan")).description("show what a sync would move now, and why");
  define(command, console2, (context, options) => perform2(context, options, true));
}
function choice(command) {
  return command.option("--cohort <id>", "only this cohort (may be repeated)", collect).option("--table <name>", "only this table (may be repeated)", collect).option(
    "--accept <finding>",
    "go on only if this finding has an approved override, unused (may be repeated)",
    collect
  ).option("--full", "compare all history with the source, also what no survey shows to have changed");
}
async function perform2(context, options, dryRun) {
  const configuration = await loadConfiguration(context.configuration, context.env);
  const choice2 = {
    cohorts: options.cohort ?? [],
    tables: options.table ?? [],
    dryRun,
    full: options.full ?? false,
    accept: options.accept ?? [],
    signal: stopSignal()
  };
  const { report, exitCode } = await runSync(configuration, context.env, choice2, context.log);
  return { document: report, text: renderRun(report), exitCode };
}

// src/cli/commands/verify.ts
var import_cli_table34 = __toESM(require_cli_table3(), 1);

// src/verify/heal.ts
async function verifyAndHeal(configuration, env, options, log) {
  const first = await runVerify(configuration, env, options, log);
  const differing = first.report.cohorts.filter(({ state }) => state === "differs");
  const { landing, approvals: approvals2 } = openStores(configuration, env);
  const policy = configuration.approvals;
  const overrides = openOverrides({ landing, approvals: approvals2, policy, run: first.report.run, dryRun: true });
  const answers = await Promise.all(
    differing.map(async ({ cohort }) => ({ cohort, given: await pendingHeals(overrides, [cohort]) }))
  );
  const cohorts = answers.flatMap(({ cohort, given }) => given.length > 0 ? [cohort] : []);
  if (cohorts.length === 0) return first;
  const stop = options.signal === void 0 ? {} : { signal: options.signal };
  const synced = await runSync(configuration, env, { cohorts, tables: [], dryRun: false, ...stop }, log);
  const again = await runVerify(configuration, env, { ...options, cohorts }, log);
  const latest = new Map(again.report.cohorts.map((each) => [each.cohort, each]));
  const report = {
    ...first.report,
    cohorts: first.report.cohorts.map((each) => latest.get(each.cohort) ?? each),
    healed: cohorts.filter((cohort) => latest.get(cohort)?.state === "verified")
  };
  const failed = hasFailed(report.cohorts);
  const exitCode = synced.exitCode !== EXIT.done ? synced.exitCode : failed ? EXIT.failed : EXIT.done;
  return { report: { ...report, verdict: failed ? "failed" : "verified" }, exitCode };
}

// src/cli/commands/verify.ts
function verifyCommand(program3, console2) {
  const command = program3.command("verify").description("read the landings again and compare them with the source").option("--cohort <id>", "only this cohort (may be repeated)", collect).option("--deep", "read every file and every row of the source, and compare whole rows").option(
    "--heal",
    "replace from the source what differs, where an owner has answered that; then verify again"
  );
  define(command, console2, async (context, options) => {
    const configuration = await loadConfiguration(context.configuration, context.env);
    const wanted = { cohorts: options.cohort ?? [], deep: options.deep ?? false, signal: stopSignal() };
    const { env, log } = context;
    const verifying = options.heal ? verifyAndHeal : runVerify;
    const { report, exitCode } = await verifying(configuration, env, wanted, log);
    return { document: report, text: render3(report), exitCode };
  });
}
function render3(report) {
  const table = new import_cli_table34.default({
    head: ["cohort", "table", "version", "rows", "files read", "files", "differences"],
    colAligns: ["left", "left", "right", "right", "right", "right", "right"],
    style: { head: [], border: [], compact: true }
  });
  for (const { cohort, tables } of report.cohorts) {
    for (const row of tables) {
      const numbers = [row.version, row.rows, row.filesRead, row.files, row.differences].map(
        (value) => count(value)
      );
      table.push([cohort, row.table, ...numbers]);
    }
  }
  return [
    report.verdict === "verified" ? "verified" : "FAILED",
    table.toString(),
    ...report.cohorts.map(outcome3),
    ...report.healed.length === 0 ? [] : [`healed: ${report.healed.join(", ")}`]
  ].join("\n");
}
function outcome3({ cohort, state, snapshot, problem }) {
  const at = snapshot === null ? "" : ` at snapshot ${snapshot}`;
  const why = problem === null ? "" : `
  ${problemText(problem)}`;
  return `${cohort}: ${state}${at}${why}`;
}

// src/cli/commands/warehouse.ts
function warehouseCommand(program3, console2) {
  const command = program3.command("warehouse").description(
    "run a local SQL warehouse that speaks the Databricks protocol, on a folder of OMOP files or on generated data"
  ).option("--load <dir>", "folder of CSV or Parquet files named after OMOP tables").option("--load-dt <instant>", "load_dt of rows that have none", instant).option("--generate <persons>", "generate OMOP data for so many persons", whole).option("--seed <n>", "seed of the generated data", whole).option("--weeks <n>", "Sundays over which rows are spread or grow", whole).option("--now <instant>", "the warehouse's clock; without it, the real time", instant).option("--port <n>", "port; without it, a free one", port).option(
    "--unload-to <url>",
    "abfss://CONTAINER@\u2026 that statements may unload to: that container of AZURE_STORAGE_CONNECTION_STRING"
  ).addOption(
    new Option("--engine <name>", "what runs the SQL; spark needs src/local/spark/install.sh").choices(["duckdb", "spark"]).default("duckdb")
  );
  define(command, console2, async (context, options) => {
    if (options.load === void 0 === (options.generate === void 0))
      throw loadOrGenerate(options.load !== void 0);
    const { runWarehouse } = await standIn();
    const stop = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stop.abort());
    if (options.engine === "spark" && options.now !== void 0) throw sparkClock();
    const { load, loadDt, generate, seed, weeks, now, engine, unloadTo } = options;
    const connectionString = context.env.AZURE_STORAGE_CONNECTION_STRING;
    const unload = unloadTo === void 0 ? void 0 : unloadTarget(unloadTo, connectionString);
    const given = { load, loadDt, generate, seed, weeks, now, port: options.port, engine, unload };
    const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== void 0));
    await runWarehouse(
      present,
      (connection) => {
        if (context.json) console2.out(`${toJson(connection)}
`);
        else
          context.say(
            [
              `warehouse at https://${connection.host}:${connection.port}${connection.httpPath}, certificate ${connection.caFile}`,
              `export DATABRICKS_TOKEN=${connection.token}`
            ].join("\n")
          );
      },
      stop.signal
    );
    return { document: void 0, text: "", exitCode: EXIT.done };
  });
}
async function standIn() {
  try {
    return await import("../../local/warehouse-command.ts");
  } catch (cause) {
    if (cause.code !== "ERR_MODULE_NOT_FOUND") throw cause;
    throw new ConfigurationError("The local warehouse is not part of this installation.", {
      code: "NO_LOCAL_WAREHOUSE",
      remedy: "Run it from a clone of the repository, after npm ci with its development dependencies.",
      cause
    });
  }
}
function unloadTarget(url, connectionString) {
  const container = /^abfss:\/\/([a-z0-9-]{3,63})@[^/]+$/.exec(url)?.[1];
  if (container === void 0) {
    throw new ConfigurationError("--unload-to is not the address of a container.", {
      code: "USAGE",
      remedy: "Give what staging.location says: abfss://CONTAINER@ACCOUNT.dfs.core.windows.net"
    });
  }
  if (connectionString === void 0 || connectionString === "") {
    throw new ConfigurationError("--unload-to needs a storage that the warehouse can write to.", {
      code: "USAGE",
      remedy: "Set AZURE_STORAGE_CONNECTION_STRING to that of the account, or of the emulator."
    });
  }
  return { url, container, connectionString };
}
function sparkClock() {
  return new ConfigurationError("The clock of Spark cannot be set.", {
    code: "USAGE",
    remedy: "Leave out --now, or use --engine duckdb."
  });
}
function loadOrGenerate(both) {
  const message = both ? "The warehouse takes --load or --generate, not both." : "The warehouse needs --load or --generate.";
  return new ConfigurationError(message, {
    code: "USAGE",
    remedy: "Give --load DIR for a folder of OMOP files, or --generate PERSONS for made-up data."
  });
}

// src/cli/program.ts
async function run2(argv, env, streams = STANDARD) {
  const console2 = { ...streams, env, exitCode: EXIT.done };
  try {
    await program2(console2).parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return EXIT.done;
    const message = error.message.replace(/^error: /, "");
    if (argv.includes("--json")) console2.out(`${toJson({ error: { ...USAGE, message } })}
`);
    return EXIT.configuration;
  }
  return console2.exitCode;
}
function program2(console2) {
  const program3 = new Command("cohort-sync").description(
    "Brings the OMOP data of approved patient cohorts, and nothing else, into your own Azure storage."
  ).version(package_default.version).exitOverride().configureOutput({ writeOut: console2.out, writeErr: console2.err }).showHelpAfterError("(run with --help for the options)");
  for (const add of [
    sealCommand,
    rosterCommand,
    approveCommand,
    overrideCommand,
    purgeCommand,
    planCommand,
    syncCommand,
    verifyCommand,
    statusCommand,
    reportCommand,
    auditCommand,
    doctorCommand,
    initCommand,
    reviewCommand,
    warehouseCommand
  ])
    add(program3, console2);
  return program3;
}
var USAGE = {
  code: "USAGE",
  remedy: "Run the command with --help for what it takes."
};
var STANDARD = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  terminal: process.stderr.isTTY ?? false
};

// src/cli.ts
process.exitCode = await run2(process.argv, process.env);
