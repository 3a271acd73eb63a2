/** One line that a change adds; counts from 1. */
export interface AddedLine {
  readonly line: number;
  readonly text: string;
}

export interface LineFinding {
  readonly rule: 'NUMBER_LIST' | 'LONG_NUMBER' | 'ID_COLUMN' | 'ID_VALUE';
  readonly line: number;
}

/**
 * Looks for whatever could be an identifier of a person among the lines that a change adds: lists of numbers (one a
 * line, one a row of other numbers, or several in a line), long numbers, heads of tables of persons, an identifier's name with a value.
 *
 * It finds accidents: a roster that was pasted, a query with ids, a test case. Who encodes a list on purpose gets past
 * it, as past any such check. It errs on the side of refusing.
 * @returns at most one finding a line, in the order of lines; a list that goes over many lines is one finding
 */
export function inspectLines(added: readonly AddedLine[]): readonly LineFinding[] {
  const found: LineFinding[] = [];
  let run: AddedLine[] = [];
  const endRun = (): void => {
    const first = run[0];
    const long = run.some(({ text }) => BARE_NUMBER.test(text) && digits(text).length >= 4);
    if (first && (run.length >= 3 || long)) found.push({ rule: 'NUMBER_LIST', line: first.line });
    run = [];
  };
  for (const { line, text: raw } of added) {
    const text = raw.normalize('NFKC').replaceAll(/\p{Cf}/gu, '');
    if (text.trim() === '') continue;
    if (BARE_NUMBER.test(text) || (inspectLine(text) === undefined && isRow(text))) {
      if (run.length > 0 && line > (run.at(-1)?.line ?? 0) + 2) endRun();
      run.push({ line, text });
      continue;
    }
    endRun();
    const rule = inspectLine(text);
    if (rule) found.push({ rule, line });
  }
  endRun();
  return found;
}

/** A number alone, as in a column of ids, a YAML list or an array with a line for each value. */
const BARE_NUMBER = /^[\s\-*[("'{]*\p{Nd}{1,20}[\s)\]"'},;]*$/u;

/** Numbers alone, one of them as long as an identifier: three such rows below one another are a table without a head. */
function isRow(text: string): boolean {
  const plain = withoutHarmless(text);
  return /^[\s\d,;|"'()[\]{}.:·-]+$/.test(plain) && longNumbers(plain).length > 0;
}

function digits(text: string): string {
  return text.replaceAll(/\P{Nd}/gu, '');
}

function inspectLine(text: string): LineFinding['rule'] | undefined {
  if (isHead(text)) return 'ID_COLUMN';
  if (ID_WITH_VALUE.test(text) || PERSON_WITH_NUMBER.test(text)) return 'ID_VALUE';
  const plain = withoutHarmless(text);
  if (isList(plain)) return 'NUMBER_LIST';
  return LONG_NUMBER.test(plain) ? 'LONG_NUMBER' : undefined;
}

const ID_NAMES = [
  'person_?id',
  'person_source_value',
  'patient_?(?:id|nr|no|number|key)',
  'pat_?id',
  'subject_?id',
  'member_?id',
  'participant_?id',
  'mrn',
  'medical_?record_?(?:no|number)',
  'nhs_?(?:no|number)',
  'ssn',
  'social_security_number',
].join('|');
const ID_NAME = new RegExp(`^(?:${ID_NAMES})$`, 'i');
const ID_OR_PERSON = new RegExp(`^(?:${ID_NAMES}|patient|person|subject|pid)$`, 'i');
/** `person_id = 4711`, `"mrn": "A4711"`, `patient_id IN (4711`. */
const ID_WITH_VALUE = new RegExp(
  `(?<![A-Za-z0-9])(?:${ID_NAMES})["'\`]?\\s*(?:=+|:|<>|in\\b|#|is\\b)?[\\s"'\`(\\[]*[A-Za-z]{0,3}-?\\d{2,}`,
  'i',
);
const PERSON_WITH_NUMBER =
  /(?<![A-Za-z0-9_])(?:patients?|person|subject|participant)\s*(?:no\.?|nr\.?|number|id|#|:|=)?\s*["'#(]*\d{3,}/i;

function isHead(text: string): boolean {
  const fields = text
    .split(/[,;\t]/)
    .map((field) => field.trim().replaceAll(/^["']|["']$/g, ''))
    .filter((field, index, all) => field !== '' || index < all.length - 1);
  if (!fields.every((field) => /^[A-Za-z_][A-Za-z0-9_ ]{0,60}$/.test(field))) return false;
  return fields.length === 1
    ? ID_NAME.test(fields[0] ?? '')
    : fields.some((field) => ID_OR_PERSON.test(field));
}

/** Digests, UUIDs, instants, versions and addresses of workspaces are long, and nobody's. */
const HARMLESS = [
  /(?<![A-Za-z0-9])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![A-Za-z0-9])/gi,
  /(?<![A-Za-z0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{16,}(?![A-Za-z0-9])/gi,
  /(?<!\d)\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?(?!\d)/g,
  /(?<![\d.])\d{1,4}(?:\.\d{1,5}){2,}(?![\d.])/g,
  /\badb-\d{6,20}\.\d{1,2}\.azuredatabricks\.net\b/gi,
  /\/warehouses\/[0-9a-f]{16}\b/gi,
];

function withoutHarmless(text: string): string {
  return HARMLESS.reduce((rest, pattern) => rest.replaceAll(pattern, ' · '), text);
}

/** Longer than any year, and not the decimals of a measure. */
const LONG_NUMBER = /(?<![A-Za-z0-9_]|\d\.)\d{7,}(?![A-Za-z0-9_])/;

/** Several numbers in a line: three of identifiers' length, six shorter ones, ten of any length. */
function isList(text: string): boolean {
  const numbers = numbersOf(text);
  const middle = numbers.filter((token) => token.length >= 3);
  return longNumbers(text).length >= 3 || middle.length >= 6 || numbers.length >= 10;
}

/** Of identifiers' length, and no year. */
function longNumbers(text: string): readonly string[] {
  return numbersOf(text).filter((token) => token.length >= 4 && !/^(?:19|20)\d{2}$/.test(token));
}

function numbersOf(text: string): readonly string[] {
  return text.split(/[\s,;|/()[\]{}"'`]+/).filter((token) => /^\d{1,20}$/.test(token));
}
