import './outside-stand-ins.ts';
import { expect, test } from 'vitest';
import { account, liveThrough } from './histories.ts';
import { tell } from './long-histories.ts';
import { startWireSource } from './wire-source.ts';

test('histories over the vendor’s driver and the local warehouse: every landing equals the source', async () => {
  const source = await startWireSource();
  try {
    const seen = await liveThrough({ numRuns: 100, seed: 3, open: () => source.open() });
    tell('over the wire', account(seen));
    expect(seen.histories).toBe(100);
    expect(seen.equalLandings).toBeGreaterThan(200);
  } finally {
    await source.close();
  }
}, 3_600_000);
