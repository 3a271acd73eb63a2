import type { Comment, Deployment, FakeRepository, Issue } from './fake-repository.ts';
import { NOT_FOUND, type Route } from './route.ts';
import { issueShape } from './shapes.ts';

const text = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);
const labelsOf = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) ? value.map((label) => text(label, '')) : undefined;

const commentShape = ({ id, body }: Comment): object => ({
  id,
  body,
  user: { login: 'github-actions[bot]', id: 41_898_282, type: 'Bot' },
});
const deploymentShape = ({ id, asked }: Deployment): object => ({ id, ...asked });

function found<T>(all: readonly T[], matches: (one: T) => boolean): T {
  const one = all.find(matches);
  if (one === undefined) throw NOT_FOUND;
  return one;
}

const issueOf = (repository: FakeRepository, number: string | undefined): Issue =>
  found(repository.issues, (issue) => String(issue.number) === number);
const deploymentOf = (repository: FakeRepository, id: string | undefined): Deployment =>
  found(repository.deployments, (deployment) => String(deployment.id) === id);

/** Issues, comments and deployments: all that an action leaves on GitHub by the API. */
export const WRITE_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/issues$/,
    permission: ['issues', 'read'],
    list: true,
    answer: ({ repository, query }) => {
      const state = query.get('state') ?? 'open';
      const labels = (query.get('labels') ?? '').split(',').filter(Boolean);
      return repository.issues
        .filter((issue) => state === 'all' || issue.state === state)
        .filter((issue) => labels.every((label) => issue.labels.includes(label)))
        .toReversed()
        .map(issueShape);
    },
  },
  {
    method: 'POST',
    path: /^\/issues$/,
    permission: ['issues', 'write'],
    answer: ({ repository, body }) => {
      const issue: Issue = {
        number: repository.nextNumber(),
        title: text(body.title, ''),
        body: text(body.body, ''),
        state: 'open',
        labels: labelsOf(body.labels) ?? [],
        at: repository.now(),
      };
      repository.issues.push(issue);
      return issueShape(issue);
    },
  },
  {
    method: 'PATCH',
    path: /^\/issues\/(\d+)$/,
    permission: ['issues', 'write'],
    answer: ({ repository, match, body }) => {
      const issue = issueOf(repository, match[1]);
      issue.title = text(body.title, issue.title);
      issue.body = text(body.body, issue.body);
      issue.labels = labelsOf(body.labels) ?? issue.labels;
      if (body.state === 'open' || body.state === 'closed') issue.state = body.state;
      return issueShape(issue);
    },
  },
  {
    method: 'GET',
    path: /^\/issues\/(\d+)\/comments$/,
    permission: ['issues', 'read'],
    ofPull: { access: 'read', number: (_repository, [, number]) => Number(number) },
    list: true,
    answer: ({ repository, match }) =>
      repository.comments.filter(({ issue }) => String(issue) === match[1]).map(commentShape),
  },
  {
    method: 'POST',
    path: /^\/issues\/(\d+)\/comments$/,
    permission: ['issues', 'write'],
    ofPull: { access: 'write', number: (_repository, [, number]) => Number(number) },
    answer: ({ repository, match, body }) => {
      // The numbers of issues and pull requests are one sequence, and comments go to either.
      if (!repository.pulls.some(({ number }) => String(number) === match[1])) issueOf(repository, match[1]);
      const comment = { id: repository.nextId(), issue: Number(match[1]), body: text(body.body, '') };
      repository.comments.push(comment);
      return commentShape(comment);
    },
  },
  {
    method: 'PATCH',
    path: /^\/issues\/comments\/(\d+)$/,
    permission: ['issues', 'write'],
    ofPull: {
      access: 'write',
      number: ({ comments }, [, id]) => comments.find((one) => String(one.id) === id)?.issue,
    },
    answer: ({ repository, match, body }) => {
      const comment = found(repository.comments, ({ id }) => String(id) === match[1]);
      comment.body = text(body.body, comment.body);
      return commentShape(comment);
    },
  },
  {
    method: 'GET',
    path: /^\/deployments$/,
    permission: ['deployments', 'read'],
    list: true,
    answer: ({ repository, query }) =>
      repository.deployments
        .filter(({ asked }) => !query.has('environment') || asked.environment === query.get('environment'))
        .toReversed()
        .map(deploymentShape),
  },
  {
    method: 'POST',
    path: /^\/deployments$/,
    permission: ['deployments', 'write'],
    answer: ({ repository, body }) => {
      const deployment: Deployment = { id: repository.nextId(), asked: body, statuses: [] };
      repository.deployments.push(deployment);
      return deploymentShape(deployment);
    },
  },
  {
    method: 'GET',
    path: /^\/deployments\/(\d+)\/statuses$/,
    permission: ['deployments', 'read'],
    list: true,
    answer: ({ repository, match }) => deploymentOf(repository, match[1]).statuses.toReversed(),
  },
  {
    method: 'POST',
    path: /^\/deployments\/(\d+)\/statuses$/,
    permission: ['deployments', 'write'],
    answer: ({ repository, match, body }) => {
      const status = { id: repository.nextId(), ...body };
      deploymentOf(repository, match[1]).statuses.push(status);
      return status;
    },
  },
];
