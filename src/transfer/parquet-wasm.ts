import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { initSync, wasmMemory } from 'parquet-wasm/esm';

/** Node has it as a global; TypeScript declares it for browsers only. */
const { WebAssembly: wasm } = globalThis as unknown as {
  readonly WebAssembly: { compile(bytes: Uint8Array): Promise<WebAssembly.Module> };
};

/** The compiled WebAssembly of parquet-wasm: compiled once, shared with every worker. */
export async function compileParquetWasm(): Promise<WebAssembly.Module> {
  return wasm.compile(await readFile(wasmFile()));
}

/** From sources it lies in the package; a bundle has it as a sibling of its own file. */
function wasmFile(): string {
  const name = 'parquet_wasm_bg.wasm';
  const bundled = !import.meta.url.endsWith('.ts');
  return fileURLToPath(
    bundled ? new URL(name, import.meta.url) : import.meta.resolve(`parquet-wasm/esm/${name}`),
  );
}

/** Once per thread, before any other use of parquet-wasm. */
export function startParquetWasm(module: WebAssembly.Module): void {
  initSync({ module });
}

/** Bytes of this thread's WebAssembly heap, which never shrinks. */
export function parquetWasmHeap(): number {
  return (wasmMemory() as { readonly buffer: ArrayBufferLike }).buffer.byteLength;
}
