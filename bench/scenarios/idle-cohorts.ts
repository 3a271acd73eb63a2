import { LAST_SUNDAY_OF_HISTORY, mondayAfter } from '../../src/demo/calendar.ts';
import { generatedPersonId } from '../../src/local/omop-generator.ts';
import { withWholeWorld } from '../whole-world.ts';
import { told } from './whole-sync.ts';

const GENERATION = { persons: 3000, seed: 11, weeks: 8 };
const EACH = 40;

/** A sync with nothing to do for so many cohorts of nine tables, all processes apart; the median of three. */
export async function idleCohorts(cohorts = 50) {
  return withWholeWorld(async (world) => {
    const lastSunday = `${LAST_SUNDAY_OF_HISTORY}`;
    await world.tell({ do: 'generate', generation: GENERATION, lastSunday });
    await world.tell({ do: 'clock', now: `${mondayAfter(0)}` });
    for (let n = 0; n < cohorts; n++) {
      const ids = Array.from({ length: EACH }, (_, i) =>
        generatedPersonId(GENERATION.seed, 1 + n * EACH + i),
      );
      await world.addCohort({ id: `cohort-${n}`, title: `Cohort ${n}`, persons: ids });
    }
    const backfill = await world.run('sync');
    const turns = [];
    for (let turn = 0; turn < 3; turn++) turns.push(await world.run('sync'));
    const [, middle] = turns.sort((a, b) => a.seconds - b.seconds);
    return { cohorts, tables: 9, backfill: told(backfill), nothingToDo: middle && told(middle) };
  });
}
