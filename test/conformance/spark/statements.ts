import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isPublication } from './rosters.ts';
import type { SharedSpark } from './shared-spark.ts';
import { SHAPES } from './statement-shapes.ts';

const SOURCES = path.resolve(import.meta.dirname, '../../../src');
const STATEMENTS = path.join(SOURCES, 'source/statements');
/** What declares or passes statements on, and writes none. */
const PASSES_ON = 'src/source/warehouse.ts';

/** Looks back at what the parts before it have had Spark run. */
export function statements(spark: () => SharedSpark): void {
  describe('the statements that the product can send', () => {
    const shapes = Object.entries(SHAPES).flatMap(([writer, variants]) =>
      Object.entries(variants).map(([variant, shape]) => [writer, variant, shape] as const),
    );

    it('are written by no other functions and files than those looked for here', async () => {
      const writers: string[] = [];
      for (const file of await readdir(STATEMENTS)) {
        const text = await readFile(path.join(STATEMENTS, file), 'utf8');
        writers.push(
          ...[...text.matchAll(/^export function (\w+Statements?)\(/gm)].map(([, name = '']) => name),
        );
      }
      for (const file of await readdir(SOURCES, { recursive: true })) {
        const name = `src/${file.replaceAll(path.sep, '/')}`;
        if (!name.endsWith('.ts') || /^src\/(?:local|demo|source\/statements)\//.test(name)) continue;
        if (/\bsql:/.test(await readFile(path.join(SOURCES, file), 'utf8'))) writers.push(name);
      }
      expect(writers.filter((name) => name !== PASSES_ON).sort()).toEqual(Object.keys(SHAPES).sort());
    });

    it.each(shapes)('%s, %s: has run on Spark', (_, __, shape) => {
      const run = spark().warehouse.statements.filter(
        ({ state, sql }) => state === 'finished' && shape.test(sql),
      );
      expect(run.length).toBeGreaterThan(0);
    });

    it('are all of a kind that is looked for here', () => {
      const unknown = spark().warehouse.statements.filter(
        ({ sql }) => !shapes.some(([, , shape]) => shape.test(sql)),
      );
      expect(unknown.map(({ sql }) => sql)).toEqual([]);
    });

    it('have failed nowhere but where a table is not there or has no history to read, and where two published at once', () => {
      const failed = spark().warehouse.statements.filter(({ state }) => state !== 'finished');
      const others = failed.filter(({ sql }) => !sql.startsWith('DESCRIBE') && !isPublication(sql));
      expect(others.map(({ sql, state }) => [state, sql])).toEqual([]);
    });
  });
}
