import { SqlError } from './sql-error.ts';

/** A token of Databricks SQL, as far as statements have to be told apart before they are parsed. */
export interface SqlToken {
  readonly kind: 'word' | 'identifier' | 'string' | 'number' | 'symbol';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** How many parentheses are open around it. */
  readonly depth: number;
}

const PATTERNS: readonly (readonly [SqlToken['kind'] | 'skip', RegExp])[] = [
  ['skip', /\s+|--[^\n]*|\/\*[\s\S]*?\*\//y],
  ['identifier', /`(?:[^`]|``)*`/y],
  ['string', /[rR]?'(?:[^'\\]|\\.|'')*'|[rR]?"(?:[^"\\]|\\.|"")*"/sy],
  ['number', /\d+(?:\.\d*)?(?:[eE][+-]?\d+)?[a-zA-Z]*/y],
  ['word', /[A-Za-z_][\w]*/y],
  ['symbol', /[^\s]/y],
];

/** Cuts a statement into tokens; comments and blanks are left out. A single semicolon at the end is, too. */
export function tokenize(sql: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  let depth = 0;
  for (let position = 0; position < sql.length; ) {
    const { kind, text } = tokenAt(sql, position);
    if (text === ')' && kind === 'symbol') depth -= 1;
    if (kind !== 'skip') tokens.push({ kind, text, start: position, end: position + text.length, depth });
    if (text === '(' && kind === 'symbol') depth += 1;
    position += text.length;
  }
  if (tokens.at(-1)?.text === ';') tokens.pop();
  if (tokens.some((token) => token.kind === 'symbol' && token.text === ';')) {
    throw new SqlError('PARSE_SYNTAX_ERROR', 'Only one statement at a time is supported.');
  }
  return tokens;
}

function tokenAt(sql: string, position: number): { kind: SqlToken['kind'] | 'skip'; text: string } {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = position;
    const text = pattern.exec(sql)?.[0];
    if (text !== undefined) return { kind, text };
  }
  throw new SqlError('PARSE_SYNTAX_ERROR', 'The statement cannot be read.');
}

/** Upper-case text of a word; any other token as it stands. */
export function keyword(token: SqlToken | undefined): string {
  return token?.kind === 'word' ? token.text.toUpperCase() : (token?.text ?? '');
}

/** The name that an identifier token stands for. */
export function unquoteIdentifier(token: SqlToken): string {
  return token.kind === 'identifier' ? token.text.slice(1, -1).replaceAll('``', '`') : token.text;
}

/** Reads a dotted name from `index` on; returns its parts and the index of the token behind it. */
export function readName(
  tokens: readonly SqlToken[],
  index: number,
): { name: readonly string[]; next: number } {
  const name: string[] = [];
  let next = index;
  for (;;) {
    const token = tokens[next];
    if (token === undefined || (token.kind !== 'word' && token.kind !== 'identifier')) {
      throw new SqlError('PARSE_SYNTAX_ERROR', 'A name is expected.');
    }
    name.push(unquoteIdentifier(token));
    next += 1;
    if (tokens[next]?.text !== '.') return { name, next };
    next += 1;
  }
}
