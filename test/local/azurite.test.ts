import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { expect, it, onTestFinished } from 'vitest';
import { startAzurite } from '../../src/local/azurite.ts';

it('keeps in its folder what was stored, from one start to the next', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'cohort-sync-azurite-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const first = await startAzurite({ folder });
  await first.createContainer('landing');
  const blob = (connection: string) =>
    BlobServiceClient.fromConnectionString(connection)
      .getContainerClient('landing')
      .getBlockBlobClient('a/b');
  await blob(first.connectionString).upload('kept', 4);
  await first.stop();
  const second = await startAzurite({ folder });
  onTestFinished(() => second.stop());
  expect((await blob(second.connectionString).downloadToBuffer()).toString()).toBe('kept');
});
