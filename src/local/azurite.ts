import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { BlobServiceClient } from '@azure/storage-blob';

export interface AzuriteOptions {
  /** Where blobs and their index are kept from one start to the next; absent: in memory, and gone with the server. */
  readonly folder?: string;
}

export interface Azurite {
  readonly connectionString: string;
  /** `http://127.0.0.1:<port>/devstoreaccount1`. */
  readonly account: string;
  /** Makes a container and gives its address. */
  createContainer(name: string): Promise<string>;
  /** Ends the server; with a folder, everything is in it afterwards. */
  stop(): Promise<void>;
}

/** The account and key that every Azurite has; published by Microsoft, no secret. */
const ACCOUNT = 'devstoreaccount1';
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/**
 * Without the library for telemetry, which is switched off but would take more than half of the start.
 * Ends with the process that holds its standard input, so that whatever happens to that process leaves no server behind.
 * A server that keeps its blobs must write its index first: its own SIGTERM handler does, if it has come that far, and
 * says so; it does not end the process.
 */
const LAUNCHER = `
  const { AZURITE_SERVER: server, AZURITE_KEEPS: keeps } = process.env;
  const { log } = console;
  console.log = (text) => {
    log(text);
    if (String(text).includes('successfully closed')) process.exit(0);
  };
  process.stdin.on('end', () => {
    if (keeps !== 'yes' || !process.emit('SIGTERM')) process.exit(0);
    setTimeout(() => process.exit(0), 10000);
  }).resume();
  const { createRequire, Module } = require('node:module');
  const telemetry = createRequire(server).resolve('applicationinsights');
  require.cache[telemetry] = Object.assign(new Module(telemetry), { loaded: true });
  process.argv.splice(1, 0, server);
  require(server);
`;

/** Starts Azurite's blob service in a child process, on a free port. */
export async function startAzurite({ folder }: AzuriteOptions = {}): Promise<Azurite> {
  const flags = ['--blobHost', '127.0.0.1', '--blobPort', '0', '--skipApiVersionCheck', '--disableTelemetry'];
  flags.push('--silent', ...(folder === undefined ? ['--inMemoryPersistence'] : ['--location', folder]));
  const server = createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js');
  const child = spawn(process.execPath, ['-e', LAUNCHER, '--', ...flags], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      ...process.env,
      AZURITE_SERVER: server,
      AZURITE_KEEPS: folder === undefined ? 'no' : 'yes',
      NODE_OPTIONS: '',
    },
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
