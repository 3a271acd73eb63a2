import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll } from 'vitest';
import { type Azurite, startAzurite } from '../storage/azurite.ts';

/** Servers of this test file that nobody uses just now, empty. */
const idle: Azurite[] = [];

afterAll(async () => {
  await Promise.all(idle.splice(0).map((server) => server.stop()));
});

/**
 * An empty storage account for one world. Its `stop` empties it and keeps the server for the file's next world: to start
 * one costs most of a second of a core, as much as the whole sync of a small cohort.
 */
export async function openStorageAccount(): Promise<Azurite> {
  const server = idle.pop() ?? (await startAzurite());
  return {
    ...server,
    stop: async () => {
      const service = BlobServiceClient.fromConnectionString(server.connectionString);
      for await (const { name } of service.listContainers()) await service.deleteContainer(name);
      idle.push(server);
    },
  };
}
