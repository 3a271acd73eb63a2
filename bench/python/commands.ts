import { fileURLToPath } from 'node:url';
import type { Command } from '../run-contestant.ts';

/** The contestants that need Python; `bench/python/install.sh` makes the environment that they run in. */
export const pythonCommands: Readonly<Record<string, Command>> = Object.fromEntries(
  ['connector', 'dlt', 'dltsql'].map((name) => [
    name,
    {
      name,
      program: fileURLToPath(new URL('../../.venv/bench/bin/python', import.meta.url)),
      arguments: [fileURLToPath(new URL(`${name}_contestant.py`, import.meta.url))],
    },
  ]),
);
