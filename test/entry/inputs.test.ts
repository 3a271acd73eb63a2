import { describe, expect, it } from 'vitest';
import { readInputs } from '../../src/entry/inputs.ts';
import { ConfigurationError } from '../../src/errors.ts';

const mistakes = (run: () => unknown): readonly string[] => {
  try {
    run();
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    expect(error.code).toBe('INPUT_INVALID');
    return error.mistakes.map(({ file }) => file);
  }
};

describe('inputs of an action', () => {
  it('are read by their names in action.yml, with lists by comma or line, and empty ones left out', () => {
    const env = {
      INPUT_CONFIG: ' policy/cohort-sync.yml ',
      INPUT_COHORTS: 'cardiology, diabetes\n\ncardiology',
      INPUT_TABLES: '',
      'INPUT_DRY-RUN': 'True',
      'INPUT_AZURE-CLIENT-ID': '',
      INPUT_SHARD: '12',
    };
    expect(
      readInputs(['config', 'cohorts', 'tables', 'dryRun', 'full', 'azureClientId', 'shard'], env),
    ).toEqual({
      config: 'policy/cohort-sync.yml',
      cohorts: ['cardiology', 'diabetes'],
      tables: [],
      dryRun: true,
      full: false,
      azureClientId: undefined,
      shard: 12,
    });
  });

  it('tell all mistakes at once', () => {
    const env = {
      INPUT_CONFIG: 'cohort-sync.txt',
      INPUT_COHORTS: 'Cardiology',
      INPUT_TABLES: 'persons',
      'INPUT_DRY-RUN': 'yes',
      INPUT_ACCEPT: 'abc',
      INPUT_RUN: 'last',
      INPUT_SHARD: '0',
      'INPUT_GITHUB-TOKEN': '',
      'INPUT_AZURE-CLIENT-ID': 'me',
      'INPUT_APP-PRIVATE-KEY': 'key',
    };
    const keys = ['config', 'cohorts', 'tables', 'dryRun', 'accept', 'run', 'shard'] as const;
    const more = ['githubToken', 'azureClientId', 'appPrivateKey'] as const;
    expect(mistakes(() => readInputs([...keys, ...more], env))).toEqual([
      ...['config', 'cohorts', 'tables', 'dry-run', 'accept', 'run', 'shard'],
      ...['github-token', 'azure-client-id', 'app-private-key'],
    ]);
  });

  it.each(['../cohort-sync.yml', '/etc/cohort-sync.yml', 'a/../../b.yml', 'a b.yml', 'a.yml\nb.yml', ''])(
    'name no configuration outside of the repository: %j',
    (config) => {
      expect(mistakes(() => readInputs(['config'], { INPUT_CONFIG: config }))).toEqual(['config']);
    },
  );

  it('name an identity completely, or not at all', () => {
    const id = '11111111-2222-3333-4444-555555555555';
    const keys = ['azureClientId', 'azureTenantId'] as const;
    expect(mistakes(() => readInputs(keys, { 'INPUT_AZURE-CLIENT-ID': id }))).toEqual(['azure-tenant-id']);
    expect(mistakes(() => readInputs(keys, { 'INPUT_AZURE-TENANT-ID': id }))).toEqual(['azure-client-id']);
    expect(mistakes(() => readInputs(keys, {}))).toEqual([]);
  });

  it('never stand in the error that refuses them', () => {
    const secret = 'ghs_0123456789 and more';
    expect(() => readInputs(['githubToken'], { 'INPUT_GITHUB-TOKEN': secret })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('ghs_') }),
    );
    try {
      readInputs(['githubToken'], { 'INPUT_GITHUB-TOKEN': secret });
    } catch (error) {
      expect(JSON.stringify(error)).not.toContain('ghs_');
    }
  });
});
