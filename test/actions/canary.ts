import type { Received } from '../github/fake-github.ts';
import type { ActionEnded } from './action-run.ts';

/** A place where GitHub would read, and what it would read there. */
export interface Surface {
  readonly name: string;
  readonly text: string;
}

export interface Sighting {
  readonly surface: string;
  readonly canary: string;
  /** How it was written there. */
  readonly form: string;
}

/** Everything that GitHub receives of one action: what the runner passes on, and the requests by the API. */
export function surfacesOf(ended: ActionEnded, received: readonly Received[]): readonly Surface[] {
  const files = Object.entries(ended.files).map(([name, text]) => ({ name: `file ${name}`, text }));
  const requests = received.flatMap(({ method, url, headers, body }, index) => {
    const name = `request ${index}: ${method}`;
    return [
      { name: `${name} url`, text: url },
      { name: `${name} headers`, text: JSON.stringify(headers) },
      { name: `${name} body`, text: body },
    ];
  });
  const streams = ['stdout', 'stderr'] as const;
  return [...streams.map((name) => ({ name, text: ended[name] })), ...files, ...requests];
}

/**
 * Finds the canaries, plain or encoded. Two ways meet: what is reversible without knowing where it starts (URL, JSON and
 * HTML escapes, line breaks) is undone on the text, what depends on the start (base64, hex) is looked for in the text.
 */
export function findCanaries(surfaces: readonly Surface[], canaries: readonly string[]): readonly Sighting[] {
  const forms = canaries.map((canary) => ({ canary, needles: needlesOf(canary) }));
  return surfaces.flatMap(({ name, text }) => {
    const readings = readingsOf(text);
    return forms.flatMap(({ canary, needles }) => {
      const found = needles.find(({ value, folded }) =>
        readings.some((reading) => (folded ? reading.folded : reading.plain).includes(value)),
      );
      return found === undefined ? [] : [{ surface: name, canary, form: found.form }];
    });
  });
}

/**
 * Finds figures that are not to be told, by themselves and however their digits are grouped. Headers are left out: their
 * numbers are of requests.
 */
export function findFigures(surfaces: readonly Surface[], figures: readonly number[]): readonly Sighting[] {
  return surfaces.flatMap(({ name, text }) => {
    if (name.endsWith(' headers')) return [];
    return figures.flatMap((figure) => {
      const digits = String(figure).replaceAll(/\B(?=(\d{3})+$)/g, "[,._'\\u00a0\\u202f ]?");
      const alone = new RegExp(`(?<![\\w.,:-])${digits}(?![\\w:-]|[.,]\\d)`);
      return alone.test(text) ? [{ surface: name, canary: String(figure), form: 'figure' }] : [];
    });
  });
}

interface Needle {
  readonly form: string;
  readonly value: string;
  /** The text's case says nothing. */
  readonly folded: boolean;
}

/** Shorter than this, an encoded piece would be found by chance. */
const SHORTEST = 6;

function needlesOf(canary: string): readonly Needle[] {
  const encodings = ['utf8', 'utf16le'] as const;
  const encoded = encodings.flatMap((encoding) => bytesNeedles(Buffer.from(canary, encoding), encoding));
  const number = /^\d+$/.test(canary) ? numberNeedles(BigInt(canary)) : [];
  const all = [
    { form: 'plain', value: canary.toLowerCase(), folded: true },
    { form: 'reversed', value: [...canary.toLowerCase()].reverse().join(''), folded: true },
    ...encoded,
    ...number,
  ];
  return all.filter(({ value }) => value.length >= SHORTEST);
}

function bytesNeedles(bytes: Buffer, encoding: string): readonly Needle[] {
  return [
    { form: `hex of ${encoding}`, value: bytes.toString('hex'), folded: true },
    ...[0, 1, 2].map((offset) => ({
      form: `base64 of ${encoding} at ${offset}`,
      value: base64At(bytes, offset),
      folded: false,
    })),
  ];
}

/** The characters of base64 that depend on `bytes` alone, when `offset` bytes stand before them in their group of three. */
function base64At(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replaceAll('=', '');
  const whole = Math.floor(((offset + bytes.length) * 8) / 6);
  return text.slice(Math.ceil((offset * 8) / 6), whole);
}

/** An id as the 64 bits of a column, and as a number is printed. */
function numberNeedles(value: bigint): readonly Needle[] {
  const little = Buffer.alloc(8);
  little.writeBigInt64LE(BigInt.asIntN(64, value));
  const columns = [little, Buffer.from(little).reverse()].flatMap((bytes) => bytesNeedles(bytes, '64 bits'));
  const grouped = [',', '.', '_', "'"].map((sign) => ({
    form: 'digits in groups',
    value: value.toString().replaceAll(/\B(?=(\d{3})+$)/g, sign),
    folded: true,
  }));
  return [...columns, ...grouped, { form: 'hex of number', value: value.toString(16), folded: true }];
}

interface Reading {
  readonly plain: string;
  readonly folded: string;
}

function readingsOf(text: string): readonly Reading[] {
  const undone = [text, fromUrl(text), fromEscapes(text), fromEntities(text)];
  // One escape in another: JSON within JSON, a URL within JSON.
  undone.push(fromUrl(fromEscapes(text)), fromEscapes(fromEscapes(text)), fromUrl(fromUrl(text)));
  const distinct = new Set(undone.flatMap((one) => [one, joined(one)]));
  return [...distinct].map((one) => {
    // base64url is base64 by two other signs.
    const plain = one.replaceAll('-', '+').replaceAll('_', '/');
    return { plain: plain === one ? one : `${one}\n${plain}`, folded: one.toLowerCase() };
  });
}

/** Without line breaks, the runner's commands and time stamps at their starts, spaces, and signs that only separate. */
function joined(text: string): string {
  return text
    .replaceAll(/^(?:\d{4}-\d\d-\d\dT[\d:.]+Z )?(?:::[a-z-]+(?: [^\n]*?)?::|\[[a-z]+\] ?|> ?)?/gm, '')
    .replaceAll(/\p{Cc}\[[\d;]*m/gu, '')
    .replaceAll(/[\s\p{Cc}|:"'`,\u200b\ufeff]+/gu, '');
}

const fromUrl = (text: string): string =>
  text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString());

const fromEntities = (text: string): string =>
  text
    .replaceAll(/&#(\d+);/g, (_, digits: string) => character(Number(digits)))
    .replaceAll(/&#x([0-9a-f]+);/gi, (_, digits: string) => character(Number.parseInt(digits, 16)));

const fromEscapes = (text: string): string =>
  text
    .replaceAll(/\\u\{?([0-9a-f]{1,6})\}?|\\x([0-9a-f]{2})/gi, (_, long?: string, short?: string) =>
      character(Number.parseInt(long ?? short ?? '', 16)),
    )
    .replaceAll(/\\[nrt]/g, '\n')
    .replaceAll(/\\(.)/g, '$1');

const character = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : '');
