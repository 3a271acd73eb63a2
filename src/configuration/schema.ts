import os from 'node:os';
import { z } from 'zod';
import { strictObject } from '../document/strict-object.ts';
import { DAY } from '../instant.ts';
import { parseContainerAddress } from '../storage/container-address.ts';
import { duration, percentage, size } from './quantity.ts';

/** Names that stand in SQL, always quoted; what Unity Catalog allows without a doubt. */
const sqlName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,254}$/, 'must be letters, digits, underscores and hyphens');

const team = z.string().regex(/^[A-Za-z0-9-]+\/[A-Za-z0-9._-]+$/, 'must be a team written organisation/team');

const timeZone = z
  .string()
  .refine(isTimeZone, 'must be a time zone of the IANA database (Europe/Berlin, UTC)');

/** A tenant or an application of Entra ID. */
const entraId = z
  .string()
  .regex(
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
    'must be an id of 36 characters, as Entra ID shows it',
  );

/** The token of an identity is shown to nobody else, whoever wrote the configuration. */
const WORKSPACE =
  /^(?:localhost|127\.0\.0\.1|.+\.(?:azuredatabricks\.net|databricks\.azure\.(?:us|cn)|databricks\.com))$/i;

const source = strictObject({
  host: z
    .string()
    .regex(/^[A-Za-z0-9.-]{1,253}$/, {
      error: 'must be a host name alone, without https:// and without a path',
      abort: true,
    })
    .regex(WORKSPACE, 'must be the host of a Databricks workspace (adb-….azuredatabricks.net)'),
  port: z.int().min(1).max(65_535).default(443),
  httpPath: z
    .string()
    .regex(/^\/[A-Za-z0-9/._-]+$/, 'must be the HTTP path of a SQL warehouse (/sql/1.0/warehouses/...)'),
  catalog: sqlName.optional(),
  schema: sqlName.default('omop'),
  sandbox: sqlName.default('sandbox'),
  caFile: z.string().min(1).optional(),
  timeZone: timeZone.optional(),
  tenantId: entraId.optional(),
  clientId: entraId.optional(),
});

const limits = strictObject({
  settle: duration.prefault('6h'),
  recheck: duration.prefault('8w'),
  // Never fewer: every figure that leaves the network rests on it.
  smallCell: z.int().min(11).default(11),
  growth: percentage.prefault('0.25%'),
  growthStop: percentage.prefault('5%'),
  growthFloor: z.int().min(0).default(10_000),
  grace: duration.prefault('30d'),
  jobs: z.int().min(1).max(256).default(20),
});

const transfer = strictObject({
  mode: z.enum(['stream', 'unload']).default('stream'),
  workers: z
    .int()
    .min(1)
    .max(64)
    .default(() => Math.min(8, os.availableParallelism())),
  rowsPerSlice: z.int().min(1).default(2_000_000),
  rowGroupRows: z.int().min(1).max(16_777_216).default(262_144),
  fileBytes: size.prefault('128MiB'),
  cloudFetch: z.boolean().default(true),
});

/** How Databricks names a container, or an external volume over it. It stands in SQL: nothing that would end a text may be in it. */
const location = z
  .string()
  .regex(
    /^(abfss:\/\/[a-z0-9-]{3,63}@[a-z0-9.-]{1,253}|\/Volumes(\/[A-Za-z0-9_-]+){3})(\/[A-Za-z0-9_-]+)*$/,
    'must be abfss://<container>@<account>.dfs.core.windows.net or /Volumes/<catalog>/<schema>/<volume>, without a slash at its end',
  );

/** Removed files stay for a month whatever is said here: a snapshot must not go before them. */
const SHORTEST_KEEP = 30n * DAY;

const upkeep = strictObject({
  mergeSlices: z.int().min(0).default(12),
  keepSnapshots: duration.refine((kept) => kept >= SHORTEST_KEEP, 'must be 30 days or more').prefault('104w'),
});

/**
 * The schema of cohort-sync.yml. Durations become microseconds, percentages fractions, sizes bytes.
 * @param account the storage account that a container named alone lies in (of the connection string), if any
 */
export function configurationSchema(account: string | undefined) {
  const landingUrl = z.string().check(addressCheck(account));
  // The landing's account completes these; here only their form is judged.
  const url = z.string().check(addressCheck('https://account.invalid')).optional();
  const container = strictObject({ url }).prefault({});
  const approvals = strictObject({
    manual: z.boolean().default(false),
    require: z.array(strictObject({ team, minimum: z.int().min(1).max(20).default(1) })).default([]),
    owners: team.optional(),
    url,
  });
  return strictObject({
    source,
    landing: strictObject({ url: landingUrl }),
    rosters: container,
    withdrawals: container,
    approvals: approvals.prefault({}),
    diagnostics: container,
    certificates: strictObject({ url: z.string().check(addressCheck('https://account.invalid')) }).optional(),
    staging: strictObject({ url, location: location.optional() }).optional(),
    cohorts: z.string().min(1).default('cohorts'),
    preview: strictObject({ enabled: z.boolean().default(false) }).prefault({}),
    git: strictObject({ insideNetwork: z.boolean().default(false) }).prefault({}),
    limits: limits.prefault({}),
    transfer: transfer.prefault({}),
    upkeep: upkeep.prefault({}),
  });
}

export type ConfigurationFile = z.output<ReturnType<typeof configurationSchema>>;

function addressCheck(account: string | undefined): z.core.CheckFn<string> {
  return ({ value, issues }) => {
    const address = parseContainerAddress(value, account);
    if ('rule' in address) issues.push({ code: 'custom', message: address.rule, input: value });
  };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
