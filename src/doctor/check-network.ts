import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, getCACertificates } from 'node:tls';
import { readAuthority } from '../source/connection.ts';
import { callFailed } from '../source/source-error.ts';

const MOST_MILLISECONDS = 10_000;

/** Opens a TCP connection and closes it; throws SOURCE_UNREACHABLE. */
export async function reachHost(host: string, port: number): Promise<void> {
  await settled('open a connection', connectTcp({ host, port }), 'connect');
}

/**
 * Makes a TLS handshake with the trust that the driver will have.
 * @returns the protocol's version
 * @throws RemoteError SOURCE_UNTRUSTED, SOURCE_UNREACHABLE; ConfigurationError SOURCE_CA_UNREADABLE
 */
export async function trustHost(host: string, port: number, caFile: string | undefined): Promise<string> {
  const authority = caFile === undefined ? [] : [await readAuthority(caFile)];
  const socket = connectTls({
    host,
    port,
    servername: host,
    ca: [...getCACertificates('default'), ...authority],
  });
  let protocol: string | null = null;
  socket.once('secureConnect', () => {
    protocol = socket.getProtocol();
  });
  await settled('agree on a secure connection', socket, 'secureConnect');
  return protocol ?? 'TLS';
}

/** Waits for the event, within bounds; the socket is gone afterwards. */
async function settled(label: string, socket: Socket, event: string): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once(event, () => resolve());
      socket.once('error', reject);
      socket.setTimeout(MOST_MILLISECONDS, () => reject(new Error('no answer in time')));
    });
  } catch (error) {
    throw callFailed(label, error);
  } finally {
    // What comes after the verdict (a reset, an alert) is nobody's concern, and must not be an unhandled error.
    socket.on('error', () => undefined);
    socket.destroy();
  }
}
