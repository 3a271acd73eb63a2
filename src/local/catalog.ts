import { SqlError } from './sql-error.ts';

/** Where physical tables lie; a client cannot name it. */
export const VERSIONS_SCHEMA = '_versions';
/** Hidden columns of a physical table: a row is in every version of [FROM, TO). */
export const FROM_COLUMN = '_version_from';
export const TO_COLUMN = '_version_to';
export const LAST_VERSION = 9_223_372_036_854_775_807n;

export interface TableColumn {
  readonly name: string;
  /** The DuckDB type. */
  readonly type: string;
}

/** Rows of a table from some version on. `CREATE OR REPLACE` starts a new one; the old versions stay readable. */
export interface Generation {
  readonly physical: string;
  readonly firstVersion: number;
  readonly columns: readonly TableColumn[];
}

export interface HistoryEntry {
  readonly version: number;
  /** Microseconds UTC. */
  readonly at: bigint;
  readonly operation: string;
  readonly isBlindAppend: boolean;
}

export interface TableEntry {
  readonly kind: 'table';
  readonly schema: string;
  readonly name: string;
  readonly clusterBy: readonly string[];
  readonly generations: readonly Generation[];
  readonly history: readonly HistoryEntry[];
  /** `delta.deletedFileRetentionDuration`, where it was set. */
  readonly retention?: string;
}

export interface ViewEntry {
  readonly kind: 'view';
  readonly schema: string;
  readonly name: string;
  /** The view's query in Databricks SQL, and the schema that unqualified names in it mean. */
  readonly query: string;
  readonly home: string;
}

export type CatalogEntry = TableEntry | ViewEntry;

export interface TableName {
  readonly schema: string;
  readonly name: string;
}

/** What the names of one warehouse mean. Entries are replaced, never changed: a statement keeps what it resolved. */
export class Catalog {
  readonly name: string;
  readonly #schemas = new Map<string, Map<string, CatalogEntry>>();

  constructor(name: string) {
    this.name = name;
  }

  schemas(): readonly string[] {
    return [...this.#schemas.keys()].sort();
  }

  hasSchema(schema: string): boolean {
    return this.#schemas.has(schema.toLowerCase());
  }

  createSchema(schema: string): void {
    this.#schemas.set(schema.toLowerCase(), new Map());
  }

  entries(schema: string): readonly CatalogEntry[] {
    return [...this.#tables(schema).values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** One, two or three parts; names do not depend on case. */
  qualify(parts: readonly string[], currentSchema: string): TableName {
    const [name, schema = currentSchema, catalog = this.name, ...more] = parts.toReversed();
    if (name === undefined || more.length > 0)
      throw new SqlError('PARSE_SYNTAX_ERROR', 'A name has one to three parts.');
    if (catalog.toLowerCase() !== this.name.toLowerCase()) {
      throw new SqlError('CATALOG_NOT_FOUND', `The catalog \`${catalog}\` was not found.`);
    }
    return { schema: schema.toLowerCase(), name: name.toLowerCase() };
  }

  find(name: TableName): CatalogEntry | undefined {
    return this.#tables(name.schema).get(name.name);
  }

  get(name: TableName): CatalogEntry {
    const entry = this.#schemas.get(name.schema)?.get(name.name);
    if (entry !== undefined) return entry;
    throw new SqlError(
      'TABLE_OR_VIEW_NOT_FOUND',
      `The table or view \`${name.schema}\`.\`${name.name}\` cannot be found.`,
    );
  }

  set(entry: CatalogEntry): void {
    this.#tables(entry.schema).set(entry.name, entry);
  }

  delete(name: TableName): void {
    this.#tables(name.schema).delete(name.name);
  }

  #tables(schema: string): Map<string, CatalogEntry> {
    const tables = this.#schemas.get(schema.toLowerCase());
    if (tables === undefined)
      throw new SqlError('SCHEMA_NOT_FOUND', `The schema \`${schema}\` cannot be found.`);
    return tables;
  }
}

export function displayName(name: TableName): string {
  return `${name.schema}.${name.name}`;
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function latestVersion(table: TableEntry): number {
  return table.history.at(-1)?.version ?? 0;
}

export function latestGeneration(table: TableEntry): Generation {
  const generation = table.generations.at(-1);
  if (generation === undefined) throw new Error('a table without rows of its own');
  return generation;
}

export function physicalName(generation: Generation): string {
  return `${quoteName(VERSIONS_SCHEMA)}.${quoteName(generation.physical)}`;
}

/** The rows of one version as a DuckDB subquery; `extra` columns (such as `rowid`) come first. */
export function versionSql(
  table: TableEntry,
  version: number | undefined,
  extra: readonly string[] = [],
): string {
  const last = latestVersion(table);
  const wanted = version ?? last;
  const generation = table.generations.findLast((candidate) => candidate.firstVersion <= wanted);
  if (generation === undefined || wanted > last || wanted < 0) {
    throw new SqlError(
      'DELTA_VERSION_NOT_FOUND',
      `Cannot time travel Delta table to version ${wanted}. Available versions: [0, ${last}].`,
    );
  }
  const columns = [...extra, ...generation.columns.map((column) => quoteName(column.name))].join(', ');
  return `(SELECT ${columns} FROM ${physicalName(generation)} WHERE ${quoteName(FROM_COLUMN)} <= ${wanted} AND ${quoteName(TO_COLUMN)} > ${wanted})`;
}
