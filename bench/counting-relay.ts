import { type AddressInfo, connect, createServer } from 'node:net';

/** Passes bytes on to a port of this machine, and counts them, whatever they say. */
export interface CountingRelay {
  readonly port: number;
  /** Bytes since it was asked last: those that the client was sent, and those that it sent. */
  take(): { readonly received: number; readonly sent: number };
  stop(): Promise<void>;
}

export async function startCountingRelay(target: number): Promise<CountingRelay> {
  let [received, sent] = [0, 0];
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    client.on('data', (chunk: Buffer) => (sent += chunk.length));
    upstream.on('data', (chunk: Buffer) => (received += chunk.length));
    client.pipe(upstream).pipe(client);
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    take() {
      const counted = { received, sent };
      [received, sent] = [0, 0];
      return counted;
    },
    stop: async () => {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
