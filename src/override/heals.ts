import type { Log } from '../log/events.ts';
import type { StoredOverride } from './override-record.ts';
import type { Overrides } from './overrides.ts';

/** What owners asked to have replaced from the source in these cohorts' landings, and no run has used. */
export async function pendingHeals(
  overrides: Overrides,
  cohorts: readonly string[],
): Promise<readonly StoredOverride[]> {
  const pending = await overrides.pending('heal');
  return pending.filter(({ cohort }) => (cohort === null ? cohorts.length > 0 : cohorts.includes(cohort)));
}

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
  const asked = await pendingHeals(overrides, cohorts);
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
