import { InvalidArgumentError } from 'commander';
import { type Instant, parseInstant } from '../instant.ts';

/** Parsers of option values; commander shows the message beside the option's name. */

export function instant(text: string): Instant {
  const parsed = parseInstant(text);
  if (parsed === undefined)
    throw new InvalidArgumentError('It must be an instant such as 2026-01-04T03:00:00Z.');
  return parsed;
}

export function whole(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

export function port(text: string): number {
  const number = whole(text);
  if (number > 65_535) throw new InvalidArgumentError('It must be a port: 0 to 65535, 0 for a free one.');
  return number;
}

/** For an option that may be given several times. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
