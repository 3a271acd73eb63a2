import { measurementPersons } from '../measurement-rows.ts';
import type { SourceEngine } from '../source-command.ts';
import { withWholeWorld } from '../whole-world.ts';
import { fillSource, MONDAY, told } from './whole-sync.ts';

const TABLES = ['person', 'measurement'];

/**
 * A backfill by each mode, in turns: time, processor time and memory of the command, and the bytes that passed it on its way to the
 * warehouse and to the storage, verification included. The warehouse encodes the files of an unload, in processes of its own
 * beside the command's: its time here is no measure of a real one's.
 */
export async function unloadAgainstStream(engine: SourceEngine, rows = 1_000_000, rounds = 2) {
  const turns = [];
  for (let round = 0; round < rounds; round++) {
    for (const mode of ['stream', 'unload'] as const) {
      turns.push(
        await withWholeWorld(
          async (world) => {
            await fillSource(world, rows);
            if (engine === 'duckdb') await world.tell({ do: 'clock', now: MONDAY });
            await world.configure(`transfer: { mode: ${mode}, cloudFetch: false }\n${world.staging}`);
            const persons = measurementPersons(rows);
            await world.addCohort({ id: 'whole', title: 'Whole', persons, tables: TABLES });
            world.passed();
            const run = await world.run('sync');
            const { source, storage } = world.passed();
            const perMillion = (bytes: number) => bytes / (rows / 1e6) / 2 ** 20;
            return {
              mode,
              rows,
              ...told(run),
              mibPerMillion: {
                fromSource: perMillion(source.received),
                fromStorage: perMillion(storage.received),
                toStorage: perMillion(storage.sent),
                all: perMillion(source.received + source.sent + storage.received + storage.sent),
              },
            };
          },
          { counted: true, engine },
        ),
      );
    }
  }
  return turns;
}
