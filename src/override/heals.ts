import type { Log } from '../log/events.ts';
import type { Overrides } from './overrides.ts';

/**
 * Whether an owner asked that what differs from the source be replaced: then all history is compared, once. Asked when
 * nothing stops the run any more, so that no answer is used up in vain.
 * @param cohorts those of which this run compares every table
 */
export async function healsAsked(
  overrides: Overrides,
  cohorts: readonly string[],
  log: Log,
): Promise<boolean> {
  const pending = await overrides.pending('heal');
  const asked = pending.filter(({ cohort }) =>
    cohort === null ? cohorts.length > 0 : cohorts.includes(cohort),
  );
  for (const override of asked) {
    await overrides.use(override);
    const { finding: digest, cohort, table } = override;
    log({
      kind: 'finding',
      code: 'LANDING_DIFFERS',
      override: 'heal',
      cohort,
      table,
      digest,
      answered: true,
    });
  }
  return asked.length > 0;
}
