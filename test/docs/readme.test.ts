import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { run } from '../../src/cli/program.ts';
import { parseConfiguration } from '../../src/configuration/configuration.ts';
import { configurationSchema } from '../../src/configuration/schema.ts';
import { parseOverrideFile } from '../../src/override/override-file.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const README = await readFile(path.join(ROOT, 'README.md'), 'utf8');

interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly default?: unknown;
}

/** The keys of the configuration as a person writes them, each with its default as text. */
function keys(shape: Shape, prefix = ''): readonly (readonly [string, string])[] {
  return Object.entries(shape.properties ?? {}).flatMap(([name, inner]) => {
    const key = `${prefix}${name}`;
    if (inner.properties !== undefined) return keys(inner, `${key}.`);
    const own = [key, inner.default === undefined ? '' : written(inner.default)] as const;
    return inner.items?.properties === undefined ? [own] : [own, ...keys(inner.items, `${key}[].`)];
  });
}

function written(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

it('lists every key of the configuration with its default, and no other key', () => {
  const shape = z.toJSONSchema(configurationSchema(undefined), { io: 'input' }) as Shape;
  // That of the workers depends on the machine.
  const expected = keys(shape).map(([key, value]) => [
    key,
    key === 'transfer.workers' ? 'cores, at most 8' : value,
  ]);
  const listed = [...README.matchAll(/^\| `([a-zA-Z[\].]+)` \|([^|]*)\| [^|]+ \|$/gm)].map(
    ([, key, value]) => [key, value?.trim()],
  );
  expect(listed.sort()).toEqual([...expected].sort());
});

it('shows every command, and only commands and options that there are', async () => {
  const shown = [...README.matchAll(/^npx cohort-sync ([a-z ]+?)(?= --| [a-zA-Z]+\/|\s*$|\s+#)(.*)$/gm)];
  const used = new Map<string, Set<string>>();
  for (const [, command = '', rest = ''] of shown) {
    const options = used.get(command) ?? new Set<string>();
    for (const [option] of rest.replace(/#.*$/, '').matchAll(/--[a-z-]+/g)) options.add(option);
    used.set(command, options);
  }
  const commands = [
    'seal',
    'roster check',
    'roster diff',
    'approve',
    'plan',
    'sync',
    'override',
    'purge',
    'verify',
    'status',
    'report',
    'audit',
    'doctor',
    'review',
    'init',
    'warehouse',
  ];
  expect([...used.keys()].sort()).toEqual(commands.sort());
  for (const [command, options] of used) {
    const help = await helpOf(command);
    for (const option of options) expect(help, `${command} ${option}`).toContain(option);
  }
});

async function helpOf(command: string): Promise<string> {
  const { write } = process.stdout;
  let text = '';
  process.stdout.write = (chunk: string | Uint8Array) => {
    text += String(chunk);
    return true;
  };
  try {
    expect(await run(['node', 'cohort-sync', ...command.split(' '), '--help'], {})).toBe(0);
  } finally {
    process.stdout.write = write;
  }
  return text;
}

/** The blocks of YAML that a document shows. */
async function yamlIn(file: string): Promise<readonly string[]> {
  const text = await readFile(path.join(ROOT, file), 'utf8');
  return [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
}

it('shows a configuration without a mistake', async () => {
  const [shown = ''] = await yamlIn('README.md');
  const configuration = parseConfiguration(new TextEncoder().encode(shown), 'cohort-sync.yml', {});
  expect(configuration.approvals).toMatchObject({ manual: false, owners: 'yourorg/data-owners' });
});

it('shows an override as it is written, each kind that there is', async () => {
  const [shown = ''] = await yamlIn('docs/decisions/0011-overrides.md');
  const digest = '0123456789abcdef'.repeat(4);
  const [, kinds = ''] = /^kind: (.*)$/m.exec(shown) ?? [];
  for (const kind of kinds.split(' | ')) {
    const text = shown.replace(/^finding: .*$/m, `finding: ${digest}`).replace(kinds, kind);
    const { override } = parseOverrideFile(new TextEncoder().encode(text), `${digest}.yml`);
    expect(override).toMatchObject({ finding: digest, kind, cohort: 'trial', table: 'measurement' });
  }
});

it('refers to files that are there', async () => {
  for (const [, target = ''] of README.matchAll(/\]\(([^)#:]+)\)/g)) await access(path.join(ROOT, target));
});
