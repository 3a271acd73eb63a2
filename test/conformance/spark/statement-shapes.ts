/**
 * Every kind of statement that the product can send, by the function that writes it, and by the variants of it that differ in
 * their SQL. The conformance suite asserts that Spark has run each, and that nothing else was sent.
 */
export const SHAPES: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  'src/source/connection.ts': { 'time zone': /^SET TIME ZONE 'UTC'$/ },
  'src/source/describe.ts': {
    columns: /^DESCRIBE TABLE `omop`/,
    history: /^DESCRIBE HISTORY `omop`.* LIMIT 1$/,
    version: /^SELECT 1 AS one FROM `omop`\.`\w+` VERSION AS OF \d+ LIMIT 0$/,
  },
  'src/doctor/check-source.ts': {
    clock: /^SELECT unix_micros\(current_timestamp\(\)\) AS now$/,
    version: /^SELECT version\(\) AS version$/,
    read: /^SELECT 1 AS one FROM `omop`\.`\w+` LIMIT 1$/,
  },
  'src/doctor/check-sandbox.ts': {
    create: /^CREATE TABLE `sandbox`\.`\w+` \(probe BIGINT\) USING DELTA$/,
    insert: /^INSERT INTO `sandbox`\.`\w+` \(probe\) SELECT :probe$/,
    read: /^SELECT probe FROM /,
  },
  totalsStatement: {
    'by version': /^SELECT t\.total, unix_micros\(t\.`load_dt`\).* VERSION AS OF \d+\) t$/s,
    'not by version': /^SELECT t\.total, unix_micros\(t\.`load_dt`\).*`omop`\.`\w+`\) t$/s,
    'without zone': /^SELECT t\.total, unix_micros\(to_utc_timestamp/,
  },
  surveyStatement: {
    'by version': /^SELECT t\.cell, count\(\*\) AS row_count, sum\(t\.change\).* VERSION AS OF \d+ s/s,
    'not by version': /^SELECT t\.cell, count\(\*\) AS row_count, sum\(t\.change\).*FROM `omop`\.`\w+` s/s,
    'with watermarks': /^SELECT t\.cell, .*GROUP BY .*:cut0/s,
    'without zone': /^SELECT t\.cell, .*from_utc_timestamp/s,
  },
  stageStatement: {
    'whole history': /^CREATE OR REPLACE TABLE `sandbox`.*AND \(w\.whole = 1\)/s,
    'new rows': /^CREATE OR REPLACE TABLE `sandbox`.*s\._us >= :fresh_from/s,
    regions: /^CREATE OR REPLACE TABLE `sandbox`.*:region_until0.*s\._cell BETWEEN/s,
    'region of rows without load_dt':
      /^CREATE OR REPLACE TABLE `sandbox`.*\(s\.`load_dt` IS NULL AND s\._hash BETWEEN/s,
    'by version': /^CREATE OR REPLACE TABLE `sandbox`.* VERSION AS OF \d+ p\)/s,
    'not by version': /^CREATE OR REPLACE TABLE `sandbox`.*FROM `omop`\.`\w+` p\)/s,
    'without zone': /^CREATE OR REPLACE TABLE `sandbox`.*to_utc_timestamp/s,
  },
  measureStatement: { any: /^SELECT g\.slot, s\._cell AS cell, count\(\*\)/ },
  stageCensusStatement: {
    any: /^SELECT g\.slot, s\.cell, s\.hash DIV .*FROM `sandbox`\.`cohort_sync_stage\w+` s\) s/s,
  },
  sourceCensusStatement: {
    'by version': /^SELECT g\.slot, s\.cell, s\.hash DIV .*FROM `omop`\.`\w+` VERSION AS OF \d+ s\n/s,
    'not by version': /^SELECT g\.slot, s\.cell, s\.hash DIV .*FROM `omop`\.`\w+` s\n/s,
    'without zone': /^SELECT g\.slot, s\.cell, .*to_utc_timestamp.*FROM `omop`/s,
  },
  extractStatement: {
    whole:
      /^SELECT s\.`[^:]*FROM `sandbox`\.`\w+` s\nWHERE s\._hash BETWEEN[^:]*r\.group_key = :group_key\)$/s,
    since: /^SELECT s\.`.*WHERE s\._hash BETWEEN.*AND s\._us >= :since/s,
    until: /^SELECT s\.`.*WHERE s\._hash BETWEEN.*AND s\._us < :until/s,
  },
  unloadStatement: {
    whole:
      /^INSERT OVERWRITE DIRECTORY 'abfss:[^']+' USING PARQUET OPTIONS .*\nSELECT s\.`[^:]*r\.group_key = :group_key\)\nORDER BY s\._hash, s\.`person_id`$/s,
    since: /^INSERT OVERWRITE DIRECTORY .*AND s\._us >= :since/s,
  },
  'src/doctor/check-unload.ts': { unload: /^INSERT OVERWRITE DIRECTORY '[^']*\/doctor\// },
  createRosterStatement: {
    any: /^CREATE TABLE IF NOT EXISTS `sandbox`\.`\w+` \(group_key STRING, person_id BIGINT\) USING DELTA$/,
  },
  loadRosterStatement: {
    any: /^INSERT INTO `sandbox`\.`\w+` \(group_key, person_id\)\nSELECT :group_key, CAST.*\nWHERE NOT EXISTS/,
  },
  publishRosterStatement: { any: /^INSERT INTO `sandbox`.*AND NOT EXISTS/s },
  personsCountStatement: {
    'by version': /^SELECT r\.group_key, count\(\*\) AS row_count.* VERSION AS OF \d+ p\) s/s,
    'not by version': /^SELECT r\.group_key, count\(\*\) AS row_count.*FROM `omop`\.`\w+` p\) s/s,
    'without zone': /^SELECT r\.group_key, count\(\*\) AS row_count.*to_utc_timestamp/s,
  },
  rosterDigestStatement: { any: /^SELECT r\.group_key, count\(\*\) AS persons/ },
  dropStatement: { any: /^DROP TABLE IF EXISTS `sandbox`/ },
  sandboxTablesStatement: { any: /^SHOW TABLES IN `sandbox`$/ },
  rosterKeysStatement: { any: /^SELECT DISTINCT r\.group_key FROM/ },
  deleteKeysStatement: { any: /^DELETE FROM `sandbox`\.`\w+`\nWHERE array_contains\(split\(:group_keys/ },
  deleteAllStatement: { any: /^DELETE FROM `sandbox`\.`\w+` WHERE true$/ },
  deletePersonsStatement: { any: /^DELETE FROM `sandbox`\.`\w+`\nWHERE array_contains\(split\(:ids/ },
  countStatement: { any: /^SELECT count\(\*\) AS total FROM `sandbox`\.`\w+`$/ },
  forgetHistoryStatements: {
    'deletion vectors': /^REORG TABLE `sandbox`\.`\w+` APPLY \(PURGE\)$/,
    'no retention': /^ALTER TABLE `sandbox`\.`\w+` SET TBLPROPERTIES/,
    vacuum: /^VACUUM `sandbox`\.`\w+`$/,
    retention: /^ALTER TABLE `sandbox`\.`\w+` UNSET TBLPROPERTIES IF EXISTS/,
  },
};
