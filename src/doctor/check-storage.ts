import { randomUUID } from 'node:crypto';
import type { Configuration } from '../configuration/configuration.ts';
import type { Stores } from '../configuration/stores.ts';
import { CohortSyncError, RemoteError } from '../errors.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { checkLanding } from './check-landing.ts';
import { judgeClock, readClock } from './clock.ts';
import type { Examination, Found } from './examination.ts';

type Role = Exclude<keyof Stores, 'certificates' | 'staging'>;

const SILENT = 'not tried, because the storage does not answer';

const ROLES: readonly Role[] = ['landing', 'rosters', 'withdrawals', 'approvals', 'diagnostics'];

/**
 * Every container: that it exists, that this identity may do there what a sync does, and no more.
 * @returns false when some storage does not answer at all, so that nothing that rests on it needs to be tried
 */
export async function checkStorage(
  examination: Examination,
  configuration: Configuration,
  stores: Stores,
): Promise<boolean> {
  await checkStorageClock(examination, stores.landing);
  const silent = new Set<string>();
  for (const role of ROLES) {
    const { host } = new URL(stores[role].url);
    if (silent.has(host)) {
      examination.skip('storage', role, SILENT);
      continue;
    }
    const open = await examination.check('storage', role, () => listable(stores[role]));
    if (open !== undefined) await checkRights(examination, configuration, stores, role);
    else if (examination.checks.at(-1)?.code === 'STORAGE_UNREACHABLE') silent.add(host);
  }
  const { certificates } = stores;
  if (certificates !== undefined) {
    if (silent.has(new URL(certificates.url).host)) examination.skip('storage', 'certificates write', SILENT);
    // Not listed: only whoever purges needs any right there.
    else await examination.check('storage', 'certificates write', () => mayWrite(certificates, undefined));
  }
  return silent.size === 0;
}

function checkRights(
  examination: Examination,
  { approvals }: Configuration,
  stores: Stores,
  role: Role,
): Promise<unknown> {
  const store = stores[role];
  switch (role) {
    case 'landing':
      return checkLanding(examination, store);
    case 'diagnostics':
      return examination.check('storage', `${role} write`, () => requireWrite(store));
    case 'rosters':
      return examination.check('storage', `${role} write`, () => mayWrite(store, undefined));
    case 'approvals':
      return examination.check('storage', `${role} write`, () =>
        mayWrite(store, approvals.manual ? undefined : TOO_MUCH.approvals),
      );
    case 'withdrawals':
      return examination.check('storage', `${role} write`, () => mayWrite(store, TOO_MUCH.withdrawals));
  }
}

const TOO_MUCH = {
  approvals: {
    code: 'APPROVALS_WRITABLE',
    remedy:
      'Give this identity the role "Storage Blob Data Reader" there; only the approve job writes approvals.',
  },
  withdrawals: {
    code: 'WITHDRAWALS_WRITABLE',
    remedy:
      'Give this identity the role "Storage Blob Data Reader" there; only the collaborator writes withdrawals.',
  },
} as const;

/** Lists, and reads a name that nobody has: both rights, whatever lies there. */
export async function listable(store: BlobStore): Promise<Found<true>> {
  const probe = probePath();
  for await (const _ of store.list(probe)) break;
  await store.read(probe);
  return { value: true, message: `exists, can be listed and read (${store.url})` };
}

/**
 * Whether this identity may write, found out without writing: a write upon an etag that no blob has is refused for the etag
 * by a storage that would allow it, and for the identity by one that would not. It leaves nothing behind.
 */
async function canWrite(store: BlobStore): Promise<boolean> {
  try {
    await store.replace(probePath(), new Uint8Array(), '"0x0000000000000000"');
    return true;
  } catch (error) {
    if (error instanceof CohortSyncError && REFUSED.has(error.code)) return false;
    throw error;
  }
}

const REFUSED: ReadonlySet<string> = new Set(['STORAGE_DENIED', 'STORAGE_READ_ONLY']);

async function requireWrite(store: BlobStore): Promise<Found<undefined>> {
  if (await canWrite(store)) return { value: undefined, message: 'allowed' };
  throw new RemoteError('this identity may not write there', {
    code: 'STORAGE_DENIED',
    remedy: 'Give this identity the role "Storage Blob Data Contributor" on the container.',
  });
}

async function mayWrite(
  store: BlobStore,
  tooMuch: { readonly code: string; readonly remedy: string } | undefined,
): Promise<Found<undefined>> {
  if (!(await canWrite(store))) return { value: undefined, message: 'refused, as a sync needs none' };
  const message = 'allowed, though a sync needs no such right';
  return { value: undefined, message, ...(tooMuch === undefined ? {} : { warning: tooMuch }) };
}

/** By the Date header of any answer, asked without a credential. Where a proxy stands between, there may be none. */
async function checkStorageClock(examination: Examination, { url }: BlobStore): Promise<void> {
  const reading = await readClock(async () => {
    const answer = await fetch(url, {
      method: 'HEAD',
      signal: AbortSignal.timeout(10_000),
      redirect: 'manual',
    });
    // Whole seconds, cut off: the middle of that second is the best guess.
    return BigInt(Date.parse(answer.headers.get('date') ?? '') + 500) * 1000n;
  }).catch(() => undefined);
  if (reading === undefined) {
    examination.skip('storage', 'clock', 'not compared: no answer without a credential');
    return;
  }
  await examination.check('storage', 'clock', async () => judgeClock(reading));
}

/** Where nothing of the product lies, under a name that is new every time. */
function probePath(): string {
  return `_cohort-sync/doctor/${randomUUID()}`;
}
