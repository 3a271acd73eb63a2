import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from '../src/local/certificate.ts';
import { RESULT_PREFIX, startServer } from '../src/local/https-server.ts';
import { ResultFiles } from '../src/local/result-files.ts';
import { ThriftService } from '../src/local/thrift-service.ts';
import { PreparedEngine } from './prepared-engine.ts';

// A process of its own: the local warehouse's protocol over results that are prepared. Says where it is in one line, and
// ends with its standard input.

const LINK_SECONDS = 900;
const [rows = '0', batchRows = '0'] = process.argv.slice(2);
const directory = await mkdtemp(join(tmpdir(), 'bench-warehouse-'));
const certificate = await makeCertificate(directory);
const files = new ResultFiles(directory, LINK_SECONDS);
const token = randomBytes(16).toString('hex');
const httpPath = '/sql/1.0/warehouses/bench';
let port = 0;
const service = new ThriftService({
  engine: await PreparedEngine.prepare(Number(rows), Number(batchRows)),
  files,
  limits: { batchRows: Number(batchRows), fileRows: Number(batchRows), minimumRows: 1 },
  log: [],
  onStatement: undefined,
  linkAddress: (secret) => `https://localhost:${port}${RESULT_PREFIX}${secret}`,
});
const started = await startServer({
  certificate,
  port: 0,
  token,
  httpPath,
  service,
  files,
  control: async () => undefined,
});
port = started.port;
process.stdout.write(
  `${JSON.stringify({ host: 'localhost', port, httpPath, token, caFile: certificate.caFile })}\n`,
);
process.stdin.resume().on('end', async () => {
  await rm(directory, { recursive: true, force: true });
  process.exit(0);
});
