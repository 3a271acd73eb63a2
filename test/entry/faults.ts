import { writeSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';

/** The heap's limit, in MB, under which `by-memory` ends soon. */
export const SMALL_HEAP = 40;

const forEver = (): Promise<never> => new Promise(() => setInterval(() => undefined, 1000));

/**
 * Every way in which a process can say, or die saying, what it must not: no stage has a part in it. Those that return are
 * followed by the work as if nothing had been.
 * @param canary what must not come out
 */
export function faults(canary: string): Readonly<Record<string, () => unknown>> {
  const words = {
    // biome-ignore lint/suspicious/noConsole: it leaks on purpose
    'by-console': () => console.log(canary),
    'by-stdout': () => process.stdout.write(`::error::${canary}\n`),
    'by-native-writes': () => {
      writeSync(1, `${canary}\n`);
      writeSync(2, `${canary}\n`);
    },
    'by-a-warning': () => process.emitWarning(canary),
    'by-a-strange-message': () => process.send?.({ type: canary }),
    'by-a-file-of-the-step': async () => {
      for (const name of ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY', 'GITHUB_ENV']) {
        const file = process.env[name];
        if (file !== undefined) await appendFile(file, `${canary}=${canary}\n`);
      }
    },
  };
  return {
    ...words,
    'by-every-word': async () => {
      for (const say of Object.values(words)) await say();
    },
    'by-an-error': () => {
      throw new Error(`cannot cast ${canary}`, { cause: new Error(`row ${canary}`) });
    },
    'by-a-rejection': () => {
      void Promise.reject(new Error(canary));
      return forEver();
    },
    'by-a-worker': () => {
      new Worker(`Promise.reject(new Error(${JSON.stringify(canary)}))`, { eval: true });
      return forEver();
    },
    'by-memory': () => {
      const kept: string[] = [];
      for (let n = 0; ; n += 1) kept.push(`${canary}${n}`.repeat(100));
    },
    'by-a-crash': () => {
      writeSync(2, canary);
      process.abort();
    },
    'by-a-panic': () => panic(canary),
    'by-a-silent-exit': () => process.exit(0),
    waits: () => {
      // By an event that is one, so that those outside know that it waits.
      process.send?.({ type: 'event', event: { kind: 'warehouse-starting' } });
      return forEver();
    },
  };
}

/** `(func (export "f") unreachable)`: what a panic of Rust comes down to in WebAssembly, once its words are written. */
const TRAP = [
  ...[0, 97, 115, 109, 1, 0, 0, 0],
  ...[1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11],
];

const { WebAssembly: wasm } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object) => { readonly exports: Readonly<Record<string, unknown>> };
  };
};

/** A panic in WebAssembly: its words go past every stream, then the instance traps. */
export function panic(words: string): void {
  writeSync(2, `panicked at 'called unwrap on ${words}'\n`);
  const { exports } = new wasm.Instance(new wasm.Module(new Uint8Array(TRAP)));
  (exports.f as () => void)();
}
