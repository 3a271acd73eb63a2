import { error, info, setOutput, summary, warning } from '@actions/core';
import type { PublicEvent, PublicOutcome } from '../log/public-events.ts';
import { type Annotation, annotationsOf, consoleLine } from '../log/public-text.ts';

/**
 * The only place of an action that writes where GitHub reads: console, annotations, outputs, summary. What it is given is
 * made of public events and constants alone.
 */
export interface GitHubSink {
  event(event: PublicEvent): void;
  annotate(annotation: Annotation): void;
  say(line: string): void;
  outputs(outputs: PublicOutcome['outputs']): void;
  writeSummary(markdown: string): Promise<void>;
  /** Says how much was not shown. */
  close(): void;
}

/** GitHub shows so many of each level a step; of the others it keeps nothing. */
const ANNOTATIONS = 10;
/** More lines than anybody reads; a run of 300 cohorts has fewer. */
const LINES = 20_000;
/** GitHub refuses a summary beyond 1 MiB as a whole. */
const SUMMARY_BYTES = 1024 * 1024 - 1024;

export function openGitHubSink(): GitHubSink {
  const shown = { error: 0, warning: 0 };
  let lines = 0;
  const say = (line: string): void => {
    lines += 1;
    if (lines <= LINES) info(line);
  };
  const annotate = ({ level, title, message, file, line, column }: Annotation): void => {
    shown[level] += 1;
    if (shown[level] > ANNOTATIONS) {
      say(`${level} ${title}: ${message}`);
      return;
    }
    (level === 'error' ? error : warning)(message, {
      title,
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { startLine: line }),
      ...(column === undefined ? {} : { startColumn: column }),
    });
  };
  return {
    say,
    annotate,
    event(event) {
      const line = consoleLine(event);
      if (line !== undefined) say(line);
      for (const annotation of annotationsOf(event)) annotate(annotation);
    },
    outputs({ run, shards, verdict }) {
      if (run !== undefined) setOutput('run', run);
      if (shards !== undefined) setOutput('shards', JSON.stringify(shards));
      if (verdict !== undefined) setOutput('verdict', verdict);
    },
    async writeSummary(markdown) {
      await summary.addRaw(bounded(markdown), true).write();
    },
    close() {
      if (lines > LINES) info(`${lines - LINES} more line(s); the diagnostics have them all.`);
    },
  };
}

/** Cut at the end of a line. */
function bounded(markdown: string): string {
  const bytes = Buffer.from(markdown);
  if (bytes.length <= SUMMARY_BYTES) return markdown;
  const head = bytes.subarray(0, bytes.lastIndexOf('\n', SUMMARY_BYTES)).toString();
  return `${head}\n\n… the rest is in the report of the run.`;
}
