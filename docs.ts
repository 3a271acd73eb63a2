import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';

const ROOT = import.meta.dirname;

interface Parameter {
  readonly description?: string;
  readonly required?: boolean;
  readonly default?: unknown;
}

interface Described {
  /** As a reader calls it. */
  readonly title: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, Parameter>>;
  readonly outputs: Readonly<Record<string, Parameter>>;
}

/** What is generated of `action.yml` files and workflows, by file, so that no table says what is not so. */
export async function generatedDocs(): Promise<Readonly<Record<string, string>>> {
  const [actions, workflows] = await Promise.all([describedActions(), describedWorkflows()]);
  const readme = await readFile(path.join(ROOT, 'README.md'), 'utf8');
  return {
    'docs/actions.md': page(actions, workflows),
    'README.md': readme.replace(
      /(<!-- actions: written by npm run docs -->\n)[\s\S]*?(<!-- end of actions -->)/,
      (_all, from: string, to: string) => `${from}\n${overview(actions)}\n\n${to}`,
    ),
  };
}

async function describedActions(): Promise<readonly Described[]> {
  const folders = await readdir(path.join(ROOT, 'actions')).catch(() => []);
  const files = ['action.yml', ...folders.sort().map((name) => `actions/${name}/action.yml`)];
  const described = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(path.join(ROOT, file), 'utf8').catch(() => undefined);
      if (text === undefined) return [];
      const { description = '', inputs = {}, outputs = {} } = parse(text) as Partial<Described>;
      const title = file === 'action.yml' ? 'cohort-sync' : path.dirname(file);
      return [{ title, description, inputs, outputs }];
    }),
  );
  return described.flat();
}

interface Called {
  readonly on: { readonly workflow_call?: Partial<Described> & { secrets?: Record<string, Parameter> } };
}

async function describedWorkflows(): Promise<readonly Described[]> {
  const folder = '.github/workflows';
  const names = (await readdir(path.join(ROOT, folder))).filter((name) => name.endsWith('.yml')).sort();
  const described = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(path.join(ROOT, folder, name), 'utf8');
      const called = (parse(text) as Called).on.workflow_call;
      if (!called) return [];
      const { inputs = {}, outputs = {}, secrets = {} } = called;
      // The comment at its head says what the workflow is for.
      const description = [...text.matchAll(/^# (.*)$/gm)].map(([, line]) => line).join(' ');
      return [{ title: `${folder}/${name}`, description, inputs: { ...inputs, ...secrets }, outputs }];
    }),
  );
  return described.flat();
}

function overview(actions: readonly Described[]): string {
  const rows = actions.map(({ title, description }) => `| \`${title}\` | ${cell(description)} |`);
  return ['| action | what it does |', '| --- | --- |', ...rows].join('\n');
}

function page(actions: readonly Described[], workflows: readonly Described[]): string {
  return [
    '# Actions and workflows',
    'Written by `npm run docs` from the files themselves; a test compares. [setup.md](setup.md) tells how to put them together.',
    '## Actions',
    ...actions.map(section),
    '## Reusable workflows',
    ...workflows.map(section),
  ]
    .join('\n\n')
    .concat('\n');
}

function section({ title, description, inputs, outputs }: Described): string {
  const parts = [`### \`${title}\``, description.trim()];
  const given = Object.entries(inputs).map(
    ([name, { description: text = '', required, default: value }]) =>
      `| \`${name}\` | ${required ? 'required' : shown(value)} | ${cell(text)} |`,
  );
  if (given.length > 0)
    parts.push(['| input | default | meaning |', '| --- | --- | --- |', ...given].join('\n'));
  const made = Object.entries(outputs).map(
    ([name, { description: text = '' }]) => `| \`${name}\` | ${cell(text)} |`,
  );
  if (made.length > 0) parts.push(['| output | meaning |', '| --- | --- |', ...made].join('\n'));
  return parts.join('\n\n');
}

function shown(value: unknown): string {
  return value === undefined || value === '' ? '' : `\`${String(value)}\``;
}

function cell(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
}

if (import.meta.main) {
  for (const [file, content] of Object.entries(await generatedDocs()))
    await writeFile(path.join(ROOT, file), content);
}
