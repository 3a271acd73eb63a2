import { expect, it } from 'vitest';
import { workingEnvironment } from '../../src/entry/runner-environment.ts';
import { DEBUG_SWITCHES } from '../actions/action-run.ts';

const REQUEST = { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://token', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't' };

it('the work gets what it needs, and no switch that makes anything talk', () => {
  const needed = {
    PATH: '/bin',
    HTTPS_PROXY: 'http://proxy',
    AZURE_CLIENT_SECRET: 's',
    DATABRICKS_TOKEN: 't',
    GITHUB_SHA: 'abc',
    'INPUT_DRY-RUN': 'true',
    RUNNER_TEMP: '/tmp',
  };
  const others = {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'x',
    LD_DEBUG: 'all',
    COHORT_SYNC_DEBUG: '1',
    GRPC_TRACE: 'all',
  };
  expect(workingEnvironment({ ...needed, ...DEBUG_SWITCHES, ...others }, undefined)).toEqual(needed);
});

it('the work gets no file of the step, and no token of caches and artifacts', () => {
  const files = Object.fromEntries(
    ['OUTPUT', 'STEP_SUMMARY', 'ENV', 'PATH', 'STATE'].map((f) => [`GITHUB_${f}`, f]),
  );
  const tokens = {
    ACTIONS_RUNTIME_TOKEN: 't',
    ACTIONS_RESULTS_URL: 'u',
    ACTIONS_CACHE_URL: 'u',
    GITHUB_TOKEN: 't',
  };
  expect(workingEnvironment({ ...files, ...tokens }, undefined)).toEqual({});
});

it('the work may ask for the identity of the job only where the inputs name one', () => {
  expect(workingEnvironment(REQUEST, undefined)).toEqual({});
  expect(workingEnvironment(REQUEST, { clientId: 'c', tenantId: 't' })).toEqual({
    ...REQUEST,
    AZURE_CLIENT_ID: 'c',
    AZURE_TENANT_ID: 't',
    COHORT_SYNC_WORKFLOW_IDENTITY: 'true',
  });
});
