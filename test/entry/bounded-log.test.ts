import { expect, it } from 'vitest';
import { boundedLog } from '../../src/entry/bounded-log.ts';

const written = (head: number, tail: number, ...chunks: readonly string[]): string => {
  const log = boundedLog(head, tail);
  for (const chunk of chunks) log.add(Buffer.from(chunk));
  return log.text();
};

it('keeps all that fits', () => {
  expect(written(4, 4, 'ab', 'cd', 'ef', 'gh')).toBe('abcdefgh');
});

it('keeps the beginning and the end of what does not, from a whole line on, and says how much is gone', () => {
  expect(written(6, 9, 'first\n', 'second\nthird\n', 'fourth\n')).toBe(
    'first\n\n… 11 bytes are left out …\nfourth\n',
  );
});

it('holds no more than its bounds, however much is written at once', () => {
  const log = boundedLog(10, 10);
  for (let n = 0; n < 100; n += 1) log.add(Buffer.alloc(1000, 'x'));
  expect(log.text().length).toBeLessThan(100);
  expect(log.bytes).toBe(100_000);
});

it('forgets the tokens that the toolkit hands to the runner to mask', () => {
  expect(written(100, 100, 'a\n::add-mask::secret\nb')).toBe('a\n::add-mask::\nb');
});
