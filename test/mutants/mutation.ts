import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin as BundlePlugin } from 'esbuild';
import type { Mutant } from './mutants.ts';

/** The part of a mutant that changes the product. */
export type Mutation = Omit<Mutant, 'caughtBy'>;

const ROOT = path.resolve(import.meta.dirname, '../..');

/** The source with the mutation in it; a mutation that no longer applies is an error. */
export function mutated({ name, file, from, to }: Mutation, code: string): string {
  const places = code.split(from).length - 1;
  if (places === 1) return code.replace(from, () => to);
  throw new Error(`the mutant "${name}" applies at ${places} places of ${file}`);
}

/** Applies the mutation when a test loads the file. */
export function mutation(mutant: Mutant) {
  return {
    name: 'mutation',
    enforce: 'pre' as const,
    transform(code: string, file: string) {
      return file === path.join(ROOT, mutant.file) ? mutated(mutant, code) : undefined;
    },
  };
}

/** Applies it in the bundle of the transfer worker as well. */
export function bundledMutation(mutant: Mutation): BundlePlugin {
  return {
    name: 'mutation',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
        if (file !== path.join(ROOT, mutant.file)) return undefined;
        return { contents: mutated(mutant, await readFile(file, 'utf8')), loader: 'ts' };
      });
    },
  };
}
