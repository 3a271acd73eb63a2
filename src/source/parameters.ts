import { types } from './session.ts';
import type { Statement } from './warehouse.ts';

/** What a Databricks statement takes at most. */
export const MAXIMUM_PARAMETERS = 256;

/** The named parameters as the protocol has them: typed, values as text, so that a BIGINT keeps its 64 bits. */
export function statementParameters({ label, parameters = {} }: Statement) {
  const entries = Object.entries(parameters);
  if (entries.length > MAXIMUM_PARAMETERS) {
    throw new RangeError(`${entries.length} parameters to ${label}; a statement takes ${MAXIMUM_PARAMETERS}`);
  }
  return entries.map(
    ([name, value]) =>
      new types.TSparkParameter({
        name,
        type: typeof value === 'bigint' ? 'BIGINT' : 'STRING',
        value: new types.TSparkParameterValue({ stringValue: String(value) }),
      }),
  );
}
