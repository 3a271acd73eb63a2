import { BlobServiceClient, ContainerSASPermissions } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Approval, appendRecord, readChain } from '../../src/approval/approval-chain.ts';
import { approveManually } from '../../src/approval/approve.ts';
import { policyInForce, requireInForce } from '../../src/approval/policy-in-force.ts';
import { appendPolicy } from '../../src/approval/policy-record.ts';
import { contentDigest, parseCohortFile } from '../../src/cohort/cohort-file.ts';
import { openBlobStore } from '../../src/storage/azure-blob-store.ts';
import type { BlobStore } from '../../src/storage/blob-store.ts';
import { cohortText } from '../cohort/cohort-text.ts';
import { type Azurite, startAzurite } from '../storage/azurite.ts';
import { memoryBlobStore } from '../storage/memory-blob-store.ts';
import { ID, NOW, policyText } from './approval-world.ts';

const file = parseCohortFile(Buffer.from(cohortText()), `${ID}.yml`);
const SHA = 'c'.repeat(40);
const PROOF = { number: 1, merge: SHA, base: SHA, head: SHA, author: 1, approvers: [2] };

const byHand = (approvals: BlobStore) =>
  approveManually({
    ...{ approvals, policy: { manual: true, require: [] }, file },
    ...{ by: 'Mallory', reason: 'because', at: NOW },
  });

describe('a record that somebody else than the approve job writes', () => {
  let azurite: Azurite;
  beforeAll(async () => {
    azurite = await startAzurite();
    await azurite.createContainer('approvals');
  });
  afterAll(() => azurite.stop());

  /** The container as an identity sees it that has these rights there, and none elsewhere. */
  const withRights = async (rights: string): Promise<BlobStore> => {
    const service = BlobServiceClient.fromConnectionString(azurite.connectionString);
    const url = new URL(
      await service.getContainerClient('approvals').generateSasUrl({
        permissions: ContainerSASPermissions.parse(rights),
        expiresOn: new Date(Date.now() + 3_600_000),
      }),
    );
    const connectionString = `BlobEndpoint=${service.url.replace(/\/$/, '')};SharedAccessSignature=${url.search.slice(1)}`;
    return openBlobStore('approvals', { connectionString });
  };

  it('cannot be written with the rights of a sync, which can read', async () => {
    const [reader, writer] = [await withRights('rl'), await withRights('rcl')];
    await expect(byHand(reader)).rejects.toMatchObject({ code: 'STORAGE_DENIED' });
    expect(await readChain(reader, ID)).toEqual([]);
    await byHand(writer);
    expect(await readChain(reader, ID)).toHaveLength(1);
  });

  it('cannot replace one, nor take one away, with the right to create alone', async () => {
    const writer = await withRights('rcl');
    const before = await readChain(writer, ID);
    await expect(writer.put(`${ID}/000001.json`, Buffer.from('{}'))).rejects.toMatchObject({
      code: 'STORAGE_DENIED',
    });
    await expect(writer.delete(`${ID}/000001.json`)).rejects.toMatchObject({ code: 'STORAGE_DENIED' });
    expect(await readChain(writer, ID)).toEqual(before);
  });
});

describe('where rights allow to forge one, a sync does not act upon', () => {
  const configured = (text: string, manual = false) => ({
    content: contentDigest(Buffer.from(text)),
    approvals: { manual, require: [], url: '' },
  });
  const strict = configured(policyText());
  const policy = (approvals: BlobStore) =>
    appendPolicy(approvals, [], {
      ...{ at: NOW, commit: SHA, files: {}, require: [], owners: null, proofs: [PROOF] },
      configuration: { path: 'cohort-sync.yml', blob: strict.content.blob },
    });
  const forge = async (approvals: BlobStore, digest: string): Promise<void> => {
    const { approval } = await byHand(memoryBlobStore());
    const { digest: _, ...record } = approval as Approval;
    const proven = { kind: 'pull-request', commit: SHA, proof: PROOF, policy: digest } as const;
    await appendRecord(approvals, [], { ...record, ...proven });
  };

  it('one by hand, where the configuration allows none', async () => {
    const approvals = memoryBlobStore();
    await byHand(approvals);
    const chain = await readChain(approvals, ID);
    const check = await policyInForce(approvals, strict);
    expect(() => check(chain)).toThrow(expect.objectContaining({ code: 'MANUAL_APPROVAL_REFUSED' }));
    const lenient = await policyInForce(approvals, configured(policyText(), true));
    expect(() => lenient(chain)).not.toThrow();
  });

  it('one that names a policy which nobody approved', async () => {
    const approvals = memoryBlobStore();
    await forge(approvals, 'e'.repeat(64));
    const chain = await readChain(approvals, ID);
    const before = await policyInForce(approvals, strict);
    expect(() => before(chain)).toThrow(expect.objectContaining({ code: 'POLICY_UNAPPROVED' }));
    await policy(approvals);
    const after = await policyInForce(approvals, strict);
    expect(() => after(chain)).toThrow(expect.objectContaining({ code: 'POLICY_UNAPPROVED' }));
  });

  it('any, under a configuration that was changed without an owner', async () => {
    const approvals = memoryBlobStore();
    await forge(approvals, (await policy(approvals))?.digest ?? '');
    const chain = await readChain(approvals, ID);
    const proper = await policyInForce(approvals, strict);
    expect(() => proper(chain)).not.toThrow();
    const changed = configured(policyText('# elsewhere\n'), true);
    const other = await policyInForce(approvals, changed);
    expect(() => other(chain)).toThrow(expect.objectContaining({ code: 'POLICY_UNAPPROVED' }));
    await expect(requireInForce(approvals, strict)).resolves.toBeUndefined();
    await expect(requireInForce(approvals, changed)).rejects.toMatchObject({ code: 'POLICY_UNAPPROVED' });
  });

  it('one behind a policy chain that is broken', async () => {
    const approvals = memoryBlobStore();
    await policy(approvals);
    await approvals.put('_policy/000002.json', Buffer.from('{}'));
    await expect(policyInForce(approvals, strict)).rejects.toMatchObject({ code: 'APPROVAL_CHAIN_BROKEN' });
  });
});
