import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Azurite } from './azurite.ts';

/** What becomes of a request: an answer instead of the storage's, or the storage's answer lost on the way back. */
export type Fault = { readonly status: number; readonly code: string } | 'lose-reply' | undefined;

export interface FaultyStorage {
  readonly connectionString: string;
  readonly account: string;
  /** Decides for each request from now on; one whose decision is awaited is on its way as long. */
  inject(fault: (request: IncomingMessage) => Fault | Promise<Fault>): void;
  stop(): Promise<void>;
}

/** A server in front of Azurite that answers some requests itself, as a storage account in trouble would. */
export async function startFaultyStorage(azurite: Azurite): Promise<FaultyStorage> {
  let decide: (request: IncomingMessage) => Fault | Promise<Fault> = () => undefined;
  const server = createServer(async (incoming, outgoing) => {
    const decision = decide(incoming);
    const fault = decision instanceof Promise ? await decision : decision;
    if (typeof fault === 'object') {
      incoming.resume();
      outgoing.writeHead(fault.status, { 'x-ms-error-code': fault.code, 'content-type': 'application/xml' });
      outgoing.end(`<?xml version="1.0"?><Error><Code>${fault.code}</Code><Message>CANARY</Message></Error>`);
      return;
    }
    forward(azurite, incoming, outgoing, fault === 'lose-reply');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const account = `http://127.0.0.1:${(server.address() as AddressInfo).port}/devstoreaccount1`;
  return {
    account,
    connectionString: azurite.connectionString.replace(azurite.account, account),
    inject(fault) {
      decide = fault;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function forward(azurite: Azurite, incoming: IncomingMessage, outgoing: ServerResponse, lose: boolean): void {
  const { hostname, port } = new URL(azurite.account);
  const { method, url: path, headers } = incoming;
  const onward = request({ hostname, port, method, path, headers }, (reply) => {
    if (lose) {
      reply.resume().on('end', () => outgoing.destroy());
      return;
    }
    outgoing.writeHead(reply.statusCode ?? 500, reply.headers);
    reply.pipe(outgoing);
  });
  incoming.pipe(onward);
}
