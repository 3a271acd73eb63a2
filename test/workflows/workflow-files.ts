import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { ROOT } from './tools.ts';

export interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Job {
  readonly name?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly environment?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly secrets?: unknown;
  readonly steps?: readonly Step[];
}

export interface Workflow {
  /** From the root of the repository. */
  readonly file: string;
  readonly text: string;
  readonly on: Readonly<Record<string, { readonly inputs?: Readonly<Record<string, unknown>> }>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** All workflows of a folder of this repository. */
export async function workflowsIn(folder: string): Promise<readonly Workflow[]> {
  const names = (await readdir(path.join(ROOT, folder))).filter((name) => name.endsWith('.yml')).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(path.join(ROOT, folder, name), 'utf8');
      return { ...(parse(text) as Omit<Workflow, 'file' | 'text'>), file: `${folder}/${name}`, text };
    }),
  );
}

export interface ActionFile {
  readonly name: string;
  /** From the root of the repository. */
  readonly file: string;
  readonly description: string;
  readonly inputs: Readonly<
    Record<string, { readonly description?: string; readonly required?: boolean; readonly default?: unknown }>
  >;
  readonly outputs: Readonly<Record<string, { readonly description?: string }>>;
  readonly runs: { readonly using: string; readonly main: string };
  readonly branding?: unknown;
}

/** The root action and those of `actions/`, in that order. */
export async function actionFiles(): Promise<readonly ActionFile[]> {
  const names = await readdir(path.join(ROOT, 'actions')).catch(() => []);
  const files = ['action.yml', ...names.sort().map((name) => `actions/${name}/action.yml`)];
  const read = files.map(async (file) => {
    const text = await readFile(path.join(ROOT, file), 'utf8').catch(() => undefined);
    if (text === undefined) return [];
    const action = parse(text) as Partial<ActionFile>;
    return [{ inputs: {}, outputs: {}, ...action, file } as ActionFile];
  });
  return (await Promise.all(read)).flat();
}
