import type { Expected } from '../other-readers.ts';
import type { SharedSpark } from './shared-spark.ts';

/** Tables of a copy of the landing whose rows, read by Spark with Delta, are not those expected; with how many differ. */
export async function readBySpark(
  { warehouse }: SharedSpark,
  folder: string,
  expected: readonly Expected[],
): Promise<readonly string[]> {
  const differing: string[] = [];
  for (const { cohort, table, file, version } of expected) {
    const at = version === undefined ? '' : ` VERSION AS OF ${version}`;
    const landed = `SELECT * FROM delta.\`${folder}/cohorts/${cohort}/${table}\`${at}`;
    const source = `SELECT * FROM parquet.\`${file}\``;
    const types = await Promise.all([landed, source].map((rows) => warehouse.run(`DESCRIBE QUERY ${rows}`)));
    const [mine, theirs] = types.map((rows) =>
      rows.map((row) => `${row.col_name} ${row.data_type}`).join(', '),
    );
    if (mine !== theirs) differing.push(`${cohort} ${table}: columns are ${mine}, not ${theirs}`);
    const [row] = await warehouse.run(
      `SELECT count_if(side = 1) AS surplus, count_if(side = 2) AS missing FROM
        (SELECT *, 1 AS side FROM (${landed} EXCEPT ALL ${source}) UNION ALL SELECT *, 2 AS side FROM (${source} EXCEPT ALL ${landed}))`,
    );
    if (row?.surplus !== 0n || row?.missing !== 0n)
      differing.push(`${cohort} ${table} by spark: +${row?.surplus} -${row?.missing}`);
  }
  return differing;
}
