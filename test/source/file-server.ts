import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';

export type FileAnswer = { readonly status: number; readonly body?: Uint8Array } | 'hang up';

export interface FileServer {
  readonly url: string;
  /** PEM of the certificate that signs for it. */
  readonly authority: string;
  /** Paths in the order in which they were asked for. */
  readonly asked: string[];
  /** The most requests that were under way at once. */
  peak(): number;
  close(): Promise<void>;
}

/** A storage of result files over HTTPS, on a free port. */
export async function fileServer(
  answer: (path: string, request: IncomingMessage, times: number) => FileAnswer | Promise<FileAnswer>,
): Promise<FileServer> {
  const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  const asked: string[] = [];
  let [under, peak] = [0, 0];
  const server = createServer({ key: pems.private, cert: pems.cert }, async (request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    under += 1;
    peak = Math.max(peak, under);
    const given = await answer(path, request, asked.filter((other) => other === path).length);
    under -= 1;
    if (given === 'hang up') {
      request.socket.destroy();
      return;
    }
    response.writeHead(given.status);
    response.end(given.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    authority: pems.cert,
    asked,
    peak: () => peak,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
