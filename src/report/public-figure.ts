import { z } from 'zod';

/** A count as it may be shown: rounded half up to two significant digits, so that one more or less does not show. */
export function roundFigure(count: number | bigint): number {
  const digits = BigInt(typeof count === 'bigint' ? count : Math.trunc(count)).toString();
  if (digits.startsWith('-')) throw new RangeError('a count below zero');
  if (digits.length <= 2) return Number(digits);
  const up = digits.charCodeAt(2) >= '5'.charCodeAt(0) ? 1 : 0;
  return Number(`${Number(digits.slice(0, 2)) + up}e${digits.length - 2}`);
}

/** A figure that is rounded, or withheld: an exact one does not get through. */
export const publicFigure = z
  .int()
  .nonnegative()
  .refine((figure) => roundFigure(figure) === figure, 'is not rounded')
  .nullable();
