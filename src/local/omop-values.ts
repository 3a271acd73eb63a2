import {
  CONDITIONS,
  DRUGS,
  FROM_EHR,
  MEASUREMENTS,
  NAMES,
  OBSERVATIONS,
  PROCEDURES,
  REMARKS,
  type SourceConcept,
  SPECIMENS,
} from './omop-concepts.ts';
import type { GeneratedTable } from './omop-growth.ts';
import { draw, pick, sometimesNull } from './omop-random.ts';

/**
 * The columns of a table that have values, as SQL over the columns of `withRow` and `k`, the position from 1 of the
 * row's concept; the other columns are NULL.
 */
export type Values = Readonly<Record<string, string>>;

/** The concepts that rows of a table have. */
export const CONCEPTS: Partial<Record<GeneratedTable, readonly SourceConcept[]>> = {
  death: CONDITIONS,
  condition_occurrence: CONDITIONS,
  drug_exposure: DRUGS,
  procedure_occurrence: PROCEDURES,
  measurement: MEASUREMENTS,
  observation: OBSERVATIONS,
  specimen: SPECIMENS,
};

const DAY = 86_400;

const CARE: Values = {
  person_id: 'person_id',
  provider_id: sometimesNull('root', 10, 4, `1 + ${draw('root', 11, 500)}`),
};

/** What an event has that belongs to a visit; for one in 16 nobody wrote down which. */
const EVENT: Values = { ...CARE, visit_occurrence_id: sometimesNull('root', 12, 16, 'visit_id') };

/** Half of the conditions have no end, nor has one that was still going on when it was loaded. */
const CONDITION_END = `CASE WHEN ${draw('root', 13, 2)} = 0 AND happened + ${draw('root', 14, 60 * DAY)} <= loaded THEN least(happened + ${draw('root', 14, 60 * DAY)}, died) END`;
const DAYS_SUPPLY = pick('root', 15, [30, 90, 14, 7, 28, 1]);
const DRUG_END = `least(happened + ${DAYS_SUPPLY} * ${DAY}, died)`;
const LOW = nth(MEASUREMENTS.map(({ low }) => low));
const HIGH = nth(MEASUREMENTS.map(({ high }) => high));

export const VALUES: Readonly<Record<GeneratedTable, Values>> = {
  person: {
    person_id: 'person_id',
    gender_concept_id: pick('root', 1, [8507, 8532]),
    year_of_birth: `year(${day('born')})`,
    month_of_birth: `month(${day('born')})`,
    day_of_birth: sometimesNull('root', 2, 5, `day(${day('born')})`),
    birth_datetime: sometimesNull('root', 3, 3, moment('born')),
    race_concept_id: pick('root', 4, [8527, 8516, 8515, 0]),
    ethnicity_concept_id: pick('root', 5, [38003564, 38003563, 0]),
    location_id: sometimesNull('root', 6, 3, `1 + ${draw('root', 7, 2000)}`),
    person_source_value: `${pick('root', 8, NAMES)} || '-' || p`,
    gender_source_value: pick('root', 1, ['männlich', 'weiblich']),
    gender_source_concept_id: '0',
    race_source_value: sometimesNull('root', 9, 2, pick('root', 4, ['white', 'black', 'asian', ''])),
  },
  death: {
    person_id: 'person_id',
    death_date: day('happened'),
    death_datetime: sometimesNull('root', 1, 2, moment('happened')),
    death_type_concept_id: `${FROM_EHR}`,
    cause_concept_id: sometimesNull('root', 2, 3, nth(conceptsOf(CONDITIONS))),
    cause_source_value: nth(wordsOf(CONDITIONS)),
    cause_source_concept_id: '0',
  },
  visit_occurrence: {
    ...CARE,
    visit_occurrence_id: 'id',
    visit_concept_id: 'CASE WHEN kind = 0 THEN 9201 WHEN kind < 3 THEN 9203 ELSE 9202 END',
    visit_start_date: day('visit_start'),
    visit_start_datetime: moment('visit_start'),
    visit_end_date: day('visit_end'),
    visit_end_datetime: moment('visit_end'),
    visit_type_concept_id: `${FROM_EHR}`,
    care_site_id: sometimesNull('root', 16, 5, `1 + ${draw('root', 17, 40)}`),
    visit_source_value: `CASE WHEN kind = 0 THEN 'stationär' WHEN kind < 3 THEN 'Notaufnahme' ELSE 'ambulant' END`,
    visit_source_concept_id: '0',
    discharge_to_concept_id: 'CASE WHEN visit_end = died THEN 4216643 END',
    discharge_to_source_value: `CASE WHEN visit_end = died THEN 'verstorben' END`,
  },
  condition_occurrence: {
    ...EVENT,
    condition_occurrence_id: 'id',
    condition_concept_id: nth(conceptsOf(CONDITIONS)),
    condition_start_date: day('happened'),
    condition_start_datetime: moment('happened'),
    condition_end_date: day(CONDITION_END),
    condition_end_datetime: moment(CONDITION_END),
    condition_type_concept_id: `${FROM_EHR}`,
    condition_status_concept_id: sometimesNull('root', 18, 2, pick('root', 19, [32902, 32908])),
    condition_source_value: nth(wordsOf(CONDITIONS)),
    condition_source_concept_id: '0',
  },
  drug_exposure: {
    ...EVENT,
    drug_exposure_id: 'id',
    drug_concept_id: nth(conceptsOf(DRUGS)),
    drug_exposure_start_date: day('happened'),
    drug_exposure_start_datetime: moment('happened'),
    drug_exposure_end_date: day(DRUG_END),
    drug_exposure_end_datetime: moment(DRUG_END),
    drug_type_concept_id: `${FROM_EHR}`,
    stop_reason: sometimesNull('root', 20, 2, pick('root', 21, ['beendet', '副作用', ''])),
    refills: draw('root', 22, 4),
    quantity: sometimesNull('root', 23, 9, `(1 + ${draw('root', 24, 200_000)}) / 1000`),
    days_supply: DAYS_SUPPLY,
    sig: sometimesNull('root', 25, 3, pick('root', 26, REMARKS)),
    route_concept_id: nth(DRUGS.map(({ route }) => route)),
    lot_number: sometimesNull('root', 27, 3, `'L' || ${draw('root', 28, 100_000)}`),
    drug_source_value: nth(wordsOf(DRUGS)),
    drug_source_concept_id: '0',
    route_source_value: nth(DRUGS.map(({ routeWord }) => routeWord)),
  },
  procedure_occurrence: {
    ...EVENT,
    procedure_occurrence_id: 'id',
    procedure_concept_id: nth(conceptsOf(PROCEDURES)),
    procedure_date: day('happened'),
    procedure_datetime: moment('happened'),
    procedure_type_concept_id: `${FROM_EHR}`,
    quantity: sometimesNull('root', 29, 2, `1 + ${draw('root', 30, 3)}`),
    procedure_source_value: nth(wordsOf(PROCEDURES)),
    procedure_source_concept_id: '0',
  },
  measurement: {
    ...EVENT,
    measurement_id: 'id',
    measurement_concept_id: nth(conceptsOf(MEASUREMENTS)),
    measurement_date: day('happened'),
    measurement_datetime: moment('happened'),
    measurement_time: sometimesNull(
      'root',
      31,
      2,
      `CAST(CAST(make_timestamp(happened * 1000000) AS TIME) AS VARCHAR)`,
    ),
    measurement_type_concept_id: `${FROM_EHR}`,
    operator_concept_id: sometimesNull('root', 32, 2, pick('root', 33, [4172703, 4171756, 4172704])),
    // From 20 % below the normal range to 20 % above, one decimal.
    value_as_number: sometimesNull(
      'root',
      34,
      10,
      `round(${LOW} * 0.8 + (${HIGH} * 1.2 - ${LOW} * 0.8) * (${draw('root', 35, 1000)} / 1000), 1)`,
    ),
    value_as_concept_id: `CASE WHEN ${draw('root', 34, 10)} = 0 THEN ${pick('root', 36, [9189, 9191])} END`,
    unit_concept_id: nth(MEASUREMENTS.map(({ unit }) => unit)),
    range_low: LOW,
    range_high: HIGH,
    measurement_source_value: nth(wordsOf(MEASUREMENTS)),
    measurement_source_concept_id: '0',
    unit_source_value: nth(MEASUREMENTS.map(({ unitWord }) => unitWord)),
    value_source_value: `CASE WHEN ${draw('root', 34, 10)} = 0 THEN ${pick('root', 36, ['негативный', '陽性'])} END`,
  },
  observation: {
    ...EVENT,
    observation_id: 'id',
    observation_concept_id: nth(conceptsOf(OBSERVATIONS)),
    observation_date: day('happened'),
    observation_datetime: moment('happened'),
    observation_type_concept_id: `${FROM_EHR}`,
    value_as_number: sometimesNull('root', 37, 4, `${draw('root', 38, 1000)} / 8`),
    value_as_string: sometimesNull('root', 39, 2, pick('root', 40, REMARKS)),
    value_as_concept_id: sometimesNull('root', 41, 2, pick('root', 42, [4188539, 4188540])),
    observation_source_value: nth(wordsOf(OBSERVATIONS)),
    observation_source_concept_id: '0',
  },
  specimen: {
    person_id: 'person_id',
    specimen_id: 'id',
    specimen_concept_id: nth(conceptsOf(SPECIMENS)),
    specimen_type_concept_id: `${FROM_EHR}`,
    specimen_date: day('happened'),
    specimen_datetime: sometimesNull('root', 43, 3, moment('happened')),
    quantity: sometimesNull('root', 44, 2, `(1 + ${draw('root', 45, 100)}) / 4`),
    unit_concept_id: '8587',
    specimen_source_id: sometimesNull('root', 46, 2, `'S-' || i`),
    specimen_source_value: nth(wordsOf(SPECIMENS)),
    unit_source_value: `'ml'`,
  },
};

/** The element at `k` of a constant list. */
function nth(list: readonly (string | number)[]): string {
  const elements = list.map((element) => (typeof element === 'number' ? `${element}` : `'${element}'`));
  return `([${elements.join(', ')}])[k]`;
}

function conceptsOf(concepts: readonly SourceConcept[]): readonly number[] {
  return concepts.map(({ concept }) => concept);
}

function wordsOf(concepts: readonly SourceConcept[]): readonly string[] {
  return concepts.map(({ word }) => word);
}

function day(seconds: string): string {
  return `CAST(make_timestamp((${seconds}) * 1000000) AS DATE)`;
}

function moment(seconds: string): string {
  return `make_timestamptz((${seconds}) * 1000000)`;
}
