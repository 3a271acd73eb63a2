/** How long a file that left the table is still named in checkpoints: a month of readers on earlier snapshots. */
export const REMOVED_FILE_RETENTION_MILLISECONDS = 30 * 24 * 60 * 60 * 1000;

/**
 * The properties of every landed table.
 * - The log is the audit: nobody's clean-up may shorten it.
 * - Statistics can hold identifiers and source values: none but `load_dt`'s, for engines old (a number of columns) and
 *   new (a list of names).
 * - No retention for transactions: watermarks never expire.
 */
export const TABLE_PROPERTIES: Readonly<Record<string, string>> = {
  'delta.logRetentionDuration': 'interval 36500 days',
  'delta.enableExpiredLogCleanup': 'false',
  'delta.deletedFileRetentionDuration': 'interval 30 days',
  'delta.checkpointInterval': '10',
  'delta.dataSkippingNumIndexedCols': '0',
  'delta.dataSkippingStatsColumns': 'load_dt',
};
