import { PUBLIC_ERROR_TABLE } from './public-error-table.ts';

export type PublicCode = keyof typeof PUBLIC_ERROR_TABLE;

/** What may be said of an error wherever anybody reads it. */
export interface PublicError {
  readonly code: PublicCode;
  /** One constant sentence of what happened. */
  readonly sentence: string;
  /** One constant line of what to do now. */
  readonly remedy: string;
}

export const PUBLIC_CODES = Object.keys(PUBLIC_ERROR_TABLE) as [PublicCode, ...PublicCode[]];

export function isPublicCode(code: string): code is PublicCode {
  return Object.hasOwn(PUBLIC_ERROR_TABLE, code);
}

/** The code itself where there is a sentence for it, otherwise `INTERNAL`: a code could be made of data, too. */
export function publicCode(code: string): PublicCode {
  return isPublicCode(code) ? code : 'INTERNAL';
}

export function publicError(code: PublicCode): PublicError {
  const [sentence, remedy] = PUBLIC_ERROR_TABLE[code];
  return { code, sentence, remedy };
}
