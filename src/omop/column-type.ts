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

const TYPE =
  /^(?:integer|long|short|byte|float|double|boolean|string|date|timestamp|timestamp_ntz|decimal\(\d{1,2},\d{1,2}\))$/;

/** Whether a text read from storage names a type that a column can land with. */
export function isColumnType(text: string): text is ColumnType {
  return TYPE.test(text);
}
