import pLimit from 'p-limit';
import { z } from 'zod';
import type { BlobStore } from '../storage/blob-store.ts';

/**
 * The reports of earlier runs, as they lie in the diagnostics. They tell what happened and vouch for nothing; a later
 * version may write more into them, so what is not known here is passed over.
 */

const count = z.union([z.int(), z.string().regex(/^\d{1,19}$/)]).transform(BigInt);
const finding = z.object({
  code: z.string(),
  override: z.enum(['accept', 'rebuild', 'heal', 'erase']),
  cohort: z.string().nullable(),
  table: z.string().nullable(),
  digest: z.string(),
});
const note = z.object({
  code: z.string(),
  message: z.string(),
  remedy: z.string(),
  findings: z.exactOptional(z.array(finding)),
});
const figure = z.number().nonnegative();
const report = z.object({
  run: z.string(),
  dryRun: z.boolean().default(false),
  startedAt: z.string(),
  finishedAt: z.string(),
  frontier: z.string().nullable(),
  verdict: z.enum(['done', 'failed']),
  problem: note.nullable(),
  cohorts: z.array(
    z.object({
      cohort: z.string(),
      state: z.string(),
      revision: z.int().nullable(),
      persons: z.int().nullable(),
      snapshot: z.int().nullable(),
      problem: note.nullable(),
      tables: z.array(
        z.object({
          table: z.string(),
          mode: z.string(),
          rows: count,
          bytes: figure.default(0),
          from: z.string().nullable().default(null),
          through: z.string().nullable().default(null),
          version: z.int().nullable().default(null),
          persons: z.exactOptional(z.int().nonnegative()),
          firstLanding: z.exactOptional(z.boolean()),
        }),
      ),
    }),
  ),
  warnings: z.array(note).default([]),
  whole: z.boolean().default(false),
  warehouse: z.exactOptional(z.object({ milliseconds: figure, bytes: figure })),
});

export type StoredReport = z.infer<typeof report>;

const FOLDER = 'runs/';
const NAME = /\/([A-Za-z0-9][A-Za-z0-9_-]{0,127})\/report\.json$/;

/** The runs that left a report, oldest first: a run's name begins with its time. */
export async function listRuns(diagnostics: BlobStore): Promise<readonly string[]> {
  return listReports(diagnostics, FOLDER);
}

/** The purges that left a report, oldest first. */
export async function listPurges(diagnostics: BlobStore): Promise<readonly string[]> {
  return listReports(diagnostics, 'purges/');
}

async function listReports(diagnostics: BlobStore, folder: string): Promise<readonly string[]> {
  const runs: string[] = [];
  for await (const { path } of diagnostics.list(folder)) {
    const run = NAME.exec(path)?.[1];
    if (run !== undefined && path === `${folder}${run}/report.json`) runs.push(run);
  }
  return runs;
}

/** The report of a run; undefined when there is none, or none that can be read. */
export async function readReport(diagnostics: BlobStore, run: string): Promise<StoredReport | undefined> {
  const blob = await diagnostics.read(`${FOLDER}${run}/report.json`);
  if (blob === undefined) return undefined;
  try {
    const parsed = report.safeParse(JSON.parse(new TextDecoder().decode(blob.content)));
    return parsed.success && parsed.data.run === run ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** All reports that can be read, oldest first. */
export async function readReports(diagnostics: BlobStore): Promise<readonly StoredReport[]> {
  const limit = pLimit(8);
  const runs = await listRuns(diagnostics);
  const reports = await Promise.all(runs.map((run) => limit(() => readReport(diagnostics, run))));
  return reports.filter((each) => each !== undefined);
}
