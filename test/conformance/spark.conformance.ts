import { afterAll, beforeAll } from 'vitest';
import { dialect } from './spark/dialect.ts';
import { foreignHands } from './spark/foreign-hands.ts';
import { mainJob } from './spark/main-job.ts';
import { readers } from './spark/readers.ts';
import { rosters } from './spark/rosters.ts';
import { type SharedSpark, startSpark } from './spark/shared-spark.ts';
import { sourceKinds } from './spark/source-kinds.ts';
import { statements } from './spark/statements.ts';
import { types } from './spark/types.ts';
import { unloads } from './spark/unloads.ts';

/** One Spark for all parts: a start takes longer than most of them. */
let spark: SharedSpark;
beforeAll(async () => {
  spark = await startSpark();
});
afterAll(() => spark?.close());
const shared = (): SharedSpark => spark;

sourceKinds(shared);
foreignHands(shared);
readers(shared);
types(shared);
rosters(shared);
mainJob(shared);
unloads(shared);
// Behind all that sends statements of the product: it looks back at what Spark has run.
statements(shared);
dialect(shared);
