import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type Configuration,
  loadConfiguration,
  parseConfiguration,
} from '../../src/configuration/configuration.ts';
import { ConfigurationError } from '../../src/errors.ts';
import { DAY, HOUR, WEEK } from '../../src/instant.ts';
import { isKnownMistake } from '../../src/review/known-mistakes.ts';

const MINIMAL =
  'source: { host: adb-1.azuredatabricks.net, httpPath: /sql/1.0/warehouses/abc }\nlanding: { url: "https://acc.blob.core.windows.net/landing" }\n';
const EMULATOR =
  'DefaultEndpointsProtocol=http;AccountName=dev;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:10000/dev;';

describe('the configuration', () => {
  it('fills in what is left out', () => {
    const configuration = parse(MINIMAL);
    expect(configuration).toMatchObject({
      source: { host: 'adb-1.azuredatabricks.net', port: 443, schema: 'omop', sandbox: 'sandbox' },
      landing: { url: 'https://acc.blob.core.windows.net/landing' },
      rosters: { url: 'https://acc.blob.core.windows.net/rosters' },
      withdrawals: { url: 'https://acc.blob.core.windows.net/withdrawals' },
      approvals: { url: 'https://acc.blob.core.windows.net/approvals', manual: false, require: [] },
      diagnostics: { url: 'https://acc.blob.core.windows.net/diagnostics' },
      limits: {
        settle: 6n * HOUR,
        recheck: 8n * WEEK,
        smallCell: 11,
        growth: 0.0025,
        growthStop: 0.05,
        growthFloor: 10_000,
        grace: 30n * DAY,
        jobs: 20,
      },
      transfer: { rowsPerSlice: 2_000_000, rowGroupRows: 262_144, fileBytes: 134_217_728, cloudFetch: true },
    });
    expect(configuration.cohorts).toBe(path.resolve('/etc/project/cohorts'));
    expect(configuration.transfer.workers).toBeGreaterThan(0);
    expect(configuration.source).not.toHaveProperty('timeZone');
    expect(configuration).not.toHaveProperty('certificates');
    expect(configuration.transfer.mode).toBe('stream');
    expect(configuration).not.toHaveProperty('staging');
    expect(configuration.preview).toEqual({ enabled: false });
  });

  it('takes every key that there is', () => {
    const text = `
source: { host: localhost, port: 8443, httpPath: /sql, catalog: main, schema: omop_v5, sandbox: sand, caFile: ca.pem, timeZone: Europe/Berlin, tenantId: 11111111-2222-3333-4444-555555555555, clientId: 66666666-7777-8888-9999-aaaaaaaaaaaa }
landing: { url: "https://acc.blob.core.windows.net/landing/east" }
rosters: { url: rosters-east }
withdrawals: { url: "https://other.blob.core.windows.net/withdrawals" }
approvals:
  manual: true
  require: [{ team: org/data-collaborators, minimum: 2 }, { team: org/company }]
  owners: org/owners
  url: approvals-east
diagnostics: { url: diagnostics-east }
certificates: { url: certificates-east }
cohorts: ../cohorts
preview: { enabled: true }
limits: { settle: 30m, recheck: 26w, smallCell: 20, growth: 0.5%, growthStop: 10%, growthFloor: 0, jobs: 3 }
transfer: { workers: 2, rowsPerSlice: 1000, rowGroupRows: 100, fileBytes: 1MiB, cloudFetch: false }
`;
    expect(parse(text)).toMatchObject({
      source: {
        port: 8443,
        catalog: 'main',
        schema: 'omop_v5',
        caFile: path.resolve('/etc/project/ca.pem'),
        timeZone: 'Europe/Berlin',
        tenantId: '11111111-2222-3333-4444-555555555555',
        clientId: '66666666-7777-8888-9999-aaaaaaaaaaaa',
      },
      landing: { url: 'https://acc.blob.core.windows.net/landing/east' },
      rosters: { url: 'https://acc.blob.core.windows.net/rosters-east' },
      withdrawals: { url: 'https://other.blob.core.windows.net/withdrawals' },
      approvals: {
        manual: true,
        require: [
          { team: 'org/data-collaborators', minimum: 2 },
          { team: 'org/company', minimum: 1 },
        ],
        owners: 'org/owners',
        url: 'https://acc.blob.core.windows.net/approvals-east',
      },
      certificates: { url: 'https://acc.blob.core.windows.net/certificates-east' },
      cohorts: path.resolve('/etc/cohorts'),
      preview: { enabled: true },
      limits: { settle: HOUR / 2n, growth: 0.005, growthStop: 0.1, growthFloor: 0, jobs: 3 },
      transfer: { workers: 2, fileBytes: 1_048_576, cloudFetch: false },
    });
  });

  it('says where the warehouse unloads to, by the names of both sides', () => {
    const unload = 'transfer: { mode: unload }\n';
    expect(parse(`${MINIMAL}${unload}`).staging).toEqual({
      url: 'https://acc.blob.core.windows.net/staging',
      location: 'abfss://staging@acc.dfs.core.windows.net',
    });
    expect(
      parse(`${MINIMAL}${unload}staging: { location: /Volumes/main/sandbox/staging }\n`).staging,
    ).toEqual({
      url: 'https://acc.blob.core.windows.net/staging',
      location: '/Volumes/main/sandbox/staging',
    });
    // What was unloaded once is cleared away although it is streamed now.
    const east = 'staging: { url: "https://acc.blob.core.windows.net/staging/east" }\n';
    expect(parse(`${MINIMAL}${east}`).staging?.location).toBe(
      'abfss://staging@acc.dfs.core.windows.net/east',
    );
  });

  it.each([
    ['staging: { url: "https://other.blob.core.windows.net/staging" }', 'staging.url'],
    ['staging: { url: landing }', 'staging.url'],
    [`staging: { location: "abfss://staging@acc.dfs.core.windows.net/x'y" }`, 'staging.location'],
    ['staging: { location: "abfss://staging@acc.dfs.core.windows.net/" }', 'staging.location'],
    ['staging: { location: "s3://staging" }', 'staging.location'],
    ['staging: { location: /Volumes/main/sandbox }', 'staging.location'],
  ])('refuses %s', (line, key) => {
    const told = rules(`${MINIMAL}transfer: { mode: unload }\n${line}\n`);
    expect(told).toEqual([expect.stringMatching(new RegExp(`^${key}: `))]);
    expect(told.filter((rule) => !isKnownMistake(rule))).toEqual([]);
  });

  it('asks for the name that the warehouse has for a container which is none of Azure’s', () => {
    const text = `${MINIMAL.replace('"https://acc.blob.core.windows.net/landing"', 'landing')}transfer: { mode: unload }\n`;
    const told = failure(text, { AZURE_STORAGE_CONNECTION_STRING: EMULATOR }).mistakes.map(
      ({ rule }) => rule,
    );
    expect(told).toEqual([expect.stringContaining('staging.location: must say how the warehouse names')]);
  });

  it('takes containers alone where a connection string says the account', () => {
    const text = MINIMAL.replace('"https://acc.blob.core.windows.net/landing"', 'landing');
    const configuration = parse(text, { AZURE_STORAGE_CONNECTION_STRING: EMULATOR });
    expect(configuration.landing.url).toBe('http://127.0.0.1:10000/dev/landing');
    expect(configuration.rosters.url).toBe('http://127.0.0.1:10000/dev/rosters');
    expect(rules(text)).toEqual([
      expect.stringContaining('landing.url: a container may be named alone only where'),
    ]);
  });

  it('has a message of its own for a token, and never repeats it', () => {
    const error = failure(MINIMAL.replace('{ host', '{ token: dapi-CANARY, host'));
    expect(error.mistakes).toEqual([
      { file: 'cohort-sync.yml', line: 1, column: 11, rule: expect.stringContaining('DATABRICKS_TOKEN') },
    ]);
    expect(JSON.stringify([error.message, error.mistakes])).not.toContain('CANARY');
  });

  it.each([
    ['a host with a scheme', 'host: adb', 'host: https://adb', 'source.host'],
    [
      'a host that is none of Databricks',
      'adb-1.azuredatabricks.net',
      'azuredatabricks.net.example',
      'source.host',
    ],
    [
      'an address that is none of Azure',
      'acc.blob.core.windows.net',
      'blob.core.windows.net.example',
      'landing.url',
    ],
    ['a signature in an address', 'net/landing', 'net/landing?sig=CANARY', 'landing.url'],
    ['plain HTTP', 'https://acc', 'http://acc', 'landing.url'],
    ['an unknown time zone', '{ host', '{ timeZone: Mars/Olympus, host', 'source.timeZone'],
    ['a tenant by its name', '{ host', '{ tenantId: example.org, host', 'source.tenantId'],
    ['a schema that is no name', '{ host', '{ schema: "a`b", host', 'source.schema'],
  ])('refuses %s', (_what, from, to, key) => {
    const told = rules(MINIMAL.replace(from, to));
    expect(told).toEqual([expect.stringMatching(new RegExp(`^${key}: `))]);
    // What it says may be shown of a pull request, too.
    expect(told.filter((rule) => !isKnownMistake(rule))).toEqual([]);
  });

  it.each([
    'limits: { settle: 6 }',
    'limits: { settle: 6 hours }',
    'limits: { growth: 0.25 }',
    'limits: { growth: 200% }',
    'limits: { smallCell: 10 }',
    'limits: { growth: 6% }',
    'limits: { jobs: 257 }',
    'transfer: { fileBytes: 0MiB }',
    'approvals: { require: [{ team: org/a, minimum: 0 }] }',
    'approvals: { require: [{ team: everybody }] }',
    'rosters: { url: landing }',
    'diagnostics: { url: approvals }',
    'certificates: { url: landing }',
    'certificates: {}',
    'withdrawals: { url: "https://acc.blob.core.windows.net/landing/withdrawals" }',
    'roster: { url: rosters }',
  ])('refuses %s', (line) => {
    const { mistakes } = failure(`${MINIMAL}${line}\n`);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatchObject({ file: 'cohort-sync.yml', line: 3 });
    expect(mistakes.filter(({ rule }) => !isKnownMistake(rule))).toEqual([]);
  });

  it('tells all mistakes of one file at once', () => {
    expect(rules('source: { host: "a b" }\nlimits: { settle: soon, jobs: many }\n')).toHaveLength(5);
  });

  it('is read from a file, and missed with a remedy', async () => {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'configuration-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const file = path.join(directory, 'cohort-sync.yml');
    await expect(loadConfiguration(file, {})).rejects.toMatchObject({
      code: 'CONFIGURATION_MISSING',
      exitCode: 2,
    });
    await writeFile(file, MINIMAL);
    expect(await loadConfiguration(file, {})).toMatchObject({
      file,
      cohorts: path.join(directory, 'cohorts'),
    });
  });

  it('names no other container of approvals than the machine believes, whatever else it says', async () => {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'configuration-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const file = path.join(directory, 'cohort-sync.yml');
    const here = { COHORT_SYNC_APPROVALS_URL: 'https://acc.blob.core.windows.net/approvals/' };
    await writeFile(file, MINIMAL);
    expect((await loadConfiguration(file, here)).approvals.url).toBe(
      'https://acc.blob.core.windows.net/approvals',
    );
    for (const other of ['https://mine.blob.core.windows.net/approvals', 'approvals-of-mine']) {
      await writeFile(file, `${MINIMAL}approvals: { url: "${other}" }\n`);
      await expect(loadConfiguration(file, here)).rejects.toMatchObject({
        code: 'APPROVALS_ELSEWHERE',
        exitCode: 2,
      });
    }
    // A variable that is set, and no address, believes nobody.
    await expect(loadConfiguration(file, { COHORT_SYNC_APPROVALS_URL: 'approvals' })).rejects.toMatchObject({
      code: 'STORAGE_ADDRESS',
    });
  });
});

function parse(text: string, env: Record<string, string> = {}): Configuration {
  return parseConfiguration(Buffer.from(text), '/etc/project/cohort-sync.yml', env);
}

function failure(text: string, env: Record<string, string> = {}): ConfigurationError {
  try {
    parse(text, env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('no mistake was found');
}

function rules(text: string): string[] {
  return failure(text).mistakes.map(({ rule }) => rule);
}
