import { type Generation, loadSecondsSql, ROWS_PER_PERSON, rowsAtLastSunday } from './omop-growth.ts';
import { draw, idSpread, rootHash, spreadIdSql } from './omop-random.ts';

/*
 * Persons, deaths and visits as layers of SQL: each takes a SELECT with an ordinal and adds columns that are a pure
 * function of it. Moments are seconds since 1970, UTC. Events use the same layers as the visits' own table, so that
 * they agree with it without a join.
 */

const DAY = 86_400;
const YEAR = 365 * DAY;

/** The oldest at the load of their row. */
const OLDEST = 93 * YEAR;

/**
 * One of every 20 persons dies, of those that come first: 4 % of all are dead when 5 % of the first 80 % are. So a
 * person is always loaded before the death is.
 */
const PERSONS_PER_DEATH = 20;

/** Adds columns to a SELECT. */
export function layer(source: string, columns: Readonly<Record<string, string>>): string {
  const added = Object.entries(columns).map(([name, sql]) => `${sql} AS ${name}`);
  return `SELECT *, ${added.join(', ')} FROM (${source})`;
}

/** Adds to a person's ordinal `p`: `person_id`, `person_root`, `born`. */
export function withPerson(generation: Generation, source: string): string {
  const rooted = layer(source, { person_root: rootHash(generation.seed, 'person', 'p') });
  return layer(rooted, {
    person_id: spreadIdSql(idSpread(generation.seed, 'person'), 'p'),
    // At least 8 days before the load of the person, so also before a death, which is at most 7 days before its load.
    born: `${loadSecondsSql(generation, 'person', 'p')} - ${8 * DAY} - ${draw('person_root', 1, OLDEST)}`,
  });
}

/** The person's ordinal (SQL) of a death's ordinal. */
export function personOfDeath(generation: Generation, death: string): string {
  return `(${death} * ${PERSONS_PER_DEATH} + ${draw(rootHash(generation.seed, 'death', death), 1, PERSONS_PER_DEATH)})`;
}

/** The moment (SQL) of a death's ordinal: in the week before its load. */
export function momentOfDeath(generation: Generation, death: string): string {
  const before = draw(rootHash(generation.seed, 'death', death), 2, 6 * DAY);
  return `(${loadSecondsSql(generation, 'death', death)} - ${DAY} - ${before})`;
}

/** The moment (SQL) of a person's death, NULL for who never dies. */
function deathOfPerson(generation: Generation, person: string): string {
  if (rowsAtLastSunday(generation, 'death') === 0) return 'CAST(NULL AS BIGINT)';
  const death = `(${person} // ${PERSONS_PER_DEATH})`;
  return `CASE WHEN ${personOfDeath(generation, death)} = ${person} THEN ${momentOfDeath(generation, death)} END`;
}

/**
 * Adds to a visit's ordinal `v`: `p` and the person's columns, `visit_id`, `visit_root`, `kind` (0 stationary, 1 or 2
 * emergency, else a visit of hours), `died` (NULL while nothing ends this person's events), `visit_start`, `visit_end`.
 * Most visits took place in the week before their load; some arrive years late.
 */
export function withVisit(generation: Generation, source: string): string {
  const front = `(v // ${ROWS_PER_PERSON.visit_occurrence})`;
  const rooted = layer(source, {
    visit_root: rootHash(generation.seed, 'visit_occurrence', 'v'),
    visit_loaded: loadSecondsSql(generation, 'visit_occurrence', 'v'),
    visit_id: spreadIdSql(idSpread(generation.seed, 'visit_occurrence'), 'v'),
  });
  const chosen = layer(rooted, {
    // Every new person comes by a visit; the other visits are of anybody who was there.
    candidate: `CASE WHEN v % ${ROWS_PER_PERSON.visit_occurrence} = 0 THEN ${front} ELSE ${draw('visit_root', 1, `${front} + 1`)} END`,
  });
  const dying = layer(chosen, { candidate_died: deathOfPerson(generation, 'candidate') });
  const dead = `coalesce(candidate_died < visit_loaded - ${7 * DAY}, false)`;
  // Who is dead is replaced by a neighbour among the same 20, all others of whom live on.
  const neighbour = `CASE WHEN candidate % ${PERSONS_PER_DEATH} = 0 THEN candidate + 1 ELSE candidate - 1 END`;
  const attributed = layer(dying, {
    p: `CASE WHEN ${dead} THEN ${neighbour} ELSE candidate END`,
    died: `CASE WHEN NOT ${dead} THEN candidate_died END`,
    kind: draw('visit_root', 2, 10),
  });
  const latest = `least(visit_loaded - ${DAY / 2}, died)`;
  const lag = `CASE WHEN ${draw('visit_root', 3, 4)} > 0 THEN ${draw('visit_root', 4, 6 * DAY)} ELSE ${draw('visit_root', 4, 20 * YEAR)} END`;
  const started = layer(withPerson(generation, attributed), {
    visit_start: `${latest} - (${lag}) % (${latest} - born + 1)`,
  });
  const length = `CASE WHEN kind = 0 THEN ${DAY} + ${draw('visit_root', 5, 13 * DAY)} WHEN kind < 3 THEN 3600 + ${draw('visit_root', 5, 23 * 3600)} ELSE 900 + ${draw('visit_root', 5, 7200)} END`;
  return layer(started, { visit_end: `least(visit_start + ${length}, visit_loaded, died)` });
}
