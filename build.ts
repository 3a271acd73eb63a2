import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';

const ROOT = import.meta.dirname;

/** Each bundle of `dist/` and the source that it starts from. */
const ENTRIES = { cli: 'src/cli.ts' } as const;

/** Started as a file beside the file that starts it. */
const WORKER = { 'encode-worker': 'src/transfer/encode-worker.ts' } as const;

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
 * Builds one entry into `folder`, which then runs anywhere by itself: `index.js`, the transfer worker and its
 * WebAssembly beside it, and the native LZ4 of the platform that built it.
 * Gives esbuild's account of what went in and came out, paths relative to the repository.
 */
export async function bundle(entry: keyof typeof ENTRIES, folder: string): Promise<Metafile> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const metafile = await buildInto(folder, { index: ENTRIES[entry], ...WORKER });
  const wasm = 'parquet_wasm_bg.wasm';
  await copyFile(fileURLToPath(import.meta.resolve(`parquet-wasm/esm/${wasm}`)), path.join(folder, wasm));
  return metafile;
}

/** Builds the transfer worker alone, which gets its WebAssembly from the thread that starts it. Gives its file. */
export async function bundleWorker(folder: string): Promise<string> {
  await buildInto(folder, WORKER);
  return path.join(folder, 'encode-worker.js');
}

async function buildInto(folder: string, entries: Readonly<Record<string, string>>): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { ...entries },
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    banner: { js: COMMONJS },
    loader: { '.node': 'copy' },
    // The driver's native kernel (17 MB) serves an option that is never set here.
    external: ['@databricks/databricks-sql-kernel-*'],
    // Bundled code gets the runtime's deprecated module where installed code gets the same, and every run would warn of it.
    alias: { punycode: 'punycode/punycode.js' },
    plugins: [withoutStandIns],
    legalComments: 'external',
    metafile: true,
    logLevel: 'warning',
  });
  await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }\n');
  return metafile;
}

if (import.meta.main) {
  for (const entry of Object.keys(ENTRIES) as (keyof typeof ENTRIES)[]) {
    await bundle(entry, path.join(ROOT, 'dist', entry));
  }
}
