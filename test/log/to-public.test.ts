import { expect, it } from 'vitest';
import type { RunEvent } from '../../src/log/events.ts';
import { toPublic } from '../../src/log/to-public.ts';

const told = (events: readonly RunEvent[]) => events.flatMap((event) => toPublic(event) ?? []);

it('the events of a removal are the same whether the one person who withdrew had died or not', () => {
  const published: RunEvent = { kind: 'snapshot-published', cohort: 'trial', number: 4 };
  const removal = (...tables: readonly string[]): readonly RunEvent[] => [
    ...tables.map((table): RunEvent => ({ kind: 'table-committed', cohort: 'trial', table, version: 7n })),
    published,
  ];
  expect(told(removal('person', 'measurement', 'death'))).toEqual(told(removal('person', 'measurement')));
  expect(told(removal('person'))).toHaveLength(1);
});

it('the events of a week are the same whether one person had something new in a table or nobody', () => {
  const week = (...tables: readonly string[]): readonly RunEvent[] => [
    { kind: 'run-started', run: '20260105t060000_0123abcd', cohorts: 1 },
    ...tables.flatMap((table): readonly RunEvent[] => [
      { kind: 'table-staged', table },
      { kind: 'table-planned', cohort: 'trial', table, rows: 1n, slices: 1 },
      { kind: 'rows-moved', cohort: 'trial', table, rows: 1n },
    ]),
  ];
  expect(told(week('death'))).toEqual(told(week()));
});
