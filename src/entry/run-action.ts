import type { Action } from './action.ts';
import { CHILD } from './child-process.ts';
import type { FieldKey } from './inputs.ts';
import { silence } from './runner-environment.ts';
import type { Supervision } from './supervisor.ts';

/**
 * The start of every action. The process that the runner started supervises: it starts the same file again as a child,
 * which does the work. Neither way does an error leave this function.
 */
export async function runAction<Keys extends FieldKey>(
  action: Action<Keys>,
  given: Pick<Supervision, 'flags' | 'patience'> = {},
): Promise<void> {
  const [, file = '', role] = process.argv;
  if (role === CHILD && process.send !== undefined) {
    const { work } = await import('./working-child.ts');
    return work(action);
  }
  silence();
  // What fails here is a defect of the supervisor; its own text is withheld like any other.
  const broken = (): void => {
    process.stdout.write('::error title=INTERNAL::The supervisor of the action failed. Report it.\n', () =>
      process.exit(1),
    );
  };
  process.on('uncaughtException', broken).on('unhandledRejection', broken);
  try {
    const { supervise } = await import('./supervisor.ts');
    const exitCode = await supervise(action, { file, env: process.env, ...given });
    process.stdout.write('', () => process.exit(exitCode));
  } catch {
    broken();
  }
}
