import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ExternalLocation, locationOf } from '../external-location.ts';
import type { RunningStatement } from '../sql-engine.ts';

const UNLOAD = /^INSERT OVERWRITE DIRECTORY '([^']+)'/;

/** Where a statement unloads to; undefined for one that does not. */
export function unloadsTo(sql: string): string | undefined {
  return UNLOAD.exec(sql)?.[1];
}

/**
 * INSERT OVERWRITE DIRECTORY on Spark, whose driver for Azure's file systems asks an endpoint that Azurite does not have: Spark
 * writes to a folder of this machine, and its files go from there to the external location, the marker of success last.
 */
export class SparkUnload implements RunningStatement {
  readonly #inner: RunningStatement;
  readonly #locations: readonly ExternalLocation[];
  readonly #target: string;
  readonly #folder: string;

  /** @param begin begins the statement with another text, the directory in it being one of this machine */
  constructor(
    sql: string,
    directory: string,
    locations: readonly ExternalLocation[],
    begin: (sql: string) => RunningStatement,
  ) {
    this.#target = unloadsTo(sql) ?? '';
    this.#locations = locations;
    this.#folder = join(directory, `unload-${randomUUID()}`);
    this.#inner = begin(sql.replace(UNLOAD, `INSERT OVERWRITE DIRECTORY 'file://${this.#folder}'`));
  }

  get reads(): readonly string[] {
    return this.#inner.reads;
  }

  get written(): readonly string[] {
    return [];
  }

  async execute(): Promise<undefined> {
    const { location, folder } = locationOf(this.#locations, this.#target);
    try {
      await this.#inner.execute();
      await location.clear(folder);
      // Checksums of a local disk, whose names begin with a dot, are no part of what Spark writes elsewhere.
      const names = (await readdir(this.#folder)).filter((name) => !name.startsWith('.'));
      const last = (name: string): number => (name.startsWith('_') ? 1 : 0);
      for (const name of names.sort((a, b) => last(a) - last(b))) {
        await location.put(folder + name, await readFile(join(this.#folder, name)));
      }
    } finally {
      await rm(this.#folder, { recursive: true, force: true });
    }
    return undefined;
  }

  cancel(): void {
    this.#inner.cancel();
  }
}
