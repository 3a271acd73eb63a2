import { RemoteError } from '../../errors.ts';
import type { ControlRow } from '../warehouse.ts';

/** An integer column of a control result, exact; anything else means that the warehouse does not speak as expected. */
export function integer(row: ControlRow, column: string): bigint {
  const value = optionalInteger(row, column);
  if (value === null) throw unexpected(column);
  return value;
}

export function optionalInteger(row: ControlRow, column: string): bigint | null {
  const value = row[column];
  if (value === null || typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  throw unexpected(column);
}

export function text(row: ControlRow, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw unexpected(column);
  return value;
}

function unexpected(column: string): RemoteError {
  return new RemoteError(
    `The warehouse answered a control statement with an unexpected value in ${column}.`,
    {
      code: 'SOURCE_ANSWER_UNEXPECTED',
      remedy: 'Check that the warehouse is a supported version; run doctor.',
    },
  );
}
