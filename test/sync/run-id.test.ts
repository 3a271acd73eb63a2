import { describe, expect, it } from 'vitest';
import { newRun } from '../../src/sync/run-id.ts';
import { at } from '../story/world.ts';

describe('newRun', () => {
  it('names runs in the order in which they began, within a second too', () => {
    const instants = ['12:48:53.000Z', '12:48:53.001Z', '12:48:53.099Z', '12:48:53.999Z', '12:48:54.000Z'];
    const runs = instants.map((time) => newRun(at(`2026-12-01T${time}`)));
    expect(runs.toSorted()).toEqual(runs);
    for (const run of runs) expect(run).toMatch(/^20261201t1248(53|54)_[0-9a-f]{8}$/);
  });

  it('gives two runs of one millisecond names of their own', () => {
    const now = at('2026-12-01T12:48:53.500Z');
    expect(newRun(now)).not.toBe(newRun(now));
  });
});
