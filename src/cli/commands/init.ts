import { type Command, Option } from 'commander';
import { EXIT } from '../../errors.ts';
import { type InitResult, initRepository } from '../../init/init.ts';
import { type Console, define } from '../command.ts';

interface InitOptions {
  readonly directory: string;
  readonly actions?: string;
  readonly organisation: string;
  readonly branch: string;
  readonly server: 'github' | 'enterprise';
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

/** `init`: writes configuration, workflows, and the guards against persons in Git into a repository of cohorts. */
export function initCommand(program: Command, console: Console): void {
  const command = program
    .command('init')
    .description(
      'write configuration, workflows, a pre-commit check and a .gitignore into a repository of cohorts',
    )
    .option('--directory <folder>', 'root of that repository', '.')
    .option('--actions <repository@commit>', 'where the actions are, pinned by a whole commit id')
    .option('--organisation <name>', 'organisation of the teams', 'yourorg')
    .option('--branch <name>', 'default branch of that repository', 'main')
    .addOption(
      new Option('--server <kind>', 'github.com, or an Enterprise Server, which needs whole workflows')
        .choices(['github', 'enterprise'])
        .default('github'),
    )
    .option('--force', 'replace files that differ')
    .option('--dry-run', 'say what would be written');
  define<InitOptions>(command, console, async (_context, { force = false, dryRun = false, ...choices }) => {
    const result = await initRepository({ ...choices, force, dryRun });
    const next = nextSteps(choices.actions === undefined);
    return { document: { ...result, next }, text: words(result, next), exitCode: EXIT.done };
  });
}

function nextSteps(placeholder: boolean): readonly string[] {
  return [
    ...(placeholder
      ? [
          'name repository and commit of the actions: run it again with --actions and --force, or edit "uses:"',
        ]
      : []),
    'edit cohort-sync.yml and .github/CODEOWNERS',
    'git config core.hooksPath .githooks',
    'go on with docs/setup.md of cohort-sync: runners, App, identities, rulesets, first dry run',
  ];
}

function words({ files, dryRun }: InitResult, next: readonly string[]): string {
  const lines = files.map(({ path, outcome }) => `${outcome.padEnd(8)} ${path}`);
  const kept = files.some(({ outcome }) => outcome === 'kept');
  return [
    ...(dryRun ? ['This would be done:'] : []),
    ...lines,
    ...(kept ? ['Files that were kept differ from what init would write; --force replaces them.'] : []),
    'Next:',
    ...next.map((step, index) => `  ${index + 1}. ${step}`),
  ].join('\n');
}
