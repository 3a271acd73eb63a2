import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIdList } from '../../src/cohort/id-list.ts';
import { ConfigurationError, type Mistake } from '../../src/errors.ts';

const anyId = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

describe('a list of persons', () => {
  it.each([
    ['one id a line', '3\n1\n2\n'],
    ['no newline at the end', '3\n1\n2'],
    ['a header', 'patient\n3\n1\n2\n'],
    ['CRLF, a byte order mark and capitals', '\uFEFFPERSON_ID\r\n3\r\n1\r\n2\r\n'],
    ['blanks and empty lines', '\n  person_id \n\n 3\n1 \n\t2\n\n\n'],
    ['quotes', '"person_id"\n"3"\n" 1 "\n2\n'],
    ['several columns', 'name,Person_Id,age\nx,3,1\ny,1,\n"z, ""zz""",2,3\n'],
    ['semicolons', 'name;person_id\n"a;b";3\nb;1\nc;2\n'],
    ['tabs', 'person_id\tname\n3\ta b\n1\t\n2\tc\n'],
    ['a header that runs over lines', '"full\nname",person_id\nx,3\ny,1\nz,2\n'],
    ['fields that run over lines', 'name,person_id\n"x\n9\ny",3\nb,1\n"\r\n",2\n'],
    ['lines of delimiters alone', 'person_id,name\n3,a\n,\n1,b\n2,c\n,\n'],
    ['repetitions', '3\n1\n2\n1\n3\n'],
  ])('is read with %s', (_what, text) => {
    expect([...parse(text).persons]).toEqual([1n, 2n, 3n]);
  });

  it('counts repetitions', () => {
    expect(parse('7\n7\n8\n7\n')).toMatchObject({ read: 4, duplicates: 2 });
  });

  it('may be empty', () => {
    for (const text of ['', '\n', 'person_id\n', '\uFEFF', 'a,person_id,b\r\n'])
      expect(parse(text).read).toBe(0);
  });

  it('holds ids of 64 bits exactly', () => {
    const text = '9223372036854775807\n-9223372036854775808\n-9223372036854775000\n9007199254740993\n-1\n0\n';
    expect([...parse(text).persons]).toEqual([
      -9223372036854775808n,
      -9223372036854775000n,
      -1n,
      0n,
      9007199254740993n,
      9223372036854775807n,
    ]);
  });

  it('reads whatever ids there are, in order, in shared memory', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyId, fc.bigInt({ min: -5n, max: 5n }))), (ids) => {
        const { persons, read, duplicates } = parse(ids.join('\n'));
        const expected = [...new Set(ids)].sort((a, b) => (a < b ? -1 : 1));
        expect([...persons]).toEqual(expected);
        expect([read, duplicates]).toEqual([ids.length, ids.length - expected.length]);
        expect(persons.buffer).toBeInstanceOf(SharedArrayBuffer);
      }),
    );
  });

  it('reads the same from any spelling of a table', () => {
    const field = fc.string({ unit: fc.constantFrom('a', ' ', ',', '"', '\n', 'é'), maxLength: 5 });
    fc.assert(
      fc.property(fc.array(fc.tuple(field, anyId, field)), fc.constantFrom('\n', '\r\n'), (rows, end) => {
        const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
        const lines = rows.map(([left, id, right]) => `${quote(left)},${id},${quote(right)}`);
        const { persons, read } = parse(['left,person_id,right', ...lines].join(end));
        expect(read).toBe(rows.length);
        expect(new Set(persons)).toEqual(new Set(rows.map(([, id]) => id)));
      }),
    );
  });

  it.each([
    ['text', 'person_id\n1\nCANARY\n', 3],
    ['a decimal', '1\n2.0\n', 2],
    ['an exponent', '1\n1e5\n', 2],
    ['a plus', '1\n+2\n', 2],
    ['leading zeros', '1\n007\n', 2],
    ['minus nothing', '1\n-\n', 2],
    ['minus zero', '1\n-0\n', 2],
    ['two numbers', '1\n2 3\n', 2],
    ['2 to the 63', '1\n9223372036854775808\n', 2],
    ['below minus 2 to the 63', '1\n-9223372036854775809\n', 2],
    ['twenty digits', '1\n12345678901234567890\n', 2],
    ['a wrong first id', '12O4\n1\n', 1],
    ['an id that is missing', 'person_id,name\n1,a\n,CANARY\n', 3],
    ['a delimiter too many', 'name,person_id\na,1\nCANARY,3,2\n', 3],
    ['a delimiter too few', 'name,person_id\na,1\n2\n', 3],
    ['several columns without a name', '1,2\n3,4\n', 1],
    ['two columns of the name', 'person_id,PERSON_ID\n3,4\n', 1],
    ['an open quote', 'person_id\n1\n"2\n3\n', 3],
    ['text behind a quote', 'person_id\n1\n"2"3\n4\n', 3],
    ['a line after a field of several lines', 'name,person_id\n"x\ny\nz",1\nb,CANARY\n', 5],
    ['a zero byte', '1\n2\0\n', 2],
  ])('is refused with %s, by its line and without its text', (_what, text, line) => {
    const error = failure(text);
    expect(error).toMatchObject({ code: 'ID_LIST_INVALID', exitCode: 2 });
    expect(error.mistakes).toEqual([{ file: 'ids.csv', line, rule: expect.any(String) }]);
    expect(JSON.stringify([error.message, error.mistakes])).not.toContain('CANARY');
  });

  it('is refused in UTF-16', () => {
    expect(() => parseIdList(Buffer.from('\uFEFF1\n2\n', 'utf16le'), 'ids.csv')).toThrow(/UTF-8/);
  });

  it('tells some mistakes by line, and the others by their number', () => {
    const mistakes: readonly Mistake[] = failure(`1\n${'x\n'.repeat(100)}`).mistakes;
    expect(mistakes).toHaveLength(21);
    expect(mistakes.at(-1)?.rule).toBe('80 further lines are wrong');
  });
});

function parse(text: string) {
  return parseIdList(Buffer.from(text), 'ids.csv');
}

function failure(text: string): ConfigurationError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('no mistake was found');
}
