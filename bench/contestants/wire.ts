import { connectWarehouse } from '../../src/source/connection.ts';
import type { Task } from '../contestant.ts';

/** The limit: the bytes are fetched by the product's own reader and thrown away. */
export async function readAndThrowAway({ warehouse, query, cloudFetch }: Task) {
  const source = await connectWarehouse({ ...warehouse, schema: 'omop', cloudFetch });
  try {
    const stream = await source.stream({ label: 'bench', sql: query });
    let rows = 0;
    for await (const batch of stream.batches) rows += batch.rows;
    return { rows, bytes: 0 };
  } finally {
    await source.close();
  }
}
