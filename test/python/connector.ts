import { spawn } from 'node:child_process';
import { startLocalWarehouse } from '../../src/local/local-warehouse.ts';

// Starts a warehouse with rows of every type and lets the Python program given on the command line read it.

const [python, program] = process.argv.slice(2);
if (python === undefined || program === undefined) throw new Error('usage: connector.ts PYTHON PROGRAM');

const warehouse = await startLocalWarehouse({ cloudFetch: { fileRows: 20_000, minimumRows: 1000 } });
await warehouse.createTable(
  'omop',
  'kinds',
  `SELECT i::BIGINT AS id, CASE WHEN i % 3 = 0 THEN NULL ELSE i - 9223372036854775000 END::BIGINT AS person_id,
     -i::INTEGER AS int_value, (i % 100)::SMALLINT AS small_value, CASE WHEN i % 7 = 0 THEN NULL ELSE i % 2 = 0 END AS flag,
     (i / 8)::DOUBLE AS double_value, (i - 0.125)::DECIMAL(12,3) AS decimal_value, (-i)::DECIMAL(38,0) AS wide_value,
     CASE WHEN i % 5 = 0 THEN NULL ELSE 'a text beyond twelve bytes, 雪, ' || i END AS text_value,
     (DATE '1800-01-01' + i::INTEGER) AS date_value, make_timestamptz(-9000000000000001 + i * 100000000000) AS instant,
     make_timestamp(-9000000000000001 + i * 100000000000) AS local_time
   FROM range(100000) AS numbers(i)`,
);
const child = spawn(python, [program, JSON.stringify(warehouse.connection)], { stdio: 'inherit' });
process.exitCode = await new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
await warehouse.close();
