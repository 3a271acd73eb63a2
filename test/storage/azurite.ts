import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { BlobServiceClient } from '@azure/storage-blob';

export interface Azurite {
  readonly connectionString: string;
  /** `http://127.0.0.1:<port>/devstoreaccount1`. */
  readonly account: string;
  /** Makes a container and gives its address. */
  createContainer(name: string): Promise<string>;
  stop(): Promise<void>;
}

/** The account and key that every Azurite has; published by Microsoft, no secret. */
const ACCOUNT = 'devstoreaccount1';
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

const SERVER = path.resolve(import.meta.dirname, '../../node_modules/azurite/dist/src/blob/main.js');

/** Ends with the process that holds its standard input, so that an interrupted test run leaves no server behind. */
const LAUNCHER = `
  process.stdin.on('end', () => process.exit(0)).resume();
  process.argv.splice(1, 0, process.env.AZURITE_SERVER);
  require(process.env.AZURITE_SERVER);
`;

/** Starts Azurite's blob service in a child process, in memory, on a free port. */
export async function startAzurite(): Promise<Azurite> {
  const flags = ['--inMemoryPersistence', '--blobHost', '127.0.0.1', '--blobPort', '0'];
  flags.push('--skipApiVersionCheck', '--disableTelemetry', '--silent');
  const child = spawn(process.execPath, ['-e', LAUNCHER, '--', ...flags], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, AZURITE_SERVER: SERVER, NODE_OPTIONS: '' },
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const account = await new Promise<string>((resolve, reject) => {
    void exited.then(() => reject(new Error('Azurite ended before it listened')));
    createInterface(child.stdout).on('line', (line) => {
      const address = /listens on (http:\/\/\S+)/.exec(line)?.[1];
      if (address) resolve(`${address}/${ACCOUNT}`);
    });
  });
  const connectionString = `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${KEY};BlobEndpoint=${account};`;
  const service = BlobServiceClient.fromConnectionString(connectionString);
  return {
    connectionString,
    account,
    async createContainer(name) {
      await service.createContainer(name);
      return `${account}/${name}`;
    },
    async stop() {
      child.stdin.end();
      await exited;
    },
  };
}
