import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { ConfigurationError } from '../../errors.ts';
import { SqlError } from '../sql-error.ts';

/** What Spark answered, as the bridge wrote it. */
export type BridgeAnswer = Readonly<Record<string, unknown>>;

interface Waiting {
  readonly resolve: (answer: BridgeAnswer) => void;
  readonly reject: (error: Error) => void;
}

const ROOT = join(import.meta.dirname, '../../..');
const VENV = join(ROOT, '.venv/spark');

/** The process that Spark runs in. Whatever it prints goes to a file in its directory. */
export class SparkBridge {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #serial = 0;

  private constructor(process: ChildProcess) {
    this.#process = process;
  }

  /**
   * @param directory where Spark keeps its tables, its scratch files and what it prints
   * @throws ConfigurationError `NO_SPARK` where it is not installed
   */
  static async start(directory: string): Promise<SparkBridge> {
    const delta = await readFile(join(VENV, 'delta'), 'utf8').catch(() => undefined);
    const python = join(VENV, 'bin/python');
    if (delta === undefined || !(await exists(python))) throw notInstalled();
    const child = spawn(python, [join(import.meta.dirname, 'bridge.py'), directory, delta.trim()], {
      cwd: directory,
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      env: { ...process.env, PYSPARK_PYTHON: python },
    });
    const bridge = new SparkBridge(child);
    const log = createWriteStream(join(directory, 'spark.log'));
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    const ready = bridge.#expect(0);
    createInterface({ input: child.stdio[3] as Readable }).on('line', (line) => bridge.#hear(line));
    child.once('error', (error) => bridge.#end(error));
    child.once('exit', (code) => {
      log.end();
      bridge.#end(
        new Error(`Spark ended with ${code ?? 'a signal'}; what it printed is in ${directory}/spark.log`),
      );
    });
    await ready;
    return bridge;
  }

  /** Sends a request. The answer comes when Spark is done; its failure is a SqlError with Spark's own SQLSTATE. */
  async ask(op: string, request: Readonly<Record<string, unknown>> = {}): Promise<BridgeAnswer> {
    this.#serial += 1;
    const answer = this.#expect(this.#serial);
    this.#process.stdin?.write(`${JSON.stringify({ id: this.#serial, op, ...request })}\n`);
    return await answer;
  }

  async close(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGKILL');
    await ended;
  }

  #expect(id: number): Promise<BridgeAnswer> {
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #hear(line: string): void {
    const { id, error, ...answer } = JSON.parse(line) as {
      id: number;
      error?: { condition: string; sqlState: string; message: string };
    };
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(answer);
    else waiting?.reject(new SqlError(error.condition, error.message, { sqlState: error.sqlState }));
  }

  #end(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}

function notInstalled(): ConfigurationError {
  return new ConfigurationError('Apache Spark is not installed for the local warehouse.', {
    code: 'NO_SPARK',
    remedy: 'Run src/local/spark/install.sh; it needs Java 17 and Python 3 with venv.',
  });
}
