import { readFile } from 'node:fs/promises';
import { CohortSyncError } from '../errors.ts';
import { localise, retarget } from './localise.ts';

export interface Choices {
  /** Repository and commit of the actions: `organisation/repository@<40 hexadecimal digits>`; the placeholder if left out. */
  readonly actions?: string;
  readonly organisation: string;
  readonly branch: string;
  /** `enterprise` writes whole workflows, since GitHub Enterprise Server does not know `$/` and `queue: max`. */
  readonly server: 'github' | 'enterprise';
}

/** A file that a repository of cohorts starts with. */
export interface StarterFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly content: string;
  readonly executable: boolean;
}

const CALLERS = ['pull-request', 'merge', 'weekly', 'rerun', 'purge', 'preview'] as const;
const PLACEHOLDER = `yourorg/cohort-sync@${'0'.repeat(40)}`;

/**
 * All files that a repository of cohorts starts with, in the order of their paths.
 * @throws CohortSyncError `INIT_FILES_MISSING` where the program was taken out of its own repository
 */
export async function starterFiles(choices: Choices): Promise<readonly StarterFile[]> {
  const own = (content: string): string =>
    content.replaceAll('yourorg/data-', `${choices.organisation}/data-`);
  const file = async (path: string, source: string): Promise<StarterFile> => ({
    path,
    content: own(await template(source)),
    executable: path.startsWith('.githooks/'),
  });
  const files = await Promise.all([
    file('.githooks/pre-commit', 'src/init/files/pre-commit'),
    file('.github/CODEOWNERS', 'src/init/files/CODEOWNERS'),
    file('.gitignore', 'src/init/files/gitignore'),
    file('cohort-sync.yml', 'src/init/files/cohort-sync.yml'),
    file('cohorts/README.md', 'cohorts/README.md'),
  ]);
  const workflows = await (choices.server === 'github' ? callers(choices) : wholeWorkflows(choices));
  return [...files, ...workflows].sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function callers({ actions = PLACEHOLDER, branch }: Choices): Promise<readonly StarterFile[]> {
  const [repository = '', pin = ''] = actions.split('@');
  return Promise.all(
    CALLERS.map(async (name) => {
      const target = (called: string): string => `${repository}/.github/workflows/${called}.yml@${pin}`;
      return workflow(name, onBranch(retarget(await template(`workflows/${name}.yml`), target), branch));
    }),
  );
}

/** Callers and called in one repository, the actions pinned by the commit. */
async function wholeWorkflows({ actions = PLACEHOLDER, branch }: Choices): Promise<readonly StarterFile[]> {
  const [repository = '', pin = ''] = actions.split('@');
  const home = { actions: `${repository}/actions`, pin, workflows: './.github/workflows/called-' };
  const own = CALLERS.map(async (name) => {
    const caller = retarget(
      await template(`workflows/${name}.yml`),
      (called) => `${home.workflows}${called}.yml`,
    );
    return workflow(name, onBranch(localise(caller, home), branch));
  });
  const called = [...CALLERS, 'sync'].map(async (name) =>
    workflow(`called-${name}`, localise(await template(`.github/workflows/${name}.yml`), home)),
  );
  return Promise.all([...own, ...called]);
}

function workflow(name: string, content: string): StarterFile {
  return { path: `.github/workflows/${name}.yml`, content, executable: false };
}

function onBranch(content: string, branch: string): string {
  return content.replace('branches: [main]', `branches: [${branch}]`);
}

/** A file of this program's repository: two folders above both this module and `dist/cli/index.js`. */
async function template(file: string): Promise<string> {
  return readFile(new URL(`../../${file}`, import.meta.url), 'utf8').catch((cause: unknown) => {
    throw new CohortSyncError('The files that a repository starts with are not beside this program.', {
      code: 'INIT_FILES_MISSING',
      remedy:
        'Run init from a checkout of the cohort-sync repository: node <checkout>/dist/cli/index.js init.',
      cause,
    });
  });
}
