import { describe, expect, it } from 'vitest';
import { batchMemory } from '../../src/source/batch-memory.ts';

describe('memory for batches', () => {
  it('is made once for batches that come one after another, also where one is a little longer', () => {
    const memory = batchMemory();
    const made = new Set<ArrayBuffer>();
    for (let batch = 0; batch < 50; batch++) {
      const { buffer } = memory.take(6_000_000 + 1000 * batch);
      made.add(buffer);
      memory.give(buffer);
    }
    expect(made.size).toBe(1);
  });

  it('is as much as was under way at once, however lengths change', () => {
    const memory = batchMemory();
    const underWay: ArrayBuffer[] = [];
    const made = new Set<ArrayBuffer>();
    for (let batch = 0; batch < 200; batch++) {
      const bytes = 100_000 * (1 + (batch % 3));
      const taken = memory.take(bytes);
      expect(taken.length).toBeGreaterThanOrEqual(bytes);
      made.add(taken.buffer);
      underWay.push(taken.buffer);
      if (underWay.length === 4) memory.give(underWay.shift() as ArrayBuffer);
    }
    // Four of the longest at last; those that were too short for one made way for it.
    expect(made.size).toBeLessThanOrEqual(12);
  });

  it('serves a batch whose length nobody promised', () => {
    expect(batchMemory().take(0).length).toBeGreaterThan(0);
  });
});
