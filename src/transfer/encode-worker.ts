import { parentPort, workerData } from 'node:worker_threads';
import { parquetWasmHeap, startParquetWasm } from './parquet-wasm.ts';
import { serveJobs } from './worker-service.ts';

/** The worker thread's entry: nothing but the start of the service. */
startParquetWasm((workerData as { readonly parquetWasm: WebAssembly.Module }).parquetWasm);
if (parentPort) serveJobs(parentPort, parquetWasmHeap);
