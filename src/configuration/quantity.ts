import { z } from 'zod';
import { DAY, HOUR, MINUTE, SECOND, WEEK } from '../instant.ts';

const SECONDS_OF: Record<string, bigint> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: WEEK };

/** `30s`, `10m`, `6h`, `90d`, `8w`; gives microseconds. */
export const duration = z
  .string()
  .regex(/^\d{1,6}[smhdw]$/, 'must be a whole number and a unit: s, m, h, d or w (6h, 8w)')
  .transform((text) => BigInt(text.slice(0, -1)) * (SECONDS_OF[text.slice(-1)] ?? 0n));

/** `0.25%`; gives the fraction 0.0025. */
export const percentage = z
  .string()
  .regex(/^(100|\d{1,2}(\.\d{1,6})?)%$/, 'must be a percentage from 0% to 100% (0.25%)')
  .transform((text) => Number(text.slice(0, -1)) / 100);

const BYTES_OF: Record<string, number> = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

/** `128MiB`; gives bytes. */
export const size = z
  .string()
  .regex(/^[1-9]\d{0,3}(KiB|MiB|GiB)$/, 'must be a whole number and a unit: KiB, MiB or GiB (128MiB)')
  .transform((text) => Number(text.slice(0, -3)) * (BYTES_OF[text.slice(-3)] ?? 0));
