import type { Command } from 'commander';
import { loadConfiguration } from '../../configuration/configuration.ts';
import { type DoctorReport, runDoctor } from '../../doctor/doctor.ts';
import type { Check } from '../../doctor/examination.ts';
import { runnerNow } from '../../instant.ts';
import { type Console, define } from '../command.ts';

const TOUCHES = `
What it touches:
  sandbox      creates, fills, reads and drops one table cohort_sync_doctor_<random>
  landing      writes, leases and deletes one blob _cohort-sync/doctor/<random>
  staging      where the warehouse unloads: has it write one row that is nobody's, copies and deletes it
  elsewhere    nothing is written: whether this identity could write is asked by a write on a
               condition that no blob meets, which the storage refuses either way`;

/** `doctor`: network, grants, storage rights, clocks and versions, with a remedy per line. */
export function doctorCommand(program: Command, console: Console): void {
  const command = program
    .command('doctor')
    .description(
      'check everything that a sync rests on: network, grants, storage rights, clocks, versions, cohorts',
    )
    .addHelpText('after', TOUCHES);
  define<object>(command, console, async (context) => {
    const configuration = await loadConfiguration(context.configuration, context.env);
    const announce = (check: Check): void => context.say(line(check));
    const { report, exitCode } = await runDoctor(configuration, context.env, runnerNow(), announce);
    return { document: report, text: verdict(report), exitCode };
  });
}

const WORDS = { ok: 'ok  ', warning: 'warn', failed: 'FAIL', skipped: 'skip' } as const;

function line({ area, subject, outcome, message, code, remedy }: Check): string {
  const place = `${WORDS[outcome]}  ${area.padEnd(8)} ${subject.padEnd(22)}`;
  return code === null ? `${place} ${message}` : `${place} ${code}: ${message} → ${remedy}`;
}

function verdict({ checks, failed, warnings }: DoctorReport): string {
  const found = `${checks.length} checks, ${failed} failed, ${warnings} warning(s)`;
  return failed === 0 ? `healthy: ${found}` : `FAILED: ${found}`;
}
