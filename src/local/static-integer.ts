import type { ParameterSet } from './parameters.ts';
import { isObject, listOf, literalOf, nodeType, type Payload } from './sql-tree.ts';

const INTEGER_TYPES = new Set(['big_int', 'int', 'small_int', 'tiny_int']);
const INTEGER_FUNCTIONS = new Set(['bigint', 'int', 'unix_micros', 'unix_date', 'xxhash64']);

/**
 * True where the source alone shows that an expression is a whole number of at most 64 bits. A cast of such a one needs
 * no macro, whose argument is pasted many times over: nested casts would grow without bound.
 */
export function isStaticInteger(node: unknown, parameters: ParameterSet): boolean {
  if (!isObject(node)) return false;
  const type = nodeType(node);
  if (type === undefined) return false;
  const payload = node[type] as Payload;
  const all = (...parts: readonly unknown[]) => parts.every((part) => isStaticInteger(part, parameters));
  switch (type) {
    case 'literal':
      return isWholeNumber(payload);
    case 'cast':
      return isObject(payload.to) && INTEGER_TYPES.has(String(payload.to.data_type));
    case 'parameter':
      return parameters.isInteger(String(payload.name));
    case 'function':
      return INTEGER_FUNCTIONS.has(String(payload.name).toLowerCase());
    case 'count':
    case 'int_div':
      return true;
    case 'neg':
    case 'paren':
    case 'annotated':
      return all(payload.this);
    case 'add':
    case 'sub':
    case 'mul':
    case 'mod':
      return all(payload.left, payload.right);
    case 'coalesce':
      return all(...listOf(payload.expressions));
    case 'case':
      return all(payload.else_, ...listOf(payload.whens).map((when) => listOf(when)[1]));
    default:
      return false;
  }
}

function isWholeNumber(literal: Payload): boolean {
  return literal.literal_type === 'number' && /^\d{1,18}$/.test(String(literal.value));
}

/** A divisor that cannot be zero needs no check. */
export function isNonZeroLiteral(node: unknown): boolean {
  const literal = literalOf(node);
  return literal?.type === 'number' && /^\d+$/.test(literal.value) && !/^0+$/.test(literal.value);
}
