import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeRepository } from './fake-repository.ts';
import { READ_ROUTES, TEAM_ROUTES } from './read-routes.ts';
import { Refusal, type Route } from './route.ts';
import { bearer, identityToken, type Permissions, Tokens } from './tokens.ts';
import { WRITE_ROUTES } from './write-routes.ts';

/** A request as GitHub received it, and so all that it learned by it. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface FakeGitHub {
  readonly url: string;
  readonly tokens: Tokens;
  readonly repository: FakeRepository;
  readonly received: readonly Received[];
  /** Where a job asks for its identity; the bearer is `tokens.oidcRequest`. */
  readonly oidcUrl: string;
  /** Answers in GitHub's place from now on, wherever it gives an answer. */
  inject(fault: (request: Received) => Answer | undefined): void;
  stop(): Promise<void>;
}

/**
 * The part of GitHub's REST API that actions use, on loopback, over a repository that tests build by what people do.
 * Tokens are checked as GitHub does: an unknown one gets 401, one that lacks a permission 403, and 404 says no more than
 * that there is nothing to see.
 */
export async function startFakeGitHub(options: { permissions?: Permissions } = {}): Promise<FakeGitHub> {
  const repository = await FakeRepository.create();
  const tokens = new Tokens(options.permissions);
  const received: Received[] = [];
  let fault: (request: Received) => Answer | undefined = () => undefined;
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const request: Received = {
      method: incoming.method ?? '',
      url: incoming.url ?? '',
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString(),
    };
    received.push(request);
    send(outgoing, fault(request) ?? answer({ repository, tokens, incoming, body: request.body }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    tokens,
    repository,
    received,
    oidcUrl: `${url}/oidc?api-version=2.0`,
    inject(next) {
      fault = next;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await repository.git.remove();
    },
  };
}

interface Call {
  readonly repository: FakeRepository;
  readonly tokens: Tokens;
  readonly incoming: IncomingMessage;
  readonly body: string;
}

const refusal = (status: number, message: string): Answer => ({
  status,
  body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
});

function answer(call: Call): Answer {
  const { repository, tokens, incoming } = call;
  const address = new URL(incoming.url ?? '', `http://${incoming.headers.host}`);
  const path = decodeURIComponent(address.pathname);
  if (path === '/oidc') return identity(call, address.searchParams);
  const permissions = tokens.permissionsOf(incoming);
  if (permissions === undefined) return refusal(401, 'Bad credentials');
  if (permissions.app !== undefined) return appAnswer(call, path);
  const [repositories, organisation] = [`/repos/${repository.fullName}`, `/orgs/${repository.owner}`];
  const within = path === repositories || path.startsWith(`${repositories}/`) ? repositories : organisation;
  if (!path.startsWith(within)) return refusal(404, 'Not Found');
  const routes = within === organisation ? TEAM_ROUTES : [...READ_ROUTES, ...WRITE_ROUTES];
  const rest = path.slice(within.length);
  for (const route of routes) {
    const match = route.method === incoming.method ? route.path.exec(rest) : null;
    if (match === null) continue;
    if (!mayAsk(route, permissions, repository, match))
      return refusal(403, 'Resource not accessible by integration');
    return answerBy(route, call, match, address);
  }
  return refusal(404, 'Not Found');
}

function mayAsk(
  { permission, ofPull }: Route,
  permissions: Permissions,
  repository: FakeRepository,
  match: RegExpExecArray,
): boolean {
  const holds = (name: string, access: string): boolean =>
    permissions[name] === 'write' || permissions[name] === access;
  if (permission === undefined || holds(...permission)) return true;
  const number = ofPull?.number(repository, match);
  const isPull = repository.pulls.some((pull) => pull.number === number);
  return ofPull !== undefined && isPull && holds('pull_requests', ofPull.access);
}

function answerBy(route: Route, call: Call, match: RegExpExecArray, address: URL): Answer {
  const { repository, incoming, body } = call;
  try {
    const asked = {
      repository,
      match,
      query: address.searchParams,
      accept: incoming.headers.accept ?? '',
      body: body === '' ? {} : (JSON.parse(body) as Record<string, unknown>),
    };
    const given = route.answer(asked);
    if (route.list && Array.isArray(given)) return page(given, address);
    return { status: route.method === 'POST' ? 201 : 200, body: given };
  } catch (error) {
    // What Git does not find is not there.
    return error instanceof Refusal ? refusal(error.status, error.message) : refusal(404, 'Not Found');
  }
}

/** GitHub's pages: 30 unless asked for otherwise, never more than 100, the others named in the Link header. */
function page(all: readonly unknown[], address: URL): Answer {
  const size = Math.min(100, Number(address.searchParams.get('per_page') ?? 30));
  const number = Number(address.searchParams.get('page') ?? 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const link = (target: number, relation: string): string => {
    const other = new URL(address);
    other.searchParams.set('page', String(target));
    return `<${other}>; rel="${relation}"`;
  };
  const before = number > 1 ? [link(number - 1, 'prev'), link(1, 'first')] : [];
  const after = number < last ? [link(number + 1, 'next'), link(last, 'last')] : [];
  const links = [...before, ...after];
  return {
    status: 200,
    body: all.slice((number - 1) * size, number * size),
    ...(links.length === 0 ? {} : { headers: { link: links.join(', ') } }),
  };
}

/** What an App may ask by its own signature: where it is installed, and a token for there. */
function appAnswer({ repository, tokens, incoming }: Call, path: string): Answer {
  const installation = { id: 99, app_id: Number(tokens.appId), account: { login: repository.owner } };
  const places = [`/repos/${repository.fullName}/installation`, `/orgs/${repository.owner}/installation`];
  if (incoming.method === 'GET' && places.includes(path)) return { status: 200, body: installation };
  if (incoming.method === 'GET' && path === '/app/installations')
    return { status: 200, body: [installation] };
  if (incoming.method === 'POST' && path === '/app/installations/99/access_tokens') {
    const expires = new Date(Date.now() + 3_600_000).toISOString();
    const permissions = { members: 'read', contents: 'read', pull_requests: 'read' };
    return {
      status: 201,
      body: { token: tokens.installation, expires_at: expires, permissions, repository_selection: 'all' },
    };
  }
  return refusal(404, 'Not Found');
}

function identity({ repository, tokens, incoming }: Call, query: URLSearchParams): Answer {
  if (bearer(incoming) !== tokens.oidcRequest) return refusal(401, 'Unauthorized');
  const audience = query.get('audience') ?? `https://github.com/${repository.owner}`;
  return { status: 200, body: { value: identityToken(repository.fullName, audience) } };
}

function send(outgoing: ServerResponse, { status, body, headers }: Answer): void {
  const bytes = Buffer.isBuffer(body);
  outgoing.writeHead(status, {
    'content-type': bytes ? 'application/vnd.github.raw' : 'application/json; charset=utf-8',
    'x-github-request-id': 'FAKE:0001',
    ...headers,
  });
  outgoing.end(bytes ? body : typeof body === 'string' ? body : JSON.stringify(body));
}
