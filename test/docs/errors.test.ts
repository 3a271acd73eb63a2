import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Upper-case names in the source that are no codes of errors. */
const OTHER_NAMES = new Set([
  // The environment, Node and Parquet.
  ...['AZURE_STORAGE_CONNECTION_STRING', 'ERR_MODULE_NOT_FOUND', 'ETIMEDOUT', 'BYTE_ARRAY'],
  // What a TLS handshake fails with.
  ...['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'CERT_SIGNATURE_FAILURE', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ...['ERR_TLS_CERT_ALTNAME_INVALID', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_GET_ISSUER_CERT'],
  ...['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  // States of GitHub's reviews.
  'CHANGES_REQUESTED',
]);

/** Codes as they are written in the source: quoted, with an underscore, or behind `code:`. */
const NAMES = /'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'|code: '([A-Z]+)'/g;
/** The local stand-ins have names of SQL and of the protocol, too; their errors are all made with `code:`. */
const STAND_IN_CODES = /code: '([A-Z][A-Z0-9_]+)'/g;

async function codes(): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const file of await readdir(path.join(ROOT, 'src'), { recursive: true })) {
    if (!file.endsWith('.ts')) continue;
    const text = await readFile(path.join(ROOT, 'src', file), 'utf8');
    const pattern = file.startsWith(`local${path.sep}`) ? STAND_IN_CODES : NAMES;
    for (const [, first, second] of text.matchAll(pattern)) found.add(first ?? second ?? '');
  }
  return found;
}

it('documents every code that the source can give, and none that it cannot', async () => {
  const document = await readFile(path.join(ROOT, 'docs/errors.md'), 'utf8');
  const rows = document.split('\n').filter((line) => line.startsWith('| `'));
  const documented = rows.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`([A-Z0-9_]+)`/g)].map(([, code]) => code),
  );
  expect(documented.length).toBe(new Set(documented).size);
  const given = [...(await codes())].filter((name) => !OTHER_NAMES.has(name));
  expect(given.length).toBeGreaterThan(100);
  expect([...documented].sort()).toEqual(given.sort());
});

it('says for every code how the command ends, what it means and what to do', async () => {
  const document = await readFile(path.join(ROOT, 'docs/errors.md'), 'utf8');
  for (const row of document.split('\n').filter((line) => line.startsWith('| `'))) {
    expect(row).toMatch(/^\| `[^|]+` \| [–1234, ]+ \| [^|]{10,} \| [^|]{8,} \|$/);
  }
});
