import { createHash, generateKeyPairSync, verify } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export type Access = 'read' | 'write';
export type Permissions = Readonly<Record<string, Access>>;

const READERS: Permissions = { contents: 'read', pull_requests: 'read' };

/** Who may ask for what: the workflow's token, the App's signature, the tokens that the App is given. */
export class Tokens {
  readonly workflow = 'ghs_workflowToken0000000000000000000000';
  readonly oidcRequest = 'oidc-request-token';
  readonly appId = '4711';
  readonly appPrivateKey: string;
  permissions: Permissions;
  readonly #appPublicKey: string;
  readonly #installation = 'ghs_installationToken00000000000000000';

  constructor(permissions: Permissions = READERS) {
    this.permissions = permissions;
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    this.appPrivateKey = privateKey;
    this.#appPublicKey = publicKey;
  }

  get installation(): string {
    return this.#installation;
  }

  /** What the bearer may do; undefined where nobody is known by such a token. */
  permissionsOf(request: IncomingMessage): Permissions | undefined {
    const token = bearer(request);
    if (token === this.workflow) return this.permissions;
    if (token === this.#installation) return { ...READERS, members: 'read', metadata: 'read' };
    return this.#isSignedByApp(token) ? { app: 'read' } : undefined;
  }

  #isSignedByApp(token: string): boolean {
    const [header = '', payload = '', signature = ''] = token.split('.');
    if (signature === '') return false;
    const signed = Buffer.from(`${header}.${payload}`);
    if (!verify('RSA-SHA256', signed, this.#appPublicKey, Buffer.from(signature, 'base64url'))) return false;
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    const seconds = Date.now() / 1000;
    return String(claims.iss) === this.appId && Number(claims.exp) > seconds && Number(claims.iat) <= seconds;
  }
}

export function bearer(request: IncomingMessage): string {
  return /^(?:bearer|token) (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
}

/** A workflow's identity, not signed: for servers of tests, which look at its claims only. */
export function identityToken(repository: string, audience: string): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const seconds = Math.floor(Date.now() / 1000);
  const claims = {
    iss: 'https://token.actions.githubusercontent.com',
    sub: `repo:${repository}:environment:cohort-sync`,
    aud: audience,
    iat: seconds,
    exp: seconds + 300,
  };
  const body = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${body}.${createHash('sha256').update(body).digest('base64url')}`;
}
