import type { Expected } from '../other-readers.ts';
import type { SharedSpark } from './shared-spark.ts';

/** Tables of a copy of the landing whose rows, read by Spark with Delta, are not those expected; with how many differ. */
export async function readBySpark(
  { warehouse }: SharedSpark,
  folder: string,
  expected: readonly Expected[],
): Promise<readonly string[]> {
  const differing: string[] = [];
  const sides: string[] = [];
  for (const [index, { cohort, table, file, version }] of expected.entries()) {
    const at = version === undefined ? '' : ` VERSION AS OF ${version}`;
    const landed = `SELECT * FROM delta.\`${folder}/cohorts/${cohort}/${table}\`${at}`;
    const source = `SELECT * FROM parquet.\`${file}\``;
    const [mine, theirs] = [await columnsOf(landed), await columnsOf(source)];
    if (mine.text !== theirs.text)
      differing.push(`${cohort} ${table}: columns are ${mine.text}, not ${theirs.text}`);
    // Each row counts for the landing and against the source, as it does in `World.differences`.
    sides.push(
      `SELECT ${index} AS place, coalesce(sum(greatest(excess, 0)), 0) AS surplus, coalesce(sum(greatest(-excess, 0)), 0) AS missing FROM (
        SELECT sum(side) AS excess FROM (SELECT *, 1 AS side FROM (${landed}) UNION ALL SELECT *, -1 AS side FROM (${source}))
        GROUP BY ${mine.names})`,
    );
  }
  for (const { place, surplus, missing } of await warehouse.run(sides.join('\nUNION ALL\n'))) {
    const { cohort, table } = expected[Number(place)] as Expected;
    if (surplus !== 0n || missing !== 0n)
      differing.push(`${cohort} ${table} by spark: +${surplus} -${missing}`);
  }
  return differing;

  async function columnsOf(query: string): Promise<{ readonly text: string; readonly names: string }> {
    const rows = await warehouse.run(`DESCRIBE QUERY ${query}`);
    return {
      text: rows.map((row) => `${row.col_name} ${row.data_type}`).join(', '),
      names: rows.map((row) => `\`${row.col_name}\``).join(', '),
    };
  }
}
