import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import service from '@databricks/sql/thrift/TCLIService.js';
import thrift from 'thrift';
import { ConfigurationError } from '../errors.ts';
import type { Certificate } from './certificate.ts';
import type { ResultFiles } from './result-files.ts';
import type { ThriftService } from './thrift-service.ts';

export interface ServerOptions {
  readonly certificate: Certificate;
  readonly port: number;
  readonly token: string;
  readonly httpPath: string;
  readonly service: ThriftService;
  readonly files: ResultFiles;
  /** Answers a request beneath `/local/`; undefined where there is no such thing. */
  readonly control: (method: string, path: string, body: string) => Promise<string | undefined>;
}

/** Where result files are fetched: no token, the path is the secret. */
export const RESULT_PREFIX = '/results/';

/** Starts the HTTPS server on the loopback interface and returns it with the port it got. */
export async function startServer(options: ServerOptions): Promise<{ server: Server; port: number }> {
  const { key, cert } = options.certificate;
  const server = createServer({ key, cert, keepAliveTimeout: 60_000 }, (request, response) => {
    answer(options, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portRefused(options.port, error)));
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}

function portRefused(port: number, cause: NodeJS.ErrnoException): Error {
  const reason = { EADDRINUSE: 'is taken', EACCES: 'may not be used by this account' }[cause.code ?? ''];
  if (reason === undefined) return cause;
  return new ConfigurationError(`Port ${port} ${reason}.`, {
    code: 'PORT_REFUSED',
    remedy: 'Name another port, or leave --port out for a free one.',
    cause,
  });
}

async function answer(
  options: ServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  if (path.startsWith(RESULT_PREFIX))
    return await sendFile(options.files, path.slice(RESULT_PREFIX.length), response);
  const body = await readBody(request);
  const refusal = checkToken(request.headers.authorization, options.token);
  if (refusal !== undefined) return refuse(response, refusal);
  if (path === options.httpPath && request.method === 'POST')
    return await sendThrift(options.service, body, response);
  if (!path.startsWith('/local/')) return refuse(response, 404);
  const text = await options.control(request.method ?? 'GET', path, body.toString('utf8'));
  if (text === undefined) return refuse(response, 404);
  response.writeHead(200, { 'content-type': 'application/json' }).end(text);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Databricks answers 401 where there is no token and 403 to a wrong one. */
function checkToken(header: string | undefined, token: string): 401 | 403 | undefined {
  if (header === undefined) return 401;
  const [given, wanted] = [Buffer.from(header), Buffer.from(`Bearer ${token}`)];
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? undefined : 403;
}

const REASONS = { 401: 'Credential was not sent.', 403: 'Invalid access token.', 404: 'Not found.' } as const;

function refuse(response: ServerResponse, status: keyof typeof REASONS): void {
  const message = REASONS[status];
  response
    .writeHead(status, {
      'content-type': 'text/plain',
      'x-databricks-reason-phrase': message,
      'x-thriftserver-error-message': message,
    })
    .end(message);
}

async function sendFile(files: ResultFiles, secret: string, response: ServerResponse): Promise<void> {
  const content = await files.download(secret);
  if (content === undefined) return refuse(response, 403);
  response
    .writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': content.length })
    .end(content);
}

/** Lets the generated processor read the call and write the answer. */
async function sendThrift(handler: ThriftService, body: Buffer, response: ServerResponse): Promise<void> {
  const processor = new service.Processor(handler as never);
  const answered = new Promise<Buffer>((resolve, reject) => {
    const output = new thrift.TBufferedTransport(undefined, (message?: Buffer) =>
      resolve(message ?? Buffer.alloc(0)),
    );
    const receive = thrift.TBufferedTransport.receiver((input) => {
      try {
        processor.process(new thrift.TBinaryProtocol(input), new thrift.TBinaryProtocol(output));
      } catch (error) {
        reject(error);
      }
    }, 0);
    receive(body);
  });
  const message = await answered.catch(() => undefined);
  if (message === undefined) return void response.writeHead(400).end();
  response
    .writeHead(200, { 'content-type': 'application/x-thrift', 'content-length': message.length })
    .end(message);
}
