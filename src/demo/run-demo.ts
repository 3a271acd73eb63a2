import { writeFile } from 'node:fs/promises';
import { describeProblem, exitCodeOf } from '../cli/problem.ts';
import { toJson } from '../report/exact-json.ts';
import { folderSource, generatedSource } from './demo-source.ts';
import { type DemoWorld, openDemoWorld } from './demo-world.ts';
import { COLOURED, drawEnding, drawOpening, drawSummary, drawSync, PLAIN } from './picture.ts';
import { type Audience, tellStory } from './story.ts';

export interface DemoOptions {
  readonly persons: number;
  /** A folder of OMOP files, in place of made-up patients. */
  readonly data?: string;
  /** Where the report goes as JSON. */
  readonly json?: string;
  /** Leaves both servers running at the end, until an interrupt. */
  readonly keep: boolean;
  /** Is emptied first. */
  readonly directory: string;
}

export interface Screen {
  readonly write: (text: string) => void;
  /** Lines can be rewritten, and have colours. */
  readonly terminal: boolean;
}

/** The exit code of a process that an interrupt ended. */
export const INTERRUPTED = 130;

/** Plays the demo; returns the process's exit code: 0 when everything was as promised, 1 when not, 130 when interrupted, and
 * that of the error where one stopped it. */
export async function runDemo(options: DemoOptions, screen: Screen): Promise<number> {
  const interrupted = interrupt();
  const world = await openDemoWorld(options.directory);
  try {
    const played = play(world, options, screen);
    // An interrupt closes the servers under the story's feet; what it then fails with says nothing.
    played.catch(() => undefined);
    return await Promise.race([played, interrupted]);
  } catch (error) {
    const { code, message, remedy } = describeProblem(error);
    screen.write(`${cleared(screen)}error ${code}: ${message}\n  → ${remedy}\n`);
    return exitCodeOf(error);
  } finally {
    await world.close();
  }
}

async function play(world: DemoWorld, options: DemoOptions, screen: Screen): Promise<number> {
  const { warehouse } = world;
  const source =
    options.data === undefined
      ? generatedSource(warehouse, options.persons)
      : folderSource(warehouse, options.data);
  const ink = screen.terminal && process.env.NO_COLOR === undefined ? COLOURED : PLAIN;
  const report = await tellStory(world, source, audience(screen, ink));
  screen.write(`${cleared(screen)}${drawSummary(report, ink)}${drawEnding(report, ink)}`);
  if (options.json !== undefined) await writeFile(options.json, `${toJson(report, 2)}\n`);
  if (options.keep) {
    screen.write(invitation(world));
    await new Promise(() => undefined);
  }
  return report.verdict === 'equal' ? 0 : 1;
}

function audience(screen: Screen, ink: typeof PLAIN): Audience {
  return {
    opening: (source) => screen.write(`${cleared(screen)}${drawOpening(source, ink)}\n`),
    waiting: (what) => {
      if (screen.terminal) screen.write(`${cleared(screen)}   … ${what}`);
    },
    synced: (scene) => screen.write(`${cleared(screen)}${drawSync(scene, ink)}\n`),
  };
}

/** Takes away the line that says what is being waited for. */
function cleared({ terminal }: Screen): string {
  return terminal ? '\r\x1b[2K' : '';
}

/** The secrets are those of two servers that end with this process and listen on this machine only. */
function invitation({ env, directory }: DemoWorld): string {
  return `   Both servers are running. In another terminal:
     cd ${directory}
     export DATABRICKS_TOKEN='${env.DATABRICKS_TOKEN}'
     export AZURE_STORAGE_CONNECTION_STRING='${env.AZURE_STORAGE_CONNECTION_STRING}'
     npx cohort-sync plan
   Ctrl-C ends them.
`;
}

/** Resolves at the first interrupt. */
function interrupt(): Promise<number> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(INTERRUPTED));
  });
}
