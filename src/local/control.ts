import { formatInstant, type Instant, parseInstant } from '../instant.ts';
import type { StatementRecord } from './statement-log.ts';

/** What can be asked of a running warehouse from outside, beside SQL. */
export interface Controlled {
  readonly statements: readonly StatementRecord[];
  setNow(now: Instant): void;
  run(sql: string): Promise<readonly Record<string, unknown>[]>;
}

/** Answers `GET /local/statements`, `POST /local/clock` and `POST /local/sql` as JSON; long integers travel as text. */
export async function answerControl(
  warehouse: Controlled,
  method: string,
  path: string,
  body: string,
): Promise<string | undefined> {
  switch (`${method} ${path}`) {
    case 'GET /local/statements':
      return json(warehouse.statements.map((record) => ({ ...record, at: formatInstant(record.at) })));
    case 'POST /local/clock':
      return setClock(warehouse, body);
    case 'POST /local/sql':
      try {
        return json({ rows: await warehouse.run(body) });
      } catch (error) {
        return json({ error: error instanceof Error ? error.message : String(error) });
      }
    default:
      return undefined;
  }
}

function setClock(warehouse: Controlled, body: string): string {
  const now = parseInstant(wantedNow(body));
  if (now === undefined) return json({ error: 'now is an instant in ISO 8601 with a zone' });
  warehouse.setNow(now);
  return json({ now: formatInstant(now) });
}

function wantedNow(body: string): string {
  try {
    return String((JSON.parse(body) as { readonly now?: unknown } | null)?.now);
  } catch {
    return '';
  }
}

function json(value: unknown): string {
  return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? part.toString() : part));
}
