import { expect, it } from 'vitest';
import { verdict } from '../../src/report/verdict.ts';
import { goodReport, mondayReport } from './sample-public-report.ts';

it('has one verdict for each way that a run can go', () => {
  const week = (state: 'not-yet' | 'missing') => ({ state, sunday: '2026-11-29' });
  const problem = { code: 'INTERNAL' as const, findings: [] };
  const said = (changes: object): string => {
    const { sign, words } = verdict(goodReport(changes));
    return `${sign} ${words}`;
  };
  expect(said({})).toBe('✅ 1 cohort current through 2026-11-22');
  expect(said({ cohorts: [] })).toBe('✅ Nothing to do: no active cohort');
  expect(said({ week: week('not-yet') })).toBe(
    '🕓 The load of Sunday 2026-11-29 is not there yet; 1 cohort current through 2026-11-22',
  );
  expect(said({ week: week('missing') })).toBe('❌ The load of Sunday 2026-11-29 has not come');
  expect(said({ dryRun: true })).toBe('🔍 Dry run: 1 cohort looked at, nothing moved');
  expect(said({ verdict: 'failed', problem })).toBe('❌ The run stopped');
  expect(said({ verdict: 'failed' })).toBe('❌ Failed');
  expect(verdict(mondayReport()).words).toBe('2 of 6 cohorts held back, the others done through 2026-11-22');
});
