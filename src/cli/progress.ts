import type { RunEvent } from '../log/events.ts';
import { problemText } from './problem-text.ts';
import { removedText } from './removed-text.ts';

/** Rows moved so far, the rate, and what remains: one line that is rewritten on a terminal. */
export interface Progress {
  event(event: RunEvent): void;
  end(): void;
}

const REFRESH_MILLISECONDS = 200;

/**
 * @param write standard error
 * @param terminal whether a line can be rewritten there; otherwise only what matters is printed, a line each
 */
export function progress(
  write: (text: string) => void,
  terminal: boolean,
  clock: () => number = Date.now,
): Progress {
  let planned = 0n;
  let moved = 0n;
  let started: number | undefined;
  let shown = 0;
  let open = false;

  const clear = (): void => {
    if (open) write('\r\x1b[2K');
    open = false;
  };
  const show = (): void => {
    if (!terminal || started === undefined) return;
    if (clock() - shown < REFRESH_MILLISECONDS) return;
    shown = clock();
    clear();
    write(bar(moved, planned, (clock() - started) / 1000));
    open = true;
  };

  return {
    event(event) {
      if (event.kind === 'table-planned') planned += event.rows;
      if (event.kind === 'rows-moved') {
        started ??= clock();
        moved += event.rows;
        show();
      }
      const text = say(event);
      if (text === undefined) return;
      clear();
      write(`${text}\n`);
    },
    end: clear,
  };
}

function bar(moved: bigint, planned: bigint, seconds: number): string {
  const rate = seconds > 0 ? Number(moved) / seconds : 0;
  const share = planned > 0n ? Number((moved * 100n) / planned) : 0;
  const left = rate > 0 ? Math.max(0, Number(planned - moved) / rate) : 0;
  return `  ${share}%  ${count(moved)} of ${count(planned)} rows  ${count(BigInt(Math.round(rate)))} rows/s  ${Math.ceil(left)} s left`;
}

/** The events that deserve a line of their own. */
function say(event: RunEvent): string | undefined {
  switch (event.kind) {
    case 'run-started':
      return `run ${event.run}: ${event.cohorts} cohort(s)`;
    case 'warehouse-starting':
      return 'waiting for the warehouse to start';
    case 'source-surveyed':
      return `surveyed ${event.tables} source table(s); frontier ${event.frontier}`;
    case 'roster-loaded':
      return `loaded roster of ${event.cohort} into the sandbox`;
    case 'cohort-held':
      return `${event.cohort}: ${problemText(event)}`;
    case 'warning':
      return `${event.code} ${event.message}\n  → ${event.remedy}`;
    case 'removed':
      return `${event.cohort}: ${removedText(event)}`;
    case 'cohort-purged':
      return `${event.cohort}: purged (${event.scope}); certificate ${event.certificate}`;
    case 'finding':
      return event.answered ? `finding ${event.digest} (${event.code}) was answered by an owner` : undefined;
    case 'snapshot-published':
      return `${event.cohort}: snapshot ${event.number} published`;
    case 'snapshots-retired':
      return `${event.cohort}: ${event.snapshots} old snapshot(s) withdrawn, ${event.files} file(s) erased`;
    default:
      return undefined;
  }
}

export function count(value: bigint | number): string {
  return value.toLocaleString('en-US');
}
