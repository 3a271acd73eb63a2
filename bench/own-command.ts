import { fileURLToPath } from 'node:url';
import type { Command } from './run-contestant.ts';

const program = fileURLToPath(new URL('contestant-process.ts', import.meta.url));

/** A contestant that is written in TypeScript, by its name in contestant-process.ts. */
export function ownCommand(name: string): Command {
  return { name, program: process.execPath, arguments: [program, name] };
}

export const productCommand = ownCommand('product');
