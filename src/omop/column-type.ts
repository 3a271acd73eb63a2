/**
 * The types that a landed column can have: Delta's names, with decimals spelled `decimal(p,s)`. A source type that
 * maps to none of these is refused.
 */
export type ColumnType =
  | 'integer'
  | 'long'
  | 'short'
  | 'byte'
  | 'float'
  | 'double'
  | 'boolean'
  | 'string'
  | 'date'
  | 'timestamp'
  | 'timestamp_ntz'
  | `decimal(${number},${number})`;

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}
