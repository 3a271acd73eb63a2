/** The shapes of the Common Data Model, and the words in which its tables are written down. */

/** The types of the specification; its `integer` is 64 bits wide in real sources. */
export type CdmType = 'integer' | 'float' | 'date' | 'datetime' | `varchar(${number})` | 'varchar(max)';

export interface OmopColumn {
  readonly name: string;
  readonly cdmType: CdmType;
  /** Required by the specification. Real sources break this: it describes, nothing enforces it. */
  readonly required: boolean;
}

export interface OmopTable<Name extends string = string> {
  readonly name: Name;
  /** In the order of the specification. `load_dt` is not among them: it is the source's own. */
  readonly columns: readonly OmopColumn[];
  /** Null for death, which has none. */
  readonly primaryKey: string | null;
  /**
   * Integer columns of the transfer fingerprint besides `person_id` and `load_dt`: the primary key; for death all
   * key-like integer columns; none for person, whose primary key is `person_id` itself.
   */
  readonly keyColumns: readonly string[];
}

/** A column that must have a value. */
export function required(name: string, cdmType: CdmType): OmopColumn {
  return { name, cdmType, required: true };
}

/** A column that may be empty. */
export function optional(name: string, cdmType: CdmType): OmopColumn {
  return { name, cdmType, required: false };
}
