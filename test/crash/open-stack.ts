import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { makeCertificate } from '../../src/local/certificate.ts';
import { runSync } from '../../src/sync/run-sync.ts';
import { type FaultProxy, startFaultProxy, type Target } from '../storage/fault-proxy.ts';
import { openWorld, replaceInFile, type World, type WorldOptions } from '../story/world.ts';

/** A world with a proxy in front of its warehouse too, for commands that run as processes of their own. */
export interface Stack extends World {
  /** In front of the warehouse and of its result files; passes everything on until told otherwise. */
  readonly wire: FaultProxy;
  /** What a minute does to the leases of a process that was killed: they end. */
  endLeases(): Promise<void>;
  /** What lies in the sandbox beside the roster. */
  sandboxTables(): Promise<string[]>;
}

/** Opens a world whose configuration names the proxies, so that every byte between the product and its servers passes one. */
export async function openStack(options: WorldOptions = {}): Promise<Stack> {
  let target: Target | undefined;
  const certificates = path.join(process.env.CRASH_FOLDER ?? '', `proxy-${process.pid}-${Date.now()}`);
  await mkdir(certificates, { recursive: true });
  const certificate = await makeCertificate(certificates);
  const wire = await startFaultProxy(() => {
    if (target === undefined) throw new RangeError('the warehouse is not there yet');
    return target;
  }, certificate);
  const cloudFetch = { ...options.cloudFetch, port: wire.port };
  const world = await openWorld({ ...options, cloudFetch });
  const { port, caFile } = world.warehouse.connection;
  target = { protocol: 'https:', hostname: 'localhost', port, ca: await readFile(caFile, 'utf8') };
  const file = path.join(world.directory, 'cohort-sync.yml');
  await replaceInFile(file, `port: ${port}`, `port: ${wire.port}`);
  await replaceInFile(file, caFile, certificate.caFile);
  const configuration = await world.reload();
  return {
    ...world,
    wire,
    configuration,
    sync: (choice = {}) =>
      runSync(configuration, world.env, { cohorts: [], tables: [], dryRun: false, ...choice }, (event) =>
        world.events.push(event),
      ),
    endLeases: () => endLeases(world),
    sandboxTables: async () => {
      const rows = await world.warehouse.run('SHOW TABLES IN sandbox');
      return rows.map((row) => `${row.tableName}`).filter((name) => name !== 'cohort_sync_roster');
    },
    close: async () => {
      await world.close();
      await wire.stop();
    },
  };
}

async function endLeases({ azurite }: World): Promise<void> {
  const service = BlobServiceClient.fromConnectionString(azurite.connectionString);
  for (const [container, prefix] of [
    ['landing', '_cohort-sync/leases/'],
    ['diagnostics', 'leases/'],
  ] as const) {
    const client = service.getContainerClient(container);
    for await (const { name, properties } of client.listBlobsFlat({ prefix })) {
      if (properties.leaseState === 'leased')
        await client.getBlobClient(name).getBlobLeaseClient().breakLease(0);
    }
  }
}
