import { describe } from 'vitest';
import { foreignReadersInstalled } from '../landing/foreign-readers.ts';

const NEED = 'The readers in Python are not installed: run test/python/readers.sh --install first.';

/** A `describe` of tests that need delta-rs: without it they fail in CI, and elsewhere are skipped aloud. */
export const describeReaders = foreignReadersInstalled ? describe : withoutReaders();

function withoutReaders(): typeof describe.skip {
  if (process.env.CI === 'true') throw new Error(NEED);
  process.stderr.write(`skipped: ${NEED}\n`);
  return describe.skip;
}
