import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.ts';
import { type ActionEnded, runAction } from './action-run.ts';
import { findCanaries, findFigures, surfacesOf } from './canary.ts';
import { LEAKS as LEAKING_PRODUCT } from './leaks.ts';

const ID = '7316092845501937';
const NAME = 'Zyxquilla Vorbrandt';
const CANARIES = [ID, NAME];

const seen = (text: string): readonly string[] =>
  findCanaries([{ name: 'a log', text }], CANARIES).map(({ canary }) => canary);

describe('a canary is found', () => {
  const inside = Buffer.from(`..${NAME}..`);
  const columns = Buffer.alloc(11);
  columns.writeBigInt64LE(BigInt(ID), 3);
  it.each([
    ['plain', `a row of ${NAME}`, NAME],
    ['in other case', NAME.toUpperCase(), NAME],
    ['as an id', `person ${ID} failed`, ID],
    ['in groups of digits', '7,316,092,845,501,937', ID],
    ['as hex', Buffer.from(NAME).toString('hex').toUpperCase(), NAME],
    ['as hex by bytes', Buffer.from(NAME).toString('hex').replaceAll(/../g, '$& '), NAME],
    ['as hex of UTF-16', Buffer.from(NAME, 'utf16le').toString('hex'), NAME],
    ['as base64', Buffer.from(NAME).toString('base64'), NAME],
    ['as base64, one byte in', Buffer.from(`.${NAME}.`).toString('base64'), NAME],
    ['as base64, two bytes in', inside.toString('base64'), NAME],
    ['as base64url', Buffer.from(`~~?${ID}`).toString('base64url'), ID],
    ['as base64 over lines', inside.toString('base64').replaceAll(/.{7}/g, '$&\n'), NAME],
    ['in a URL', `?name=${encodeURIComponent(NAME)}`, NAME],
    ['in a URL, all escaped', Buffer.from(ID).toString('hex').replaceAll(/../g, '%$&'), ID],
    ['in a URL, escaped twice', `?a=${encodeURIComponent(encodeURIComponent(`"${NAME}"`))}`, NAME],
    [
      'escaped as in JSON',
      [...ID].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
      ID,
    ],
    ['in JSON within JSON', JSON.stringify(JSON.stringify({ name: `\n${NAME}` })), NAME],
    ['as HTML entities', [...ID].map((c) => `&#${c.charCodeAt(0)};`).join(''), ID],
    ['split over lines', `${ID.slice(0, 7)}\n${ID.slice(7)}`, ID],
    ['split over annotations', `::error::${ID.slice(0, 7)}\n::error file=a,line=1::${ID.slice(7)}`, ID],
    ['split over escaped lines', `${ID.slice(0, 7)}%0A${ID.slice(7)}`, ID],
    ['split by cells of a table', [...ID].join(' | '), ID],
    ['split by colours', `${ID.slice(0, 7)}\u001b[31m${ID.slice(7)}\u001b[0m`, ID],
    ['as the 64 bits of a column', columns.toString('base64'), ID],
    ['as a number in hex', `0x${BigInt(ID).toString(16)}`, ID],
    ['backwards', [...ID].reverse().join(''), ID],
  ])('%s', (_, text, canary) => {
    expect(seen(text)).toContain(canary);
  });

  it('and what is none is not taken for one', () => {
    const sha = 'f3b1c0d29a7745e2b6c8130f5d1e9a4477aa00bb';
    const public_ = `${sha} ${Buffer.from(sha).toString('base64')} ${ID.slice(1)}0 Zyxquilla\n2026-01-05T06:00:00Z`;
    expect(seen(public_)).toEqual([]);
  });
});

describe('a figure is found', () => {
  const found = (text: string, name = 'a log'): boolean => findFigures([{ name, text }], [97_218]).length > 0;
  it.each([
    '97218 rows',
    '97,218',
    '| 97,218 |',
    '{"rows":97218}',
    '[97218]',
    '97 218',
    "97'218.",
    'rows=97218\n',
  ])('in %j', (text) => expect(found(text)).toBe(true));
  it.each(['a97218', '972180', '1,97,218', '97,218,000', '97218.5', '0.97218', '10:97218'])(
    'and not in %j, which is another',
    (text) => expect(found(text)).toBe(false),
  );
  it('and not in headers, whose numbers are of requests', () => {
    expect(found('{"content-length":97218}', 'request 0: POST headers')).toBe(false);
  });
});

it('the documentation lists every mistake that must be found', async () => {
  const text = await readFile(path.resolve(import.meta.dirname, '../../docs/mutants.md'), 'utf8');
  const [, leaks = ''] = text.split('\n## Leaks\n');
  const rows = leaks.split('\n').filter((line) => line.startsWith('| '));
  expect(rows.slice(2)).toEqual(LEAKING_PRODUCT.map(({ name, file }) => `| ${name} | \`${file}\` |`));
});

/** Actions that leak on purpose, each by a way of its own. `secret` is the name, `id` the number. */
const LEAKS: Readonly<Record<string, string>> = {
  'the supervisor lets its child write to standard error': `
    spawnSync(process.execPath, ['-e', 'process.stderr.write(process.env.CANARY_NAME)'], { stdio: 'inherit' });`,
  'a native library writes past every stream': `writeSync(2, secret);`,
  'an error is shown with its message': `console.log('::error::' + new Error('cannot cast ' + secret).message);`,
  'nobody catches a rejection in a worker': `
    new Worker("Promise.reject(new Error(process.env.CANARY_NAME))", { eval: true });`,
  'a figure comes out as an output': `appendFileSync(process.env.GITHUB_OUTPUT, 'rows=' + id + '\\n');`,
  'the summary holds a title': `appendFileSync(process.env.GITHUB_STEP_SUMMARY, '# ' + Buffer.from(secret).toString('hex'));`,
  'a later step gets it': `appendFileSync(process.env.GITHUB_ENV, 'A=' + encodeURIComponent(secret) + '\\n');`,
  'a comment holds it, encoded': `await ask('/issues/1/comments', { method: 'POST',
    body: JSON.stringify({ body: Buffer.from('x' + secret).toString('base64') }) });`,
  'a request asks for it': `await ask('/contents/' + encodeURIComponent(secret));`,
  'a header names it': `await ask('', { headers: { 'user-agent': 'run of ' + id } });`,
  'a debug line is written where debugging is on': `if (process.env.RUNNER_DEBUG === '1') console.log('::debug::' + id);`,
  'it dies of what it read': `throw new TypeError('cannot read ' + secret);`,
};

/** Holds the canaries all the same, and keeps them: its child writes to pipes that nobody passes on. */
const DISCREET = `
  spawnSync(process.execPath, ['-e', 'process.stderr.write(process.env.CANARY_NAME); process.abort()'], { stdio: 'pipe' });
  console.log('::error::The source failed. SOURCE_FAILED');
  await ask('/issues/1/comments', { method: 'POST', body: JSON.stringify({ body: 'It failed.' }) });
  process.exitCode = 1;`;

const action = (body: string): string => `
import { spawnSync } from 'node:child_process';
import { appendFileSync, writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
const [secret, id] = [process.env.CANARY_NAME, process.env.CANARY_ID];
const ask = (path, options = {}) => fetch(process.env.GITHUB_API_URL + '/repos/' + process.env.GITHUB_REPOSITORY + path, {
  ...options, headers: { authorization: 'token ' + process.env['INPUT_GITHUB-TOKEN'], ...options.headers } });
${body}
`;

describe('what an action lets out', () => {
  let github: FakeGitHub;
  let folder: string;

  beforeAll(async () => {
    github = await startFakeGitHub({ permissions: { contents: 'read', issues: 'write' } });
    folder = await mkdtemp(path.join(tmpdir(), 'cohort-sync-canary-'));
    await github.repository.push({ 'README.md': 'Cohorts\n' }, 'olga');
  });
  afterAll(async () => {
    await github.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const started = async (body: string): Promise<[ActionEnded, ReturnType<typeof findCanaries>]> => {
    const bundle = await mkdtemp(path.join(folder, 'bundle-'));
    await mkdir(bundle, { recursive: true });
    await writeFile(path.join(bundle, 'package.json'), '{ "type": "module" }');
    await writeFile(path.join(bundle, 'index.js'), action(body));
    const before = github.received.length;
    const ended = await runAction({
      bundle,
      github,
      inputs: { 'github-token': github.tokens.workflow },
      env: { CANARY_NAME: NAME, CANARY_ID: ID, RUNNER_DEBUG: '1' },
    });
    const surfaces = surfacesOf(ended, github.received.slice(before));
    return [ended, findCanaries(surfaces, CANARIES)];
  };

  it.each(Object.entries(LEAKS))('is seen when %s', async (_, body) => {
    const [, sightings] = await started(body);
    expect(sightings).not.toEqual([]);
  });

  it('is nothing when it keeps what it holds', async () => {
    const [ended, sightings] = await started(DISCREET);
    expect(ended.exitCode).toBe(1);
    expect(ended.annotations).toEqual([{ kind: 'error', text: 'The source failed. SOURCE_FAILED' }]);
    expect(sightings).toEqual([]);
  });
});
