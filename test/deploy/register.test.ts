import { execFile } from 'node:child_process';
import { createVerify, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const SCRIPT = path.resolve(import.meta.dirname, '../../deploy/runner/register.sh');
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

interface Call {
  readonly url: string;
  readonly bearer: string;
  readonly body: Record<string, unknown>;
}

const calls: Call[] = [];
const server = createServer((request, response) => {
  let text = '';
  request.on('data', (chunk) => {
    text += chunk;
  });
  request.on('end', () => {
    const url = request.url ?? '';
    calls.push({
      url,
      bearer: (request.headers.authorization ?? '').replace('Bearer ', ''),
      body: JSON.parse(text),
    });
    const answer = url.endsWith('/access_tokens')
      ? { token: 'installation' }
      : { encoded_jit_config: 'Y29uZmln' };
    response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cohort-sync-register-'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

it('registers one runner of one job in the group, by a token that the key of the App has signed', async () => {
  const registration = path.join(folder, 'jitconfig');
  const env = {
    PATH: process.env.PATH,
    APP_KEY: `${privateKey.export({ type: 'pkcs8', format: 'pem' })}`.trim(),
    APP_ID: '4711',
    INSTALLATION_ID: '42',
    ORGANISATION: 'yourorg',
    RUNNER_GROUP_ID: '7',
    API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    REGISTRATION: registration,
  };
  const { stdout, stderr } = await promisify(execFile)('bash', [SCRIPT], { env });
  expect(stdout + stderr).toBe('');
  expect(await readFile(registration, 'utf8')).toBe('Y29uZmln\n');
  const [installation, runner] = calls;
  expect(installation).toMatchObject({
    url: '/app/installations/42/access_tokens',
    body: { permissions: { organization_self_hosted_runners: 'write' } },
  });
  const [header = '', claims = '', signature = ''] = installation?.bearer.split('.') ?? [];
  const verified = createVerify('RSA-SHA256')
    .update(`${header}.${claims}`)
    .verify(publicKey, signature, 'base64url');
  expect(verified).toBe(true);
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ iss: '4711' });
  expect(runner).toMatchObject({
    url: '/orgs/yourorg/actions/runners/generate-jitconfig',
    bearer: 'installation',
    body: { runner_group_id: 7, labels: ['self-hosted', 'cohort-sync'] },
  });
});
