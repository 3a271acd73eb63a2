import { App, Octokit } from 'octokit';
import { z } from 'zod';
import { UnverifiedError } from '../errors.ts';
import { answer, beingPatient, type Patience } from './patience.ts';

/** The GitHub App that may read who is in a team, which a workflow's own token may not. */
export interface TeamsApp {
  readonly id: string;
  readonly privateKey: string;
}

const installation = z.object({ id: z.int() });
const members = z.array(z.object({ id: z.int() }));

/**
 * Reads who is in a team (`organisation/team`), members of its child teams included, each team once.
 * @param app undefined where none was given: then nobody knows
 */
export function teamMembers(
  app: TeamsApp | undefined,
  apiUrl: string,
  patience: Patience,
): (team: string) => Promise<ReadonlySet<number>> {
  const asked = new Map<string, Promise<ReadonlySet<number>>>();
  const signed = app && appClient(app, apiUrl);
  if (signed !== undefined) beingPatient(signed.octokit, patience);
  return (team) => {
    const known = asked.get(team) ?? readMembers(signed, team, patience);
    asked.set(team, known);
    return known;
  };
}

/** Without the plugins that ask again by themselves, and talk on the console. */
function appClient({ id, privateKey }: TeamsApp, apiUrl: string): App {
  const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const off = { enabled: false };
  const Quiet = Octokit.defaults({ baseUrl: apiUrl, retry: off, throttle: off, log: quiet });
  return new App({ appId: id, privateKey, Octokit: Quiet, log: quiet });
}

async function readMembers(
  app: App | undefined,
  team: string,
  patience: Patience,
): Promise<ReadonlySet<number>> {
  if (app === undefined) {
    throw new UnverifiedError('There is no GitHub App to read the membership of teams with.', {
      code: 'GITHUB_APP_MISSING',
      remedy: 'Give the inputs app-id and app-private-key, as docs/setup.md says.',
    });
  }
  const [org = '', slug = ''] = team.split('/');
  const place = await answer(
    installation.optional(),
    async () => (await app.octokit.rest.apps.getOrgInstallation({ org })).data,
    () => undefined,
  );
  if (place === undefined) throw unreadable();
  const found = await answer(
    members.optional(),
    async () => {
      const octokit = beingPatient(await app.getInstallationOctokit(place.id), patience);
      const asked = { org, team_slug: slug, per_page: 100 };
      return octokit.paginate(octokit.rest.teams.listMembersInOrg, asked);
    },
    () => undefined,
  );
  if (found === undefined) throw unreadable();
  return new Set(found.map(({ id }) => id));
}

/** GitHub says of a team that may not be seen that there is none: nobody here can tell which it is. */
function unreadable(): UnverifiedError {
  return new UnverifiedError('A team that must approve cannot be read.', {
    code: 'GITHUB_TEAM_UNREADABLE',
    remedy: "Install the App in the team's organisation with Members: read, and correct the team's name.",
  });
}
