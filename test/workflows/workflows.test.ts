import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Job, type Workflow, workflowsIn } from './workflow-files.ts';

const called = await workflowsIn('.github/workflows');
const callers = await workflowsIn('workflows');
const ours = called.filter(({ file }) => !file.endsWith('/ci.yml'));

const jobsOf = ({ jobs }: Workflow): readonly (readonly [string, Job])[] => Object.entries(jobs);

describe.each([...called, ...callers].map((workflow) => [workflow.file, workflow] as const))(
  '%s',
  (_file, workflow) => {
    it('has no rights of its own; each job has those that it needs, each with its reason', () => {
      expect(workflow.permissions).toEqual({});
      for (const [name, { permissions }] of jobsOf(workflow)) {
        expect(permissions, name).toBeDefined();
        for (const [scope, right] of Object.entries(permissions ?? {}))
          expect(workflow.text).toMatch(new RegExp(`^ {6}${scope}: ${right} # .{8,}$`, 'm'));
      }
    });

    it('pins every foreign action by a whole commit, and says which version that is', () => {
      for (const line of workflow.text.match(/^.*\buses: .*$/gm) ?? []) {
        expect(line).toMatch(/uses: (?:\$\/[a-z./-]+|[A-Za-z0-9/._-]+@[0-9a-f]{40} # v[\d.]+)$/);
      }
    });

    it('has no expression within a script', () => {
      for (const [, { steps = [] }] of jobsOf(workflow))
        for (const { run = '' } of steps) expect(run).not.toContain('${{');
    });

    it('lets no job run for ever', () => {
      for (const [name, job] of jobsOf(workflow))
        if (job.uses === undefined) expect(job['timeout-minutes'], name).toBeGreaterThan(0);
    });

    it('leaves no credential in a working copy', () => {
      for (const [, { steps = [] }] of jobsOf(workflow))
        for (const step of steps)
          if (step.uses?.startsWith('actions/checkout@'))
            expect(step.with?.['persist-credentials']).toBe(false);
    });
  },
);

describe('what is called', () => {
  it('runs with an environment wherever it may ask for an identity, and a hosted review with neither', () => {
    for (const { file, jobs } of ours) {
      for (const [name, job] of Object.entries(jobs)) {
        if (job.uses !== undefined) continue;
        const asks = job.permissions?.['id-token'] === 'write';
        expect(job.environment !== undefined, `${file} ${name}`).toBe(asks);
      }
    }
    const review = ours.find(({ file }) => file.endsWith('pull-request.yml'));
    expect(review?.text).not.toMatch(/secrets|id-token|checkout@|environment/);
  });

  it('takes the tip, never the commit of an old job that runs again, also where the event names no default branch', () => {
    for (const { file, jobs } of ours)
      for (const [name, { steps = [] }] of Object.entries(jobs))
        for (const step of steps)
          if (step.uses?.startsWith('actions/checkout@'))
            expect(step.with?.ref, `${file} ${name}`).toBe(
              // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's.
              '${{ github.event.repository.default_branch || github.ref_name }}',
            );
  });

  it('is called with inputs that it has', () => {
    for (const { file, jobs } of [...ours, ...callers]) {
      for (const { uses, with: given = {} } of Object.values(jobs)) {
        const name = /\.github\/workflows\/([a-z-]+)\.yml/.exec(uses ?? '')?.[1];
        if (name === undefined) continue;
        const target = called.find((candidate) => candidate.file === `.github/workflows/${name}.yml`);
        const inputs = target?.on.workflow_call?.inputs ?? {};
        expect(Object.keys(inputs), `${file} calls ${name}`).toEqual(
          expect.arrayContaining(Object.keys(given)),
        );
      }
    }
  });

  it('gets every right that it needs from whoever calls it', () => {
    for (const caller of [...callers, ...ours]) {
      for (const [name, { uses, permissions = {} }] of jobsOf(caller)) {
        const target = /\.github\/workflows\/([a-z-]+)\.yml/.exec(uses ?? '')?.[1];
        const workflow = called.find(({ file }) => file === `.github/workflows/${target}.yml`);
        for (const job of Object.values(workflow?.jobs ?? {}))
          for (const [scope, right] of Object.entries(job.permissions ?? {})) {
            const granted = permissions[scope];
            expect(granted === right || granted === 'write', `${caller.file} ${name} ${scope}`).toBe(true);
          }
      }
    }
  });
});

describe('the callers', () => {
  it('never lose a run that waits', () => {
    for (const { file, concurrency } of callers) {
      if (file.endsWith('pull-request.yml')) continue;
      expect(concurrency, file).toMatchObject({ 'cancel-in-progress': false, queue: 'max' });
    }
  });

  it('review a pull request again whose base becomes another one, which GitHub calls edited', () => {
    const review = callers.find(({ file }) => file.endsWith('/pull-request.yml'));
    const types = ['opened', 'synchronize', 'reopened', 'edited'];
    expect(review?.on).toMatchObject({ pull_request: { types } });
  });

  it('have the names of what they call', () => {
    expect(callers.map(({ file }) => path.basename(file))).toEqual([
      'merge.yml',
      'preview.yml',
      'pull-request.yml',
      'purge.yml',
      'rerun.yml',
      'weekly.yml',
    ]);
    for (const { file, jobs } of callers)
      for (const { uses = '' } of Object.values(jobs)) expect(uses).toContain(`/${path.basename(file)}@`);
  });

  it('never run a change of a pull request where there are data', () => {
    for (const { file, on } of [...callers, ...called]) {
      expect(Object.keys(on), file).not.toContain('pull_request_target');
      if ('pull_request' in on) expect(path.basename(file)).toMatch(/^(pull-request|ci)\.yml$/);
    }
  });
});
