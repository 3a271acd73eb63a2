/*
 * OMOP standard concept ids by domain, each with the words of a source. Real concepts, so that tools which know the
 * vocabularies can show something; the words are in several scripts, as sources are.
 */

export interface SourceConcept {
  readonly concept: number;
  readonly word: string;
}

export interface MeasuredConcept extends SourceConcept {
  readonly unit: number;
  readonly unitWord: string;
  readonly low: number;
  readonly high: number;
}

export const CONDITIONS: readonly SourceConcept[] = [
  { concept: 320128, word: 'I10' },
  { concept: 201826, word: 'E11.9' },
  { concept: 432867, word: 'Hyperlipidämie' },
  { concept: 255848, word: '肺炎' },
  { concept: 317009, word: 'Asthma bronchiale' },
  { concept: 313217, word: 'I48.91' },
  { concept: 316139, word: 'insuffisance cardiaque' },
  { concept: 440383, word: 'депрессия' },
  { concept: 255573, word: 'J44.9' },
  { concept: 80180, word: 'artrosis de rodilla' },
  { concept: 192671, word: 'K92.2' },
  { concept: 312327, word: 'I21.9' },
];

export const DRUGS: readonly (SourceConcept & { readonly route: number; readonly routeWord: string })[] = [
  { concept: 1127433, word: 'Acetaminophen 325 MG Oral Tablet', route: 4132161, routeWord: 'oral' },
  { concept: 1503297, word: 'metformin', route: 4132161, routeWord: 'per os' },
  { concept: 1308216, word: 'lisinopril', route: 4132161, routeWord: 'oral' },
  { concept: 1545958, word: 'アトルバスタチン', route: 4132161, routeWord: '経口' },
  { concept: 1112807, word: 'Acetylsalicylsäure', route: 4132161, routeWord: 'oral' },
  { concept: 1332418, word: 'amlodipine', route: 4132161, routeWord: 'oral' },
  { concept: 1154343, word: 'salbutamol', route: 45956874, routeWord: 'inhalation' },
  { concept: 1310149, word: 'варфарин', route: 4132161, routeWord: 'внутрь' },
  { concept: 923645, word: 'omeprazole', route: 4132161, routeWord: 'oral' },
  { concept: 1713332, word: 'amoxicillin', route: 4171047, routeWord: 'intravenös' },
];

export const PROCEDURES: readonly SourceConcept[] = [
  { concept: 4163872, word: 'Röntgen Thorax' },
  { concept: 4107731, word: 'clavicle X-ray' },
  { concept: 4249893, word: '73761001' },
  { concept: 4170947, word: 'sputum' },
  { concept: 4125906, word: 'suture' },
  { concept: 4336464, word: 'pontage coronarien' },
];

export const MEASUREMENTS: readonly MeasuredConcept[] = [
  { concept: 3004249, word: 'RR syst.', unit: 8876, unitWord: 'mm[Hg]', low: 90, high: 140 },
  { concept: 3012888, word: 'RR diast.', unit: 8876, unitWord: 'mm[Hg]', low: 60, high: 90 },
  { concept: 3027018, word: 'Puls', unit: 8541, unitWord: '/min', low: 60, high: 100 },
  { concept: 3000963, word: 'Hämoglobin', unit: 8713, unitWord: 'g/dL', low: 12, high: 17.5 },
  { concept: 3016723, word: 'クレアチニン', unit: 8840, unitWord: 'mg/dL', low: 0.6, high: 1.3 },
  { concept: 3004501, word: '血糖', unit: 8840, unitWord: 'mg/dL', low: 70, high: 110 },
  { concept: 3004410, word: 'HbA1c', unit: 8554, unitWord: '%', low: 4, high: 5.6 },
  { concept: 3025315, word: 'poids', unit: 9529, unitWord: 'kg', low: 45, high: 110 },
  { concept: 3036277, word: 'рост', unit: 8582, unitWord: 'cm', low: 150, high: 195 },
  { concept: 3038553, word: 'BMI', unit: 9531, unitWord: 'kg/m²', low: 18.5, high: 25 },
  { concept: 3024929, word: 'Thrombozyten', unit: 8848, unitWord: '10³/µL', low: 150, high: 400 },
];

export const OBSERVATIONS: readonly SourceConcept[] = [
  { concept: 4275495, word: 'Raucherstatus' },
  { concept: 4144272, word: 'never smoker' },
  { concept: 4053609, word: 'état civil' },
  { concept: 4214956, word: 'Anamnese' },
  { concept: 4167217, word: '家族歴' },
  { concept: 4005823, word: '🚬' },
];

export const SPECIMENS: readonly SourceConcept[] = [
  { concept: 4001225, word: 'Blut' },
  { concept: 4046280, word: 'urine' },
  { concept: 4045667, word: '静脈血' },
];

export const NAMES: readonly string[] = [
  'Müller',
  'Şahin',
  'Nguyễn',
  "O'Neill",
  '山田',
  'Иванова',
  'García',
  'עמית',
  'Åse',
  '👩‍⚕️',
];

export const REMARKS: readonly string[] = [
  'täglich nach dem Essen',
  'take one "as needed", with water',
  '毎食後\n一錠',
  '',
  'по 1 таблетке 2 раза в день',
  '1-0-1-0 😀',
];

/** Type concept: from an electronic health record. */
export const FROM_EHR = 32817;
