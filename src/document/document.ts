import {
  type Document,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  parseDocument as parseYaml,
  visit,
  type YAMLError,
} from 'yaml';
import type { z } from 'zod';
import { ConfigurationError, type Mistake } from '../errors.ts';
import { UNKNOWN_KEY } from './strict-object.ts';

/** A file that a person writes is small; a bigger one is a mistake or an attack. */
const MAXIMUM_BYTES = 256 * 1024;

export interface DocumentKind {
  /** What the file is, for the message: "cohort file". */
  readonly name: string;
  /** Code and remedy of the error that tells its mistakes. */
  readonly code: string;
  readonly remedy: string;
}

/**
 * Parses a YAML 1.2 file and checks it against a schema.
 *
 * Aliases, anchors, tags, directives and several documents in one file are refused: none is needed, and each makes
 * a file mean something else than it seems to.
 * @param file the name to show in mistakes
 * @throws ConfigurationError with all mistakes, each with line, column and the broken rule, never with text of the file
 */
export function parseDocument<T>(
  content: Uint8Array,
  file: string,
  schema: z.ZodType<T>,
  kind: DocumentKind,
): T {
  const text = decode(content, file, kind);
  const lines = new LineCounter();
  const document = parse(text, lines);
  if (!document) throw mistaken(kind, [{ file, line: 1, column: 1, rule: 'is nested too deeply' }]);

  const at = (offset: number): Pick<Mistake, 'line' | 'column'> => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const mistakes: Mistake[] = [
    ...document.errors.map((error) => ({ file, ...at(error.pos[0]), rule: syntaxRule(error) })),
    ...refusedFeatures(document).map(({ offset, rule }) => ({ file, ...at(offset), rule })),
  ];
  // A value is what it seems only in a file that parses; a repeated key leaves the rest readable.
  const readable = document.errors.length === 0 && !hasAlias(document);
  if (!readable) throw mistaken(kind, mistakes);

  const checked = schema.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (checked.success && mistakes.length === 0) return checked.data;
  for (const issue of checked.error?.issues ?? []) {
    for (const offset of offsets(document, issue))
      mistakes.push({ file, ...at(offset), rule: rule(document, issue) });
  }
  throw mistaken(kind, mistakes);
}

/** The error that tells mistakes of one file, in the order of its lines. */
export function mistaken(kind: DocumentKind, mistakes: readonly Mistake[]): ConfigurationError {
  const sorted = mistakes.toSorted(
    (a, b) => (a.line ?? Infinity) - (b.line ?? Infinity) || (a.column ?? 0) - (b.column ?? 0),
  );
  const first = sorted[0];
  const where = first ? `${first.file}:${first.line ?? 1}: ${first.rule}` : '';
  const more = sorted.length > 1 ? ` (and ${sorted.length - 1} more)` : '';
  return new ConfigurationError(`The ${kind.name} has mistakes. ${where}${more}`, {
    code: kind.code,
    remedy: kind.remedy,
    mistakes: sorted,
  });
}

function decode(content: Uint8Array, file: string, kind: DocumentKind): string {
  if (content.byteLength > MAXIMUM_BYTES)
    throw mistaken(kind, [{ file, line: 1, rule: 'is larger than 256 KiB' }]);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw mistaken(kind, [{ file, line: 1, rule: 'must be UTF-8 text' }]);
  }
}

function parse(text: string, lineCounter: LineCounter): Document.Parsed | undefined {
  try {
    // `prettyErrors` would quote the offending line; 'error' keeps warnings off the console. `uniqueKeys` compares each key
    // with each: a file of many keys would hold up all cohorts for minutes, so repeated ones are looked for here.
    return parseYaml(text, {
      lineCounter,
      prettyErrors: false,
      stringKeys: true,
      uniqueKeys: false,
      merge: false,
      logLevel: 'error',
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Texts by code: YAML's own messages repeat what they found. */
const SYNTAX: Partial<Record<YAMLError['code'], string>> = {
  MULTIPLE_DOCS: 'one document only: no "---" further down',
  TAB_AS_INDENT: 'indent with blanks, not with tabs',
  BAD_INDENT: 'is indented wrongly, or a bracket is not closed',
  BLOCK_AS_IMPLICIT_KEY: 'a text that holds ": " must stand in quotes',
  NON_STRING_KEY: 'keys must be plain words',
  MISSING_CHAR: 'a bracket, a comma or a quote is missing',
  BAD_ALIAS: 'anchors and aliases are not allowed',
};

function syntaxRule(error: YAMLError): string {
  return SYNTAX[error.code] ?? `is not YAML here (${error.code.toLowerCase().replaceAll('_', ' ')})`;
}

function refusedFeatures(document: Document.Parsed): { offset: number; rule: string }[] {
  const found: { offset: number; rule: string }[] = [];
  if (document.directives.yaml.explicit || Object.keys(document.directives.tags).length > 1) {
    found.push({ offset: 0, rule: 'directives (%) are not allowed' });
  }
  visit(document, {
    Map: (_key, { items }) => {
      const keys = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (keys.has(key.value)) found.push({ offset: start(key), rule: 'the same key stands twice' });
        keys.add(key.value);
      }
    },
    Alias: (_key, node) => {
      found.push({ offset: start(node), rule: 'anchors and aliases are not allowed' });
    },
    Value: (_key, node) => {
      if (node.anchor !== undefined)
        found.push({ offset: start(node), rule: 'anchors and aliases are not allowed' });
      if (node.tag !== undefined) found.push({ offset: start(node), rule: 'tags (!) are not allowed' });
    },
  });
  return found;
}

function hasAlias(document: Document.Parsed): boolean {
  let found = false;
  visit(document, {
    Alias: () => {
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

function start(node: Node | null | undefined): number {
  return node?.range?.[0] ?? 0;
}

/** Where an issue stands: at the unknown keys themselves, at the value, or where a missing value would belong. */
function offsets(document: Document.Parsed, issue: z.core.$ZodIssue): number[] {
  const path = issue.path as (string | number)[];
  if (issue.code === 'unrecognized_keys') {
    const map = document.getIn(path, true);
    if (!isMap(map)) return [0];
    const keys = new Set(issue.keys);
    return map.items
      .filter(({ key }) => isScalar(key) && keys.has(String(key.value)))
      .map(({ key }) => start(key as Node));
  }
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node)) return [start(node)];
  }
  return [0];
}

/**
 * The broken rule: where, in words of the schema, and what should stand there. Messages of the schema are shown, as
 * they never hold the input; those that would are replaced.
 */
function rule(document: Document.Parsed, issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  const where = path === '' ? '' : `${path}: `;
  if (issue.code === 'unrecognized_keys') {
    return issue.message.startsWith(UNKNOWN_KEY) ? issue.message : UNKNOWN_KEY;
  }
  if (issue.code === 'invalid_type') {
    const present = issue.path.length === 0 || isNode(document.getIn(issue.path as string[], true));
    return present ? `${where}must be ${EXPECTED[issue.expected] ?? issue.expected}` : `${where}is required`;
  }
  if (issue.code === 'invalid_value') return `${where}must be one of ${issue.values.join(', ')}`;
  if (issue.code === 'invalid_union' || issue.code === 'invalid_key')
    return `${where}has none of the allowed forms`;
  return `${where}${issue.message.replace(/^Too (small|big): /, '')}`;
}

const EXPECTED: Record<string, string> = {
  string: 'a text (put it in quotes if it looks like a number)',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping of keys to values',
};
