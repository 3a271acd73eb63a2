/**
 * JSON in which no long is rounded: integers beyond 2^53 become bigints, and bigints are written as plain numbers, as
 * Delta's format wants them (transaction versions are microseconds; a double cannot hold all of them).
 */

type Source = { readonly source?: string };
type Raw = { readonly rawJSON: (text: string) => unknown };

export function parseExact(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: Source) => {
    const source = context?.source;
    const rounded = typeof value === 'number' && !Number.isSafeInteger(value);
    return rounded && source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value;
  });
}

export function stringifyExact(value: unknown): string {
  return JSON.stringify(value, (_key, entry: unknown) =>
    typeof entry === 'bigint' ? (JSON as unknown as Raw).rawJSON(entry.toString()) : entry,
  );
}
