import { cpus, totalmem } from 'node:os';
import type { Turn } from './run-contestant.ts';

/** The figures of one contestant: medians over its turns. */
export interface Figures {
  readonly contestant: string;
  readonly turns: number;
  readonly rows: number;
  readonly rowsPerSecond: number;
  /** Processor time of the contestant's own processes for a million rows, seconds. */
  readonly processorPerMillion: number;
  /** Bytes. */
  readonly peakMemory: number;
  readonly bytesPerRow: number;
}

export function figuresOf(turns: readonly Turn[]): readonly Figures[] {
  const names = [...new Set(turns.map(({ contestant }) => contestant))];
  return names.map((contestant) => {
    const own = turns.filter((turn) => turn.contestant === contestant);
    return {
      contestant,
      turns: own.length,
      rows: own[0]?.rows ?? 0,
      rowsPerSecond: median(own.map(({ rows, seconds }) => rows / seconds)),
      processorPerMillion: median(own.map(({ rows, processor }) => (processor / rows) * 1e6)),
      peakMemory: median(own.map(({ memory }) => memory)),
      bytesPerRow: median(own.map(({ bytes, rows }) => bytes / rows)),
    };
  });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** What the figures were taken on. */
export function machineFacts() {
  const processors = cpus();
  return {
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memory: totalmem(),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
  };
}
