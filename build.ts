import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build, type Metafile, type Plugin } from 'esbuild';

const ROOT = import.meta.dirname;

/** What is shared by all bundles, and what they find beside it: the worker, WebAssembly, native code. */
const CHUNKS = 'chunks';

/** Started as a file beside the chunk that starts it. */
const WORKER = 'src/transfer/encode-worker.ts';

/**
 * Bundled packages of CommonJS ask for built-in modules by `require`, and for their own folder; a module has neither.
 * Left out, the bundle is built, and fails when it runs.
 */
const COMMONJS = [
  `import { createRequire as __createRequire } from 'node:module';`,
  `import { dirname as __dirnameOf } from 'node:path';`,
  `import { fileURLToPath as __fileOf } from 'node:url';`,
  `const require = __createRequire(import.meta.url);`,
  `const __filename = __fileOf(import.meta.url);`,
  `const __dirname = __dirnameOf(__filename);`,
].join('\n');

/** The local stand-ins stay out: they are there to try and to test, and their engine alone is larger than all else. */
const withoutStandIns: Plugin = {
  name: 'without-stand-ins',
  setup({ onResolve }) {
    onResolve({ filter: /\/local\/[^/]+\.ts$/ }, ({ path: source }) => ({ path: source, external: true }));
  },
};

/**
 * The driver's LZ4 is native code of one platform, and serves the results that the driver itself decodes: here batches are
 * taken as they came, and decoded by our own code. The driver takes its absence well; anything else it would report.
 */
const withoutNativeLz4: Plugin = {
  name: 'without-native-lz4',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^lz4-napi$/ }, ({ path: name }) => ({ path: name, namespace: 'absent' }));
    onLoad({ filter: /.*/, namespace: 'absent' }, ({ path: name }) => ({
      contents: `throw Object.assign(new Error('${name} is not bundled'), { code: 'MODULE_NOT_FOUND' });`,
      loader: 'js',
    }));
  },
};

/** Each bundle of `dist/` and the source that it starts from: the command line, the action at the root, and all others. */
export async function entries(): Promise<Readonly<Record<string, string>>> {
  const actions = await readdir(path.join(ROOT, 'actions'));
  const names = actions.sort().map((name) => [name, `src/entry/${name}.ts`]);
  return Object.fromEntries([['cli', 'src/cli.ts'], ['cohort-sync', 'src/entry/cohort-sync.ts'], ...names]);
}

/**
 * Builds all bundles into `folder`, which then runs anywhere by itself. A bundle is `<name>/index.js`; what several of
 * them need is there once, in `chunks/`, with the transfer worker and its WebAssembly. No native code is among it, so
 * that it runs on every platform of Node's. The same sources give the same bytes.
 * @param plugins of a test that puts a mistake into them
 * @returns esbuild's account of what went in and came out, paths relative to the repository
 */
export async function bundle(folder: string, plugins: readonly Plugin[] = []): Promise<Metafile> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.join(folder, CHUNKS), { recursive: true });
  const starts = Object.entries(await entries()).map(([name, source]) => [`${name}/index`, source]);
  const sources = { ...Object.fromEntries(starts), [`${CHUNKS}/encode-worker`]: WORKER };
  const metafile = await buildInto(folder, sources, plugins);
  const wasm = 'parquet_wasm_bg.wasm';
  await copyFile(
    fileURLToPath(import.meta.resolve(`parquet-wasm/esm/${wasm}`)),
    path.join(folder, CHUNKS, wasm),
  );
  return metafile;
}

/** Builds the transfer worker alone, which gets its WebAssembly from the thread that starts it. Gives its file. */
export async function bundleWorker(folder: string, plugins: readonly Plugin[] = []): Promise<string> {
  return await bundleSource(folder, WORKER, plugins);
}

/** Builds one source alone, as actions are built, into `folder`. Gives the file to start. */
export async function bundleSource(
  folder: string,
  source: string,
  plugins: readonly Plugin[] = [],
): Promise<string> {
  const { name } = path.parse(source);
  await buildInto(folder, { [name]: source }, plugins);
  return path.join(folder, `${name}.js`);
}

async function buildInto(
  folder: string,
  starts: Readonly<Record<string, string>>,
  plugins: readonly Plugin[] = [],
): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { ...starts },
    outdir: folder,
    bundle: true,
    splitting: true,
    chunkNames: `${CHUNKS}/[name]-[hash]`,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    banner: { js: COMMONJS },
    // The driver's native kernel (17 MB) serves an option that is never set here.
    external: ['@databricks/databricks-sql-kernel-*'],
    // Bundled code gets the runtime's deprecated module where installed code gets the same, and every run would warn of it.
    alias: { punycode: 'punycode/punycode.js' },
    plugins: [...plugins, withoutStandIns, withoutNativeLz4],
    legalComments: 'external',
    metafile: true,
    logLevel: 'warning',
  });
  await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }\n');
  return metafile;
}

/** The files that are in only one of two folders, or not the same in both. */
export async function differingFiles(one: string, other: string): Promise<readonly string[]> {
  const [ours, theirs] = await Promise.all([contents(one), contents(other)]);
  const names = new Set([...ours.keys(), ...theirs.keys()]);
  return [...names].sort().filter((name) => {
    const [a, b] = [ours.get(name), theirs.get(name)];
    return a === undefined || b === undefined || !a.equals(b);
  });
}

async function contents(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      files.map(async (file) => [path.relative(folder, file), await readFile(file)] as const),
    ),
  );
}

/** Whether `dist/` is what the sources give: those who use the actions run `dist/`, and reviewers read the sources. */
async function check(folder: string): Promise<readonly string[]> {
  const built = await mkdtemp(path.join(tmpdir(), 'cohort-sync-dist-'));
  try {
    await bundle(built);
    return await differingFiles(built, folder);
  } finally {
    await rm(built, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { check: { type: 'boolean' }, out: { type: 'string' } } });
  const folder = path.resolve(values.out ?? path.join(ROOT, 'dist'));
  const wrong = values.check ? await check(folder) : [];
  if (!values.check) await bundle(folder);
  if (wrong.length > 0) {
    process.stderr.write(`Not what the sources give; run "npm run build":\n${wrong.join('\n')}\n`);
    process.exitCode = 1;
  }
}
