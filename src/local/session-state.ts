import type { Catalog } from './catalog.ts';
import { SqlError } from './sql-error.ts';
import { unsupported } from './sql-tree.ts';

/** What a session has set. */
export interface SessionState {
  schema: string;
  timeZone: string;
  readonly user: string;
}

/** Settings that change nothing here may be set to what they are; any other is refused, never ignored. */
export function applySetting(session: SessionState, key: string, value: string): undefined {
  const name = key.toLowerCase();
  if (name === 'timezone' || name === 'spark.sql.session.timezone') {
    session.timeZone = timeZone(value);
    return undefined;
  }
  if (name === 'ansi_mode' || name === 'spark.sql.ansi.enabled') {
    if (value.toLowerCase() === 'true') return undefined;
    throw unsupported('Anything but ANSI mode');
  }
  if (name === 'use_cached_result') return undefined;
  throw unsupported(`The setting "${name}"`);
}

function timeZone(value: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return value;
  } catch (error) {
    throw new SqlError('INVALID_PARAMETER_VALUE', `'${value}' is not a time zone.`, { cause: error });
  }
}

export const LOCAL_USER = 'local@example.org';

const SESSION_SETTINGS = new Set([
  'timezone',
  'spark.sql.session.timezone',
  'ansi_mode',
  'spark.sql.ansi.enabled',
]);

/** The state of a new session, in the namespace and with the settings that the client asks for. */
export function newSession(
  catalog: Catalog,
  wanted: { readonly catalog?: string | null | undefined; readonly schema?: string | null | undefined },
  settings: Readonly<Record<string, string>>,
): SessionState {
  const { schema } = catalog.qualify(
    [wanted.catalog || catalog.name, wanted.schema || 'default', ''],
    'default',
  );
  if (!catalog.hasSchema(schema))
    throw new SqlError('SCHEMA_NOT_FOUND', `The schema \`${schema}\` cannot be found.`);
  const state: SessionState = { schema, timeZone: 'UTC', user: LOCAL_USER };
  for (const [key, value] of Object.entries(settings)) {
    // Clients send settings of their own driver along; those of the session follow the rules of SET.
    if (SESSION_SETTINGS.has(key.toLowerCase())) applySetting(state, key, value);
  }
  return state;
}
