import { AsyncLocalStorage } from 'node:async_hooks';
import { RemoteError } from '../../src/errors.ts';
import type { Warehouse } from '../../src/source/warehouse.ts';
import type { MemoryBlobStore } from '../storage/memory-blob-store.ts';

/** What a fault does at the boundary where it strikes. */
export const FAULT_KINDS = [
  'refused',
  'reply lost',
  'killed before',
  'killed after',
  'asleep',
  'overtaken',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** Where: `storage commit`, `warehouse stage`, ... */
  readonly point: string;
  /** The how many-th time that this process comes to the point, from 1. */
  readonly nth: number;
}

/** The storage containers and the warehouse of one history, as all processes share them. */
export interface Outside {
  readonly containers: ReadonlyMap<string, MemoryBlobStore>;
  readonly connect: () => Promise<Warehouse>;
  /** Told of every commit to a table, right after it was made. */
  readonly committed: (process: RunningProcess, path: string) => void;
}

/**
 * One run of the product in this process of ours, as it looks from outside: every operation at a boundary passes `touch`. One that
 * was killed touches nothing any more, whatever its code still tries on its way out.
 */
export interface RunningProcess {
  readonly operation: string;
  readonly outside: Outside;
  /** Leases it holds, to be broken when their time is up. */
  readonly leases: { readonly store: MemoryBlobStore; readonly path: string }[];
  readonly isKilled: boolean;
  /** The fault that struck, if one did. */
  readonly struck: Fault | undefined;
  touch(point: string, when: 'before' | 'after'): Promise<void>;
}

const current = new AsyncLocalStorage<RunningProcess>();

export function currentProcess(): RunningProcess {
  const found = current.getStore();
  if (found === undefined) throw new RangeError('nothing of a history runs here');
  return found;
}

export function runAs<T>(process: RunningProcess, work: () => Promise<T>): Promise<T> {
  return current.run(process, work);
}

export interface ProcessOptions {
  readonly operation: string;
  readonly outside: Outside;
  readonly fault?: Fault | undefined;
  /** What happens while the process sleeps, or beside it where it is overtaken: then its lease has expired. */
  readonly whileAsleep?: () => Promise<void>;
}

export function startProcess({
  operation,
  outside,
  fault,
  whileAsleep = async () => undefined,
}: ProcessOptions): RunningProcess {
  const leases: { store: MemoryBlobStore; path: string }[] = [];
  const came = new Map<string, number>();
  let killed = false;
  let struck: Fault | undefined;

  const process: RunningProcess = {
    operation,
    outside,
    leases,
    get isKilled() {
      return killed;
    },
    get struck() {
      return struck;
    },
    async touch(point, when) {
      if (killed) throw gone();
      if (when === 'before') came.set(point, (came.get(point) ?? 0) + 1);
      const isHere = struck === undefined && fault?.point === point && fault.nth === came.get(point);
      if (!isHere || fault === undefined || when !== momentOf(fault.kind)) return;
      struck = fault;
      if (fault.kind === 'asleep' || fault.kind === 'overtaken') {
        expireLeases(process);
        const other = whileAsleep();
        if (fault.kind === 'asleep') await other;
        return;
      }
      killed = fault.kind.startsWith('killed');
      throw killed ? gone() : unreachable(point);
    },
  };
  return process;
}

function momentOf(kind: FaultKind): 'before' | 'after' {
  return kind === 'reply lost' || kind === 'killed after' ? 'after' : 'before';
}

/** A minute passes: leases that nobody renews end. */
export function expireLeases({ leases }: RunningProcess): void {
  for (const { store, path } of leases.splice(0)) store.breakLease(path);
}

function unreachable(point: string): RemoteError {
  const [code, remedy] = point.startsWith('storage')
    ? ['STORAGE_UNREACHABLE', 'Check the network.']
    : ['SOURCE_UNREACHABLE', 'Check the network.'];
  return new RemoteError(`A fault struck at ${point}.`, { code, remedy });
}

function gone(): RemoteError {
  return new RemoteError('The process was killed.', { code: 'STORAGE_UNREACHABLE', remedy: 'None.' });
}
