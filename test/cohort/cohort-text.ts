/** A cohort file without mistakes; `more` is appended at its end. */
export function cohortText(more = ''): string {
  return `id: heart-failure
title: Heart failure
project: HF-12
consumer: Department of Cardiology
agreement: DSA-2026-014
status: active
expires: 2027-12-31
roster:
  uri: https://memory.blob.core.windows.net/rosters/heart-failure/${'a'.repeat(64)}
  sha256: ${'a'.repeat(64)}
  persons: 3
${more}`;
}
