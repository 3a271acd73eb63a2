/** JSON with bigints as numbers where a number holds them exactly, and as text where it does not. */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, exactBigint, indent);
}

function exactBigint(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}
