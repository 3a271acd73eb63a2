import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { generatedDocs } from '../../docs.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

it('has tables of actions and workflows that say what their files say; npm run docs writes them', async () => {
  for (const [file, content] of Object.entries(await generatedDocs())) {
    expect(await readFile(path.join(ROOT, file), 'utf8'), file).toBe(content);
  }
});

it('lists every action in the README', async () => {
  const readme = await readFile(path.join(ROOT, 'README.md'), 'utf8');
  expect(readme).toContain('<!-- actions: written by npm run docs -->');
  expect(readme).toContain('<!-- end of actions -->');
});
