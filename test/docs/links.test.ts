import { access, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** A heading as GitHub makes an anchor of it. */
function anchor(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[`*[\]()]/g, '')
    .replaceAll(/[^\p{L}\p{N}\- _]/gu, '')
    .replaceAll(' ', '-');
}

async function documents(): Promise<readonly string[]> {
  const inside = async (folder: string): Promise<readonly string[]> =>
    (await readdir(path.join(ROOT, folder)))
      .filter((name) => name.endsWith('.md'))
      .map((name) => path.join(folder, name));
  return [
    ...(await inside('.')),
    ...(await inside('docs')),
    ...(await inside('docs/decisions')),
    ...(await inside('cohorts')),
  ];
}

it('refers, in every document, to files and headings that are there', async () => {
  const broken: string[] = [];
  let links = 0;
  for (const file of await documents()) {
    const text = (await readFile(path.join(ROOT, file), 'utf8')).replaceAll(/^```[\s\S]*?^```/gm, '');
    for (const [, target = ''] of text.matchAll(/\]\(((?!https?:|mailto:)[^)\s]+)\)/g)) {
      links++;
      const [name = '', heading] = target.split('#');
      const referred = name === '' ? path.join(ROOT, file) : path.resolve(ROOT, path.dirname(file), name);
      const there = await access(referred).then(
        () => true,
        () => false,
      );
      if (!there) broken.push(`${file}: ${target}`);
      else if (heading !== undefined) {
        const headings = [...(await readFile(referred, 'utf8')).matchAll(/^#+ (.+)$/gm)].map(
          ([, title = '']) => anchor(title),
        );
        if (!headings.includes(heading)) broken.push(`${file}: ${target}`);
      }
    }
  }
  expect(broken).toEqual([]);
  expect(links).toBeGreaterThan(50);
});
