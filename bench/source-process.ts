import { createInterface } from 'node:readline';
import { blobLocation } from '../src/local/external-location.ts';
import { startLocalWarehouse } from '../src/local/local-warehouse.ts';
import { generateOmop, loadNextSunday } from '../src/local/omop-generator.ts';
import type { SourceCommand, SourceOptions } from './source-command.ts';

// A process of its own: the local warehouse, filled and moved on by commands, one JSON object a line on its standard input. Says
// where it is in its first line, and `done` after each command; ends with its standard input.

const { engine, url, connectionString, container } = JSON.parse(process.argv[2] ?? '') as SourceOptions;
const location = blobLocation(url, connectionString, container);
const warehouse = await startLocalWarehouse({ engine, externalLocations: [location] });
process.stdout.write(`${JSON.stringify(warehouse.connection)}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line) as SourceCommand;
  switch (command.do) {
    case 'create':
      await warehouse.createTable('omop', command.table, command.select);
      break;
    case 'append':
      await warehouse.appendTable('omop', command.table, command.select);
      break;
    case 'clock':
      warehouse.setNow(BigInt(command.now));
      break;
    case 'generate':
      await generateOmop(warehouse, { ...command.generation, lastSunday: BigInt(command.lastSunday) });
      break;
    case 'sunday':
      await loadNextSunday(
        warehouse,
        { ...command.generation, lastSunday: BigInt(command.lastSunday) },
        command.week,
      );
      break;
  }
  process.stdout.write('done\n');
}
await warehouse.close();
