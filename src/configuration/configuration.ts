import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { type ContentDigest, contentDigest } from '../cohort/cohort-file.ts';
import { type DocumentKind, parseDocument } from '../document/document.ts';
import { ConfigurationError } from '../errors.ts';
import { connectionAccount } from '../storage/azure-blob-store.ts';
import type { Environment } from '../storage/azure-credential.ts';
import { abfssLocation, containerAddress, parseContainerAddress } from '../storage/container-address.ts';
import { type ConfigurationFile, configurationSchema } from './schema.ts';

/** A container of its own, by its whole address; never with a credential. */
export interface ContainerConfiguration {
  readonly url: string;
}

/** What cohort-sync.yml says, with every default filled in. Secrets are in the environment, never here. */
export interface Configuration {
  /** The absolute path of the file. */
  readonly file: string;
  /** What its bytes are: which policy was approved is told by these. */
  readonly content: ContentDigest;
  readonly source: SourceConfiguration;
  readonly landing: ContainerConfiguration;
  readonly rosters: ContainerConfiguration;
  readonly withdrawals: ContainerConfiguration;
  readonly approvals: ApprovalPolicy & ContainerConfiguration;
  readonly diagnostics: ContainerConfiguration;
  /** Where certificates of erasure are kept besides the landing. Absent: the landing alone has them. */
  readonly certificates?: ContainerConfiguration;
  /** Where the warehouse unloads to. Absent: it never did. */
  readonly staging?: StagingConfiguration;
  /** The absolute path of the directory of cohort files. */
  readonly cohorts: string;
  /** Whether the rows of a proposed cohort may be counted at the source before anybody approved it. */
  readonly preview: { readonly enabled: boolean };
  /** Whether the Git server itself stands inside the network; only then may a repository hold lists of persons. */
  readonly git: { readonly insideNetwork: boolean };
  readonly limits: Readonly<ConfigurationFile['limits']>;
  readonly transfer: Readonly<ConfigurationFile['transfer']>;
  readonly upkeep: Readonly<ConfigurationFile['upkeep']>;
}

export interface SourceConfiguration {
  readonly host: string;
  readonly port: number;
  readonly httpPath: string;
  /** Absent: the warehouse's own default. */
  readonly catalog?: string;
  readonly schema: string;
  readonly sandbox: string;
  /** Absolute path of a PEM file. */
  readonly caFile?: string;
  /** IANA name: where a `load_dt` without zone is read. Absent: such a `load_dt` is an error. */
  readonly timeZone?: string;
  /** Tenant of the identity that signs in at the source. Absent: that of the storage. */
  readonly tenantId?: string;
  /** Application id of that identity. Absent: that of the storage. */
  readonly clientId?: string;
}

export interface StagingConfiguration extends ContainerConfiguration {
  /** The same place as the warehouse names it, `abfss://…` or `/Volumes/…`, without a slash at its end. */
  readonly location: string;
}

/** Who must have approved a cohort file. */
export interface ApprovalPolicy {
  /** True where a person at a shell may approve; the default refuses. */
  readonly manual: boolean;
  readonly require: readonly { readonly team: string; readonly minimum: number }[];
  readonly owners?: string;
}

const KIND: DocumentKind = {
  name: 'configuration',
  code: 'CONFIGURATION_INVALID',
  remedy: 'Correct the lines named, then run again; the README lists every key.',
};

/**
 * Reads the configuration. Containers that are not named lie in the landing's account under the names of their role.
 * @param env read for the account of AZURE_STORAGE_CONNECTION_STRING, in which a container named alone lies, and for
 *   COHORT_SYNC_APPROVALS_URL, the one container of approvals that this machine believes
 * @throws ConfigurationError `CONFIGURATION_MISSING`, `CONFIGURATION_INVALID` with all mistakes, or `APPROVALS_ELSEWHERE`
 */
export async function loadConfiguration(file: string, env: Environment): Promise<Configuration> {
  let content: Uint8Array;
  try {
    content = await readFile(file);
  } catch (cause) {
    throw new ConfigurationError(`There is no configuration at ${file}.`, {
      code: 'CONFIGURATION_MISSING',
      remedy: 'Name the file with --config, or run in the directory of cohort-sync.yml.',
      cause,
    });
  }
  const configuration = parseConfiguration(content, file, env);
  requireApprovalsHere(configuration, env);
  return configuration;
}

/**
 * Whether a configuration was approved is asked of the approvals that it names itself: one that nobody approved could name
 * a container of its own, with approvals of its own. So the machine says which container is believed, before any is asked.
 */
function requireApprovalsHere({ approvals }: Configuration, env: Environment): void {
  const here = env.COHORT_SYNC_APPROVALS_URL;
  if (!here || containerAddress(here).url === approvals.url) return;
  throw new ConfigurationError('The configuration names another container of approvals than this machine.', {
    code: 'APPROVALS_ELSEWHERE',
    remedy: 'Put approvals.url back, or set COHORT_SYNC_APPROVALS_URL on the runners to the new container.',
  });
}

/** `loadConfiguration` for content that was read already. */
export function parseConfiguration(content: Uint8Array, file: string, env: Environment): Configuration {
  const account = connectionAccount(env.AZURE_STORAGE_CONNECTION_STRING);
  const schema = configurationSchema(account).check(({ value, issues }) => {
    issues.push(
      ...containerConflicts(value, account),
      ...limitConflicts(value),
      ...stagingConflicts(value, account),
    );
  });
  const parsed = parseDocument(content, path.basename(file), schema, KIND);
  const directory = path.dirname(path.resolve(file));
  const { certificates, staging, ...containers } = addresses(parsed, account);
  const { caFile, catalog, timeZone, tenantId, clientId, ...source } = parsed.source;
  const { manual, require, owners } = parsed.approvals;
  return {
    file: path.resolve(file),
    content: contentDigest(content),
    source: {
      ...source,
      ...(catalog === undefined ? {} : { catalog }),
      ...(caFile === undefined ? {} : { caFile: path.resolve(directory, caFile) }),
      ...(timeZone === undefined ? {} : { timeZone }),
      ...(tenantId === undefined ? {} : { tenantId }),
      ...(clientId === undefined ? {} : { clientId }),
    },
    ...containers,
    ...(parsed.certificates === undefined ? {} : { certificates }),
    ...(stages(parsed) ? { staging: { ...staging, location: locationOf(parsed, staging.url) ?? '' } } : {}),
    approvals: { ...containers.approvals, manual, require, ...(owners === undefined ? {} : { owners }) },
    cohorts: path.resolve(directory, parsed.cohorts),
    preview: parsed.preview,
    git: parsed.git,
    limits: parsed.limits,
    transfer: parsed.transfer,
    upkeep: parsed.upkeep,
  };
}

const ROLES = [
  'landing',
  'rosters',
  'withdrawals',
  'approvals',
  'diagnostics',
  'certificates',
  'staging',
] as const;
type Role = (typeof ROLES)[number];

function addresses(
  file: ConfigurationFile,
  account: string | undefined,
): Record<Role, ContainerConfiguration> {
  const landing = parseContainerAddress(file.landing.url, account);
  const home = 'rule' in landing ? undefined : landing.account;
  const address = (role: Role): ContainerConfiguration => {
    const parsed = parseContainerAddress(file[role]?.url ?? role, home);
    return { url: 'rule' in parsed ? '' : parsed.url };
  };
  return {
    landing: address('landing'),
    rosters: address('rosters'),
    withdrawals: address('withdrawals'),
    approvals: address('approvals'),
    diagnostics: address('diagnostics'),
    certificates: address('certificates'),
    staging: address('staging'),
  };
}

/** A container that is not there yet is asked for nothing; one that was used once is still to be cleared. */
function stages({ transfer, staging }: ConfigurationFile): boolean {
  return transfer.mode === 'unload' || staging !== undefined;
}

function locationOf({ staging }: ConfigurationFile, url: string): string | undefined {
  return staging?.location ?? abfssLocation(url);
}

/** Rights are given by container: two roles in one container would share them. */
function containerConflicts(file: ConfigurationFile, account: string | undefined): z.core.$ZodRawIssue[] {
  const seen = new Set<string>();
  const issues: z.core.$ZodRawIssue[] = [];
  const urls = addresses(file, account);
  for (const role of ROLES) {
    if (role === 'certificates' && file.certificates === undefined) continue;
    if (role === 'staging' && !stages(file)) continue;
    const parsed = parseContainerAddress(urls[role].url);
    if ('rule' in parsed) continue;
    const container = `${parsed.account}/${parsed.container}`;
    if (seen.has(container)) {
      const message =
        'must be a container of its own: landing, rosters, withdrawals, approvals, diagnostics, certificates and staging have separate rights';
      issues.push({ code: 'custom', message, path: [role, 'url'], input: undefined });
    }
    seen.add(container);
  }
  return issues;
}

/** The storage copies out of staging by itself, which it does within an account. */
function stagingConflicts(file: ConfigurationFile, account: string | undefined): z.core.$ZodRawIssue[] {
  if (!stages(file)) return [];
  const urls = addresses(file, account);
  const [landing, staging] = [
    parseContainerAddress(urls.landing.url),
    parseContainerAddress(urls.staging.url),
  ];
  if ('rule' in landing || 'rule' in staging) return [];
  const issue = (key: string, message: string): z.core.$ZodRawIssue => ({
    code: 'custom',
    message,
    path: ['staging', key],
    input: undefined,
  });
  if (landing.account !== staging.account) return [issue('url', 'must lie in the account of the landing')];
  if (locationOf(file, urls.staging.url) !== undefined) return [];
  return [
    issue('location', 'must say how the warehouse names the container: it cannot be told from its url'),
  ];
}

function limitConflicts({ limits }: ConfigurationFile): z.core.$ZodRawIssue[] {
  // The check also runs over values whose own form is wrong: those are told already, and are texts still.
  if (typeof limits.growth !== 'number' || typeof limits.growthStop !== 'number') return [];
  if (limits.growthStop >= limits.growth) return [];
  const message = 'must not be below limits.growth';
  return [{ code: 'custom', message, path: ['limits', 'growthStop'], input: undefined }];
}
