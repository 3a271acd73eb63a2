import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseDocument } from '../../src/document/document.ts';
import { strictObject } from '../../src/document/strict-object.ts';
import { ConfigurationError, type Mistake } from '../../src/errors.ts';

const schema = strictObject({
  name: z.string().regex(/^[a-z]+$/, 'must be small letters'),
  count: z.number().int().min(1).optional(),
  status: z.enum(['active', 'suspended']).optional(),
  tags: z.array(z.string()).min(1).optional(),
  inner: strictObject({ url: z.string(), deep: strictObject({ on: z.boolean() }).optional() }).optional(),
});
const kind = { name: 'test file', code: 'TEST_INVALID', remedy: 'Mend it.' };

describe('a document', () => {
  it('is read into the type of its schema', () => {
    expect(parse('name: abc\ncount: 3\ntags: [a, "1"]\n')).toEqual({
      name: 'abc',
      count: 3,
      tags: ['a', '1'],
    });
    expect(parse('\uFEFFname: abc\r\nstatus: active\r\n')).toEqual({ name: 'abc', status: 'active' });
  });

  it('tells all its mistakes at once, in order, each with line and column', () => {
    const text =
      'name: ABC\ncount: 1.5\nstatus: gone\ntags: []\ninner:\n  url: 3\n  secret: x\n  deep: { on: 1, of: 2 }\nother: 1\n';
    expect(mistakes(text).map(({ line, column, rule }) => `${line}:${column} ${rule}`)).toEqual([
      '1:7 name: must be small letters',
      '2:8 count: must be a whole number',
      '3:9 status: must be one of active, suspended',
      '4:7 tags: expected array to have >=1 items',
      '6:8 inner.url: must be a text (put it in quotes if it looks like a number)',
      expect.stringMatching(/^7:3 unknown key: secrets are never in this file/),
      '8:15 inner.deep.on: must be true or false',
      '8:18 unknown key; the keys here are on',
      '9:1 unknown key; the keys here are name, count, status, tags, inner',
    ]);
  });

  it('says that a key is missing where it would belong', () => {
    expect(mistakes('count: 1\ninner:\n  deep: { on: true }\n')).toMatchObject([
      { line: 1, rule: 'name: is required' },
      { line: 3, rule: 'inner.url: is required' },
    ]);
    expect(mistakes('')).toMatchObject([{ line: 1, rule: 'must be a mapping of keys to values' }]);
    expect(mistakes('name:\n')).toMatchObject([
      { line: 1, rule: expect.stringMatching(/^name: must be a text/) },
    ]);
  });

  it.each([
    ['a repeated key', 'name: abc\nname: abd\n', 2, 'the same key stands twice'],
    ['a repeated key, once in quotes', 'name: abc\n"name": abd\n', 2, 'the same key stands twice'],
    ['an anchor', 'name: &a abc\n', 1, 'anchors and aliases are not allowed'],
    ['an alias', 'name: abc\ninner: &a\n  url: x\n  deep: *a\n', 4, 'anchors and aliases are not allowed'],
    ['a tag', 'name: !!str abc\n', 1, 'tags (!) are not allowed'],
    ['a tag of its own', 'name: !x abc\n', 1, 'tags (!) are not allowed'],
    ['a version directive', '%YAML 1.1\n---\nname: abc\n', 1, 'directives (%) are not allowed'],
    ['a tag directive', '%TAG ! tag:x,2000:\n---\nname: abc\n', 1, 'directives (%) are not allowed'],
    ['a second document', 'name: abc\n---\nname: abd\n', 2, 'one document only: no "---" further down'],
    ['a tab', 'inner:\n\turl: x\n', 2, 'indent with blanks, not with tabs'],
    ['an open bracket', 'tags: [a\n', 2, expect.any(String)],
    ['a merge key', 'name: abc\n<<: { count: 1 }\n', 2, expect.stringContaining('unknown key')],
    [
      'a key of the prototype',
      'name: abc\n__proto__: { count: 1 }\n',
      2,
      expect.stringContaining('unknown key'),
    ],
    ['a constructor', 'name: abc\nconstructor: { count: 1 }\n', 2, expect.stringContaining('unknown key')],
    ['a list as a key', 'name: abc\n? [a]\n: 1\n', 2, 'keys must be plain words'],
    ['a number too long to be exact', 'name: abc\ncount: 9007199254740993\n', 2, expect.any(String)],
    ['deep nesting', `tags: ${'['.repeat(100_000)}`, 1, expect.any(String)],
    ['a flood', `name: ${'a'.repeat(300_000)}`, 1, 'is larger than 256 KiB'],
  ])('refuses %s', (_what, text, line, rule) => {
    expect(mistakes(text)).toContainEqual(expect.objectContaining({ file: 'a.yml', line, rule }));
  });

  it('refuses what is not UTF-8', () => {
    const parseLatin = (): unknown => parseDocument(Buffer.from('name: é', 'latin1'), 'a.yml', schema, kind);
    expect(parseLatin).toThrow(/UTF-8/);
  });

  it('never repeats text of the file, whatever is wrong with it', () => {
    const pieces = [
      'CANARY',
      'CANARY: x',
      '"CANARY',
      'CANARY: &CANARY',
      '*CANARY',
      '!CANARY',
      '- CANARY',
      '{CANARY',
      '%CANARY',
    ];
    const lines = [
      'name: ',
      'status: ',
      'inner: ',
      '  url: ',
      'tags: [',
      '- ',
      '? ',
      '\t',
      '',
      'count: ',
      '...',
      '--- ',
    ];
    const line = fc
      .tuple(fc.constantFrom(...lines), fc.constantFrom(...pieces))
      .map(([key, piece]) => key + piece);
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (texts) => {
        const error = failure(texts.join('\n'));
        expect(error).toBeInstanceOf(ConfigurationError);
        const { mistakes, message, remedy, cause } = error as ConfigurationError;
        expect(JSON.stringify([mistakes, message, remedy])).not.toContain('CANARY');
        expect(cause).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});

function parse(text: string): unknown {
  return parseDocument(Buffer.from(text), 'a.yml', schema, kind);
}

function failure(text: string): unknown {
  try {
    parse(text);
  } catch (error) {
    return error;
  }
  return undefined;
}

function mistakes(text: string): readonly Mistake[] {
  const error = failure(text);
  if (!(error instanceof ConfigurationError)) throw new Error('no mistake was found', { cause: error });
  return error.mistakes;
}
