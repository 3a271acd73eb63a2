import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { initRepository } from '../../src/init/init.ts';
import { ROOT, runTool } from './tools.ts';
import { actionFiles, workflowsIn } from './workflow-files.ts';

const CONFIG = path.join(ROOT, '.github/actionlint.yaml');
const workflows = [...(await workflowsIn('.github/workflows')), ...(await workflowsIn('workflows'))];
const files = workflows.map(({ file }) => file);

it('actionlint finds nothing in the workflows', async () => {
  const { code, output } = await runTool('actionlint', ['-config-file', CONFIG, ...files]);
  expect(output).toBe('');
  expect(code).toBe(0);
});

it('what is excused of actionlint is only what it does not know yet', async () => {
  // Without the excuses it finds those two things, and no third.
  const empty = path.join(await folder(), 'actionlint.yaml');
  await writeFile(empty, 'self-hosted-runner: { labels: [cohort-sync] }\n');
  const { output } = await runTool('actionlint', ['-config-file', empty, '-format', '{{json .}}', ...files]);
  const found = JSON.parse(output) as { message: string }[];
  expect(found.length).toBeGreaterThan(0);
  for (const { message } of found) expect(message).toMatch(/unexpected key "queue"|"\$\/[a-z./-]+"/);
});

it('zizmor finds nothing, pedantic findings included, in workflows and actions', async () => {
  const actions = (await actionFiles()).map(({ file }) => file);
  const { code, output } = await runTool('zizmor', ['--offline', '--persona=pedantic', ...files, ...actions]);
  expect(output).toContain('No findings to report');
  expect(code).toBe(0);
});

it('zizmor and actionlint find what is wrong, so that their silence means something', async () => {
  const directory = await folder();
  const file = path.join(directory, '.github/workflows/bad.yml');
  await mkdir(path.dirname(file), { recursive: true });
  const text = await readFile(path.join(ROOT, 'workflows/rerun.yml'), 'utf8');
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub
  const script = '    runs-on: ubuntu-24.04\n    steps:\n      - run: echo ${{ github.head_ref }}\n';
  await writeFile(file, text.replace(/ {4}uses: [\s\S]*$/, script));
  const zizmor = await runTool('zizmor', ['--offline', '--persona=pedantic', file]);
  expect(zizmor.output).toContain('template-injection');
  const actionlint = await runTool('actionlint', ['-config-file', CONFIG, file]);
  expect(actionlint.output).toContain('potentially untrusted');
});

it.each(['github', 'enterprise'] as const)(
  'init writes workflows for %s that both let pass',
  async (server) => {
    const directory = await folder();
    const actions = `example/cohort-sync@${'ab12'.repeat(10)}`;
    await initRepository({
      ...{ directory, actions, server },
      ...{ organisation: 'example', branch: 'main', force: false, dryRun: false },
    });
    const written = path.join(directory, '.github/workflows');
    // `$/` is what an Enterprise Server does not know, and why these files are written out.
    const excuse = path.join(directory, 'zizmor.yml');
    const rules = server === 'enterprise' ? '{ self-repository: { disable: true } }' : '{}';
    await writeFile(excuse, `rules: ${rules}\n`);
    const zizmor = await runTool('zizmor', ['--offline', '--persona=regular', '--config', excuse, written]);
    expect(zizmor.output).toContain('No findings to report');
    const paths = (await readdir(written)).map((name) => path.join(written, name));
    const { output } = await runTool('actionlint', ['-config-file', CONFIG, ...paths], { cwd: directory });
    expect(output).toBe('');
  },
);

async function folder(): Promise<string> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'cohort-sync-lint-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
