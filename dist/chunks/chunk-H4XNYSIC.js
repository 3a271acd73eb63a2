import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  external_exports,
  strictObject
} from "./chunk-AORXR5WC.js";
import {
  DAY,
  HOUR,
  MINUTE,
  SECOND,
  WEEK
} from "./chunk-FV3B4KGK.js";
import {
  parseContainerAddress
} from "./chunk-OOPARS65.js";

// src/configuration/schema.ts
import os from "node:os";

// src/configuration/quantity.ts
var SECONDS_OF = { s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: WEEK };
var duration = external_exports.string().regex(/^\d{1,6}[smhdw]$/, "must be a whole number and a unit: s, m, h, d or w (6h, 8w)").transform((text) => BigInt(text.slice(0, -1)) * (SECONDS_OF[text.slice(-1)] ?? 0n));
var percentage = external_exports.string().regex(/^(100|\d{1,2}(\.\d{1,6})?)%$/, "must be a percentage from 0% to 100% (0.25%)").transform((text) => Number(text.slice(0, -1)) / 100);
var BYTES_OF = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };
var size = external_exports.string().regex(/^[1-9]\d{0,3}(KiB|MiB|GiB)$/, "must be a whole number and a unit: KiB, MiB or GiB (128MiB)").transform((text) => Number(text.slice(0, -3)) * (BYTES_OF[text.slice(-3)] ?? 0));

// src/configuration/schema.ts
var sqlName = external_exports.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,254}$/, "must be letters, digits, underscores and hyphens");
var team = external_exports.string().regex(/^[A-Za-z0-9-]+\/[A-Za-z0-9._-]+$/, "must be a team written organisation/team");
var timeZone = external_exports.string().refine(isTimeZone, "must be a time zone of the IANA database (Europe/Berlin, UTC)");
var entraId = external_exports.string().regex(
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  "must be an id of 36 characters, as Entra ID shows it"
);
var WORKSPACE = /^(?:localhost|127\.0\.0\.1|.+\.(?:azuredatabricks\.net|databricks\.azure\.(?:us|cn)|databricks\.com))$/i;
var source = strictObject({
  host: external_exports.string().regex(/^[A-Za-z0-9.-]{1,253}$/, {
    error: "must be a host name alone, without https:// and without a path",
    abort: true
  }).regex(WORKSPACE, "must be the host of a Databricks workspace (adb-\u2026.azuredatabricks.net)"),
  port: external_exports.int().min(1).max(65535).default(443),
  httpPath: external_exports.string().regex(/^\/[A-Za-z0-9/._-]+$/, "must be the HTTP path of a SQL warehouse (/sql/1.0/warehouses/...)"),
  catalog: sqlName.optional(),
  schema: sqlName.default("omop"),
  sandbox: sqlName.default("sandbox"),
  caFile: external_exports.string().min(1).optional(),
  timeZone: timeZone.optional(),
  tenantId: entraId.optional(),
  clientId: entraId.optional()
});
var limits = strictObject({
  settle: duration.prefault("6h"),
  recheck: duration.prefault("8w"),
  // Never fewer: every figure that leaves the network rests on it.
  smallCell: external_exports.int().min(11).default(11),
  growth: percentage.prefault("0.25%"),
  growthStop: percentage.prefault("5%"),
  growthFloor: external_exports.int().min(0).default(1e4),
  grace: duration.prefault("30d"),
  jobs: external_exports.int().min(1).max(256).default(20)
});
var transfer = strictObject({
  mode: external_exports.enum(["stream", "unload"]).default("stream"),
  workers: external_exports.int().min(1).max(64).default(() => Math.min(8, os.availableParallelism())),
  rowsPerSlice: external_exports.int().min(1).default(2e6),
  rowGroupRows: external_exports.int().min(1).max(16777216).default(262144),
  fileBytes: size.prefault("128MiB"),
  cloudFetch: external_exports.boolean().default(true)
});
var location = external_exports.string().regex(
  /^(abfss:\/\/[a-z0-9-]{3,63}@[a-z0-9.-]{1,253}|\/Volumes(\/[A-Za-z0-9_-]+){3})(\/[A-Za-z0-9_-]+)*$/,
  "must be abfss://<container>@<account>.dfs.core.windows.net or /Volumes/<catalog>/<schema>/<volume>, without a slash at its end"
);
var SHORTEST_KEEP = 30n * DAY;
var upkeep = strictObject({
  mergeSlices: external_exports.int().min(0).default(12),
  keepSnapshots: duration.refine((kept) => kept >= SHORTEST_KEEP, "must be 30 days or more").prefault("104w")
});
function configurationSchema(account) {
  const landingUrl = external_exports.string().check(addressCheck(account));
  const url = external_exports.string().check(addressCheck("https://account.invalid")).optional();
  const container = strictObject({ url }).prefault({});
  const approvals = strictObject({
    manual: external_exports.boolean().default(false),
    require: external_exports.array(strictObject({ team, minimum: external_exports.int().min(1).max(20).default(1) })).default([]),
    owners: team.optional(),
    url
  });
  return strictObject({
    source,
    landing: strictObject({ url: landingUrl }),
    rosters: container,
    withdrawals: container,
    approvals: approvals.prefault({}),
    diagnostics: container,
    certificates: strictObject({ url: external_exports.string().check(addressCheck("https://account.invalid")) }).optional(),
    staging: strictObject({ url, location: location.optional() }).optional(),
    cohorts: external_exports.string().min(1).default("cohorts"),
    preview: strictObject({ enabled: external_exports.boolean().default(false) }).prefault({}),
    git: strictObject({ insideNetwork: external_exports.boolean().default(false) }).prefault({}),
    limits: limits.prefault({}),
    transfer: transfer.prefault({}),
    upkeep: upkeep.prefault({})
  });
}
function addressCheck(account) {
  return ({ value, issues }) => {
    const address = parseContainerAddress(value, account);
    if ("rule" in address) issues.push({ code: "custom", message: address.rule, input: value });
  };
}
function isTimeZone(name) {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export {
  configurationSchema
};
