import type { SchemaElement } from 'hyparquet';

/**
 * The Parquet schema of a classic checkpoint: one column an action, of which each row sets one. Source: the Delta
 * transaction log protocol, "Checkpoint schema"; the fields that this product never writes are left out, as it allows.
 */

export const CHECKPOINT_COLUMNS = ['txn', 'add', 'remove', 'metaData', 'protocol'] as const;

const primitive = (name: string, type: 'BOOLEAN' | 'INT32' | 'INT64'): SchemaElement[] => [
  { name, type, repetition_type: 'OPTIONAL' },
];

const text = (name: string, repetition_type: 'OPTIONAL' | 'REQUIRED' = 'OPTIONAL'): SchemaElement[] => [
  { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type },
];

const struct = (name: string, ...fields: SchemaElement[][]): SchemaElement[] => [
  { name, repetition_type: 'OPTIONAL', num_children: fields.length },
  ...fields.flat(),
];

const textMap = (name: string): SchemaElement[] => [
  { name, converted_type: 'MAP', repetition_type: 'OPTIONAL', num_children: 1 },
  { name: 'key_value', repetition_type: 'REPEATED', num_children: 2 },
  ...text('key', 'REQUIRED'),
  ...text('value'),
];

const textList = (name: string): SchemaElement[] => [
  { name, converted_type: 'LIST', repetition_type: 'OPTIONAL', num_children: 1 },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  ...text('element'),
];

const columns: readonly SchemaElement[][] = [
  struct('txn', text('appId'), primitive('version', 'INT64'), primitive('lastUpdated', 'INT64')),
  struct(
    'add',
    text('path'),
    textMap('partitionValues'),
    primitive('size', 'INT64'),
    primitive('modificationTime', 'INT64'),
    primitive('dataChange', 'BOOLEAN'),
    text('stats'),
    textMap('tags'),
  ),
  struct(
    'remove',
    text('path'),
    primitive('deletionTimestamp', 'INT64'),
    primitive('dataChange', 'BOOLEAN'),
    primitive('extendedFileMetadata', 'BOOLEAN'),
    textMap('partitionValues'),
    primitive('size', 'INT64'),
  ),
  struct(
    'metaData',
    text('id'),
    struct('format', text('provider'), textMap('options')),
    text('schemaString'),
    textList('partitionColumns'),
    textMap('configuration'),
    primitive('createdTime', 'INT64'),
  ),
  struct(
    'protocol',
    primitive('minReaderVersion', 'INT32'),
    primitive('minWriterVersion', 'INT32'),
    textList('readerFeatures'),
    textList('writerFeatures'),
  ),
];

export const CHECKPOINT_SCHEMA: SchemaElement[] = [
  { name: 'root', num_children: columns.length },
  ...columns.flat(),
];
