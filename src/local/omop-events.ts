import { type GeneratedTable, type Generation, loadSecondsSql, ROWS_PER_PERSON } from './omop-growth.ts';
import { layer, momentOfDeath, personOfDeath, withPerson, withVisit } from './omop-lives.ts';
import { draw, idSpread, rootHash, spreadIdSql } from './omop-random.ts';

/** How many visits back an event's visit may lie, for it to be loaded within the same weeks. */
const NEIGHBOURING_VISITS = 24;

/**
 * Adds to a row's ordinal `i` what the row is made from: `id`, `root`, `loaded` (seconds since 1970), the person's
 * columns, and, but for persons, `happened`: the moment of what happened, in seconds.
 */
export function withRow(generation: Generation, table: GeneratedTable, ordinals: string): string {
  const rooted = layer(ordinals, {
    root: rootHash(generation.seed, `${table} row`, 'i'),
    loaded: loadSecondsSql(generation, table, 'i'),
  });
  switch (table) {
    case 'person':
      return withPerson(generation, layer(rooted, { p: 'i' }));
    case 'death':
      return withPerson(
        generation,
        layer(rooted, { p: personOfDeath(generation, 'i'), happened: momentOfDeath(generation, 'i') }),
      );
    case 'visit_occurrence':
      return layer(withVisit(generation, layer(rooted, { v: 'i' })), {
        id: 'visit_id',
        happened: 'visit_start',
      });
    default:
      return withEvent(generation, table, rooted);
  }
}

/** An event happens within a visit: mostly one that is loaded with it, for one in 20 any earlier one. */
function withEvent(generation: Generation, table: GeneratedTable, source: string): string {
  const front = `(i * ${ROWS_PER_PERSON.visit_occurrence} // ${ROWS_PER_PERSON[table]})`;
  const late = `${draw('root', 1, 20)} = 0`;
  const attached = layer(source, {
    v: `CASE WHEN ${late} THEN ${draw('root', 2, `${front} + 1`)} ELSE greatest(0, ${front} - ${draw('root', 2, NEIGHBOURING_VISITS)}) END`,
    id: spreadIdSql(idSpread(generation.seed, table), 'i'),
  });
  return layer(withVisit(generation, attached), {
    happened: `visit_start + ${draw('root', 3, 'visit_end - visit_start + 1')}`,
  });
}
