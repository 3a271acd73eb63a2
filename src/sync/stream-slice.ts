import { discardFiles } from '../landing/orphans.ts';
import { retrying } from '../retry/retry.ts';
import { RETRIES } from '../retry/retry-table.ts';
import { hopeForSource } from '../source/source-error.ts';
import { extractStatement } from '../source/statements/stage.ts';
import type { OpenFile } from '../transfer/transfer.ts';
import { requireExpected, type SliceFiles, type SliceRequest } from './slice-files.ts';

/** The rows come as Arrow through this process, which checks them and writes the files. */
export async function streamSlice(request: SliceRequest): Promise<SliceFiles> {
  const { warehouse, schemas, pool, landing, contract, expected, newPath, signal } = request;
  const statement = extractStatement(schemas, request.extract);
  const openFile = (): ReturnType<OpenFile> => {
    const path = newPath();
    return { path, writer: landing.openWrite(path) };
  };
  const encode = async () =>
    pool.encode(await warehouse.stream(statement), contract, openFile, { expectedRows: expected.rows });
  // What breaks off in the middle of a result is begun anew: of its files none appeared.
  const { files, tally } = await retrying(RETRIES.slice, encode, hopeForSource, signal);
  try {
    requireExpected(request, tally);
  } catch (error) {
    await discardFiles(
      landing,
      files.map(({ path }) => path),
    );
    throw error;
  }
  return { files, tally };
}
