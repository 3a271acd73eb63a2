import { reducesOnly, resolve } from '../approval/reduction.ts';
import type { Cohort } from '../cohort/cohort-schema.ts';
import { formatInstant } from '../instant.ts';
import { OMOP_TABLES, type OmopTableName, omopTable } from '../omop/tables.ts';
import type { CohortChange } from './review-result.ts';

/** What a change of a cohort file does, in the order in which a reviewer wants to know it. */
export function compareCohort(before: Cohort | undefined, after: Cohort): readonly CohortChange[] {
  if (!before) return added(after);
  const changes = [
    ...statusChange(before, after),
    ...rosterChange(before, after),
    ...tableChanges(before, after),
    ...columnChanges(before, after),
    ...partyChanges(before, after),
    ...expiryChange(before, after),
  ];
  const { id: cohort } = after;
  if (changes.length === 0) return [{ kind: 'wording', cohort }];
  // Without the rosters nobody here can say whether the new list is part of the old one: then it counts as more.
  const reduces = reducesOnly(resolve(before), resolve(after));
  return [...changes, { kind: reduces ? 'needs-no-proof' : 'needs-approval', cohort }];
}

function added(after: Cohort): readonly CohortChange[] {
  const { id: cohort, status, roster, tables } = after;
  const persons = roster.persons;
  return [
    { kind: 'added', cohort, status, persons, tables: [...tables], expires: day(after) },
    ...columnChanges({ ...after, columns: { include: {}, exclude: {} } }, after),
    { kind: 'needs-approval', cohort },
  ];
}

/** The last day on which data may be transferred. */
function day({ expires }: Cohort): string {
  return formatInstant(expires - 1n).slice(0, 10);
}

function statusChange(before: Cohort, after: Cohort): readonly CohortChange[] {
  if (before.status === after.status) return [];
  return [{ kind: 'status', cohort: after.id, before: before.status, after: after.status }];
}

function rosterChange(before: Cohort, after: Cohort): readonly CohortChange[] {
  const { sha256, persons } = after.roster;
  if (before.roster.sha256 === sha256 && before.roster.persons === persons) return [];
  return [{ kind: 'roster', cohort: after.id, before: before.roster.persons, after: persons }];
}

function tableChanges(before: Cohort, after: Cohort): readonly CohortChange[] {
  const added = after.tables.filter((table) => !before.tables.includes(table));
  const removed = before.tables.filter((table) => !after.tables.includes(table));
  if (added.length + removed.length === 0) return [];
  return [{ kind: 'tables', cohort: after.id, added, removed }];
}

/** Columns of the CDM are named; others are text of the file, and only counted. */
function columnChanges(before: Cohort, after: Cohort): readonly CohortChange[] {
  return OMOP_TABLES.flatMap(({ name }): CohortChange[] => {
    if (!after.tables.includes(name)) return [];
    const was = columnsOf(before, name);
    const is = columnsOf(after, name);
    const more = is.filter((column) => !was.includes(column));
    const fewer = was.filter((column) => !is.includes(column));
    if (!before.tables.includes(name) || more.length + fewer.length === 0) return [];
    const known = (column: string): boolean =>
      omopTable(name)?.columns.some((candidate) => candidate.name === column) ?? false;
    return [
      {
        kind: 'columns',
        cohort: after.id,
        table: name,
        added: more.filter(known),
        addedBeyondCdm: more.filter((column) => !known(column)).length,
        removed: fewer.filter(known),
        removedBeyondCdm: fewer.filter((column) => !known(column)).length,
      },
    ];
  });
}

function columnsOf({ columns }: Cohort, table: OmopTableName): readonly string[] {
  const cdm = omopTable(table)?.columns.map(({ name }) => name) ?? [];
  const excluded = columns.exclude[table] ?? [];
  return [...cdm.filter((column) => !excluded.includes(column)), ...(columns.include[table] ?? [])];
}

function partyChanges(before: Cohort, after: Cohort): readonly CohortChange[] {
  const keys = (['title', 'project', 'consumer', 'agreement'] as const).filter(
    (key) => before[key] !== after[key],
  );
  return keys.length === 0 ? [] : [{ kind: 'parties', cohort: after.id, keys }];
}

function expiryChange(before: Cohort, after: Cohort): readonly CohortChange[] {
  if (before.expires === after.expires) return [];
  return [{ kind: 'expiry', cohort: after.id, before: day(before), after: day(after) }];
}
