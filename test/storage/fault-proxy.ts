import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import {
  createServer,
  Agent as HttpAgent,
  type IncomingHttpHeaders,
  request as plainRequest,
} from 'node:http';
import {
  createServer as createSecureServer,
  Agent as HttpsAgent,
  request as secureRequest,
} from 'node:https';
import type { AddressInfo } from 'node:net';

/** A request as it arrived at the proxy, whole. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What becomes of a request. */
export type Fault =
  /** An answer instead of the server's, which never sees the request. */
  | {
      readonly status: number;
      readonly code: string;
      readonly headers?: Readonly<Record<string, string>>;
      /** What the server says of it, beside the code. */
      readonly message?: string;
    }
  /** The connection breaks before the server sees the request. */
  | 'reset'
  /** The server did it, and the connection breaks instead of the answer. */
  | 'lose-reply'
  /** The same, and before the connection breaks something is done: what the client has asked for stands by then. */
  | { readonly onceDone: () => Promise<void> | void }
  /** The network delivers the request twice; the client gets the second answer. */
  | 'twice'
  /** Half of the answer's body, and the connection breaks: its Content-Length is not met. */
  | 'truncate'
  /** Half of the answer's body under a Content-Length that says so: nothing in HTTP gives it away. */
  | 'shorten'
  /** The whole body under a Content-Length of its half: the rest lies on the connection, before the next answer. */
  | 'overrun'
  | undefined;

export type Decide = (exchange: Exchange) => Fault | Promise<Fault>;

/** Where requests go on to. */
export interface Target {
  readonly protocol: 'http:' | 'https:';
  readonly hostname: string;
  readonly port: number | string;
  /** PEM of an authority to trust. */
  readonly ca?: string;
}

export interface FaultProxy {
  readonly port: number;
  /** Decides for each request from now on; one whose decision is awaited is on its way as long. */
  inject(decide: Decide): void;
  stop(): Promise<void>;
}

/**
 * A server in front of another one that treats requests as a network, a load balancer or a service in trouble would. It speaks
 * TLS itself where it is given a certificate, so that it sees what is asked.
 * @param target asked for each request: behind the proxy a server may come back on another port
 */
export async function startFaultProxy(
  target: () => Target,
  certificate?: { readonly key: string; readonly cert: string },
): Promise<FaultProxy> {
  let decide: Decide = () => undefined;
  const agents = {
    'http:': new HttpAgent({ keepAlive: true }),
    'https:': new HttpsAgent({ keepAlive: true }),
  };
  const listener: RequestListener = (incoming, outgoing) => {
    // Whatever breaks here broke on the way: the client sees a connection that ended.
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  };
  const server: Server = certificate ? createSecureServer(certificate, listener) : createServer(listener);

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = incoming;
    const exchange = { method, url, headers, body: await whole(incoming) };
    const decision = decide(exchange);
    const fault = decision instanceof Promise ? await decision : decision;
    if (fault === 'reset') return void outgoing.destroy();
    if (typeof fault === 'object' && 'status' in fault) return refuse(outgoing, fault);
    if (fault === 'twice') await forward(exchange);
    const reply = await forward(exchange);
    if (typeof fault === 'object') await fault.onceDone();
    if (fault === 'lose-reply' || typeof fault === 'object') return void outgoing.destroy();
    answer(outgoing, exchange, reply, fault);
  }

  function forward({ method, url, headers, body }: Exchange): Promise<Reply> {
    const { protocol, hostname, port, ca } = target();
    const send = protocol === 'https:' ? secureRequest : plainRequest;
    return new Promise((resolve, reject) => {
      const onward = send(
        {
          hostname,
          port,
          method,
          path: url,
          headers,
          agent: agents[protocol],
          ...(ca === undefined ? {} : { ca }),
        },
        (reply) => {
          whole(reply).then((content) => resolve({ reply, content }), reject);
        },
      );
      onward.on('error', reject);
      onward.end(body);
    });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    inject(next) {
      decide = next;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

interface Reply {
  readonly reply: IncomingMessage;
  readonly content: Buffer;
}

function refuse(outgoing: ServerResponse, fault: Extract<Fault, { status: number }>): void {
  const { status, code, headers, message = 'CANARY' } = fault;
  outgoing.writeHead(status, { 'x-ms-error-code': code, 'content-type': 'application/xml', ...headers });
  outgoing.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`);
}

function answer(
  outgoing: ServerResponse,
  { method }: Exchange,
  { reply, content }: Reply,
  fault: Exclude<Fault, 'reset' | 'lose-reply' | object>,
): void {
  const { 'transfer-encoding': _, ...headers } = reply.headers;
  const bodiless = method === 'HEAD' || reply.statusCode === 204 || reply.statusCode === 304;
  const half = Math.floor(content.length / 2);
  const sent = fault === 'truncate' || fault === 'shorten' ? content.subarray(0, half) : content;
  const promised = fault === 'shorten' || fault === 'overrun' ? half : content.length;
  const length = bodiless ? {} : { 'content-length': `${promised}` };
  outgoing.writeHead(reply.statusCode ?? 500, { ...headers, ...length });
  if (fault !== 'truncate') return void outgoing.end(sent);
  outgoing.write(sent, () => outgoing.destroy());
}

async function whole(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
