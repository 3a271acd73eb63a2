import type { Exchange, Fault } from '../storage/fault-proxy.ts';
import { type Command, type Ended, startCommand } from './command.ts';
import type { Stack } from './open-stack.ts';
import { thriftCall } from './thrift-call.ts';

/** An instant in the life of a process, named by the request that it sends then. No hook in the product knows of it. */
export interface CrashPoint {
  readonly name: string;
  readonly server: 'storage' | 'warehouse';
  readonly request: (exchange: Exchange) => boolean;
  /** Which of these requests: from 1. */
  readonly nth?: number;
  /** Killed before the server sees the request, or once it has done it and before the answer arrives. */
  readonly when: 'before' | 'after';
}

/** A point in what the storage is asked. */
export function atStorage(
  name: string,
  when: CrashPoint['when'],
  request: CrashPoint['request'],
  nth = 1,
): CrashPoint {
  return { name, server: 'storage', when, request, nth };
}

/** A point in what the warehouse is asked. */
export function atWarehouse(
  name: string,
  when: CrashPoint['when'],
  request: CrashPoint['request'],
  nth = 1,
): CrashPoint {
  return { name, server: 'warehouse', when, request, nth };
}

/** A write to a path of storage that holds `part`; encoded slashes are read as slashes. */
export function write(part: string, query = ''): CrashPoint['request'] {
  return ({ method, url }) => {
    const [path = '', search = ''] = url.split('?');
    const plain = !query && !/comp=(block|lease)/.test(search);
    return (
      method === 'PUT' &&
      decodeURIComponent(path).includes(part) &&
      (plain || (query !== '' && search.includes(query)))
    );
  };
}

/** A copy of a blob, made by the storage itself, to a path that holds `part`. */
export function copy(part: string): CrashPoint['request'] {
  return (exchange) => write(part)(exchange) && exchange.headers['x-ms-copy-source'] !== undefined;
}

/** A commit to a Delta log beneath a path that holds `part`. */
export function commit(part = '/_delta_log/'): CrashPoint['request'] {
  return (exchange) =>
    write(part)(exchange) && /_delta_log\/\d{20}\.json/.test(decodeURIComponent(exchange.url));
}

export function remove(part: string): CrashPoint['request'] {
  return ({ method, url }) => method === 'DELETE' && decodeURIComponent(url).includes(part);
}

export function read(part: string): CrashPoint['request'] {
  return ({ method, url }) => method === 'GET' && decodeURIComponent(url.split('?')[0] ?? '').includes(part);
}

/** A listing of a container whose query, decoded, matches. */
export function listing(container: string, query: RegExp): CrashPoint['request'] {
  return ({ method, url }) => {
    const [path = '', search = ''] = decodeURIComponent(url).split('?');
    return (
      method === 'GET' && path.endsWith(`/${container}`) && search.includes('comp=list') && query.test(search)
    );
  };
}

export function releaseOfLease(part: string): CrashPoint['request'] {
  return ({ url, headers }) =>
    decodeURIComponent(url).includes(part) && headers['x-ms-lease-action'] === 'release';
}

/** A statement whose text matches. */
export function statement(pattern: RegExp): CrashPoint['request'] {
  return (exchange) => pattern.test(thriftCall(exchange).sql);
}

export function download(): CrashPoint['request'] {
  return ({ method, url }) => method === 'GET' && url.startsWith('/results/');
}

/** Runs the command and kills it at the point. It must get there: a point that is never reached proves nothing. */
export async function killedAt(stack: Stack, point: CrashPoint, ...words: readonly string[]): Promise<Ended> {
  return killedWhile(stack, point, () => startCommand(stack, ...words));
}

/** The same with whatever process is started. */
export async function killedWhile(stack: Stack, point: CrashPoint, start: () => Command): Promise<Ended> {
  let seen = 0;
  let running: Command | undefined;
  const kill = async (): Promise<void> => {
    running?.kill('SIGKILL');
    await running?.ended;
  };
  const decide = (exchange: Exchange): Fault | Promise<Fault> => {
    if (!point.request(exchange) || ++seen !== (point.nth ?? 1)) return undefined;
    return point.when === 'after' ? { onceDone: kill } : kill().then(() => 'reset' as const);
  };
  const proxy = point.server === 'storage' ? stack.storage : stack.wire;
  proxy.inject(decide);
  running = start();
  const ended = await running.ended;
  proxy.inject(() => undefined);
  if (ended.signal !== 'SIGKILL')
    throw new Error(`"${point.name}" was not reached: ${ended.out}\n${ended.err}`);
  await stack.endLeases();
  return ended;
}

/** A request that is held at a proxy, on its way to the server, until it is let go. */
export interface Held {
  /** Resolves when it has arrived at the proxy. */
  readonly reached: Promise<void>;
  letGo(): void;
}

/** Holds the point's request, and lets all others pass. */
export function hold(stack: Stack, point: Omit<CrashPoint, 'name' | 'when'>): Held {
  const reached = Promise.withResolvers<void>();
  const going = Promise.withResolvers<void>();
  let seen = 0;
  const proxy = point.server === 'storage' ? stack.storage : stack.wire;
  proxy.inject((exchange) => {
    if (!point.request(exchange) || ++seen !== (point.nth ?? 1)) return undefined;
    reached.resolve();
    return going.promise.then(() => undefined);
  });
  return { reached: reached.promise, letGo: going.resolve };
}
