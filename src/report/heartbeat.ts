import { z } from 'zod';
import type { BlobStore } from '../storage/blob-store.ts';
import type { RunReport } from './run-report.ts';

/** In the diagnostics, always here: what watches from outside GitHub looks at its age. */
export const HEARTBEAT_PATH = 'heartbeat.json';

const heartbeat = z.object({
  format: z.literal(1),
  run: z.string(),
  finishedAt: z.string(),
  verdict: z.enum(['done', 'failed']),
  /** The instant up to which the run took rows; null when the source was not asked. */
  frontier: z.string().nullable(),
});

export type Heartbeat = z.infer<typeof heartbeat>;

/** Says that a run came to its end, well or not. A dry run leaves none: it would hide that nothing moves any more. */
export async function writeHeartbeat(diagnostics: BlobStore, report: RunReport): Promise<void> {
  if (report.dryRun) return;
  const { run, finishedAt, verdict, frontier } = report;
  const document: Heartbeat = { format: 1, run, finishedAt, verdict, frontier };
  await diagnostics.put(HEARTBEAT_PATH, new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`));
}

/** The last one; undefined when there is none that can be read. */
export async function readHeartbeat(diagnostics: BlobStore): Promise<Heartbeat | undefined> {
  const blob = await diagnostics.read(HEARTBEAT_PATH);
  if (blob === undefined) return undefined;
  try {
    return heartbeat.safeParse(JSON.parse(new TextDecoder().decode(blob.content))).data;
  } catch {
    return undefined;
  }
}
