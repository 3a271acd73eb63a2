import { z } from 'zod';
import { COHORT_ID } from '../cohort/cohort-schema.ts';
import { ConfigurationError, type Mistake } from '../errors.ts';
import { omopTable } from '../omop/tables.ts';
import type { Environment } from '../storage/azure-credential.ts';

/** An input of an action: its name in `action.yml`, what it must be, and the rule that is told when it is not. */
interface Field<Schema extends z.ZodType<unknown, string>> {
  readonly name: string;
  readonly rule: string;
  readonly schema: Schema;
}

function field<Schema extends z.ZodType<unknown, string>>(
  name: string,
  rule: string,
  schema: Schema,
): Field<Schema> {
  return { name, rule, schema };
}

/** YAML 1.2's words for true and false, as `core.getBooleanInput` takes them; empty is false. */
const flag = z
  .string()
  .regex(/^(?:|true|True|TRUE|false|False|FALSE)$/)
  .transform((text) => text.toLowerCase() === 'true');

/** By line or comma, each once. */
const list = (pattern: (entry: string) => boolean) =>
  z
    .string()
    .transform((text) =>
      [...new Set(text.split(/[\n,]/).map((entry) => entry.trim()))].filter((e) => e !== ''),
    )
    .refine((entries) => entries.every(pattern));

const optional = <Schema extends z.ZodType<unknown, string>>(schema: Schema) =>
  z
    .literal('')
    .transform(() => undefined)
    .or(schema);

/** Every input that any action takes. A rule is a constant: what was given is never told, it may be a secret. */
export const FIELDS = {
  config: field(
    'config',
    'must be the path of a .yml file within the repository, such as cohort-sync.yml',
    z.string().regex(/^(?!\/|.*(?:^|\/)\.\.(?:\/|$))[A-Za-z0-9._/-]{1,190}\.ya?ml$/),
  ),
  githubToken: field(
    'github-token',
    'must be a token, such as github.token',
    z.string().regex(/^[\x21-\x7e]{1,1000}$/),
  ),
  pullRequest: field(
    'pull-request',
    'must be the number of a pull request',
    z
      .string()
      .regex(/^[1-9]\d{0,8}$/)
      .transform(Number),
  ),
  appId: field(
    'app-id',
    'must be the id or the client id of a GitHub App',
    optional(z.string().regex(/^(?:\d{1,12}|Iv[A-Za-z0-9.]{10,40})$/)),
  ),
  appPrivateKey: field(
    'app-private-key',
    'must be a private key in PEM form, whole',
    optional(
      z.string().regex(/^-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+-----END [A-Z ]*PRIVATE KEY-----\s*$/),
    ),
  ),
  azureClientId: field(
    'azure-client-id',
    'must be the client id of the identity, a UUID',
    optional(z.guid()),
  ),
  azureTenantId: field('azure-tenant-id', 'must be the id of the tenant, a UUID', optional(z.guid())),
  cohorts: field(
    'cohorts',
    'must be ids of cohorts, by comma or line',
    list((entry) => COHORT_ID.test(entry)),
  ),
  tables: field(
    'tables',
    'must be names of OMOP tables, by comma or line',
    list((entry) => omopTable(entry) !== undefined),
  ),
  accept: field(
    'accept',
    'must be digests of findings, 64 hexadecimal digits each, by comma or line',
    list((entry) => /^[0-9a-f]{64}$/.test(entry)),
  ),
  dryRun: field('dry-run', 'must be true or false', flag),
  full: field('full', 'must be true or false', flag),
  deep: field('deep', 'must be true or false', flag),
  personsRemoved: field('persons-removed', 'must be true or false', flag),
  run: field(
    'run',
    'must be the id of a run, as prepare puts it out',
    z.string().regex(/^\d{8}t\d{6}_[0-9a-f]{8}$/),
  ),
  storedRun: field(
    'run',
    'must be the id of a run, or empty for the newest',
    optional(z.string().regex(/^\d{8}t\d{6}_[0-9a-f]{8}$/)),
  ),
  jobs: field(
    'jobs',
    'must be what needs says of a job: success, failure, cancelled or skipped; or empty',
    optional(z.enum(['success', 'failure', 'cancelled', 'skipped'])),
  ),
  shard: field(
    'shard',
    'must be the number of a shard, as prepare puts it out',
    z
      .string()
      .regex(/^[1-9]\d{0,2}$/)
      .transform(Number),
  ),
} as const;

export type FieldKey = keyof typeof FIELDS;

/** What an action was given, parsed. */
export type Inputs<Keys extends FieldKey> = { readonly [K in Keys]: z.output<(typeof FIELDS)[K]['schema']> };

/**
 * Reads an action's inputs as the runner hands them over, once, before anything else is done.
 * @throws ConfigurationError `INPUT_INVALID` with all mistakes: each names the input and the rule, never the value
 */
export function readInputs<Keys extends FieldKey>(keys: readonly Keys[], env: Environment): Inputs<Keys> {
  const values: Partial<Record<FieldKey, unknown>> = {};
  const mistakes: Mistake[] = [];
  for (const key of keys) {
    const { name, rule, schema } = FIELDS[key];
    const parsed = schema.safeParse((env[`INPUT_${name.toUpperCase()}`] ?? '').trim());
    if (parsed.success) values[key] = parsed.data;
    else mistakes.push({ file: name, rule });
  }
  if (values.azureClientId !== undefined && values.azureTenantId === undefined)
    mistakes.push({ file: FIELDS.azureTenantId.name, rule: 'must be given together with azure-client-id' });
  if (values.azureTenantId !== undefined && values.azureClientId === undefined)
    mistakes.push({ file: FIELDS.azureClientId.name, rule: 'must be given together with azure-tenant-id' });
  if (mistakes.length === 0) return values as Inputs<Keys>;
  throw new ConfigurationError('The inputs of the action have mistakes.', {
    code: 'INPUT_INVALID',
    remedy: 'Correct the inputs named in the workflow.',
    mistakes,
  });
}
