/** Who has a hand in a commit, by the accounts that GitHub finds for its addresses. */

export interface CommitPeople {
  readonly message: string;
  readonly author: Account;
  readonly committer: Account;
}

interface Account {
  readonly email: string;
  /** Undefined where GitHub knows no account. */
  readonly id: number | undefined;
  readonly login: string | undefined;
}

/** GitHub itself, as which its pages commit; whoever used them is the author. */
const PAGES = 'web-flow';

/**
 * Author, committer and the co-authors that the message names, of each commit; null for one who has no account.
 * @param idOf the account of a login, for addresses that name one
 */
export async function authorsOf(
  commits: readonly CommitPeople[],
  idOf: (login: string) => Promise<number | undefined>,
): Promise<readonly (readonly (number | null)[])[]> {
  const known = new Map<string, number>();
  for (const { author, committer } of commits)
    for (const { email, id, login } of [author, committer])
      if (id !== undefined && login !== PAGES) known.set(email.toLowerCase(), id);
  return Promise.all(
    commits.map(async ({ message, author, committer }) => {
      const coauthors = await Promise.all(
        coauthorAddresses(message).map(async (email) => known.get(email) ?? (await byAddress(email, idOf))),
      );
      const by = committer.login === PAGES ? [] : [committer.id ?? null];
      return [author.id ?? null, ...by, ...coauthors];
    }),
  );
}

/** In small letters; empty for a line that names no address: somebody had a hand in it, and nobody knows who. */
function coauthorAddresses(message: string): readonly string[] {
  const lines = message
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .filter((line) => /^\s*co-authored-by\s*:/i.test(line));
  return lines.map((line) => /<([^<>\s]+)>\s*$/.exec(line)?.[1]?.toLowerCase() ?? '');
}

/** Addresses that GitHub gives to those who hide theirs: `number+login@users.noreply.host`, formerly without the number. */
async function byAddress(
  email: string,
  idOf: (login: string) => Promise<number | undefined>,
): Promise<number | null> {
  const [, number, login = ''] =
    /^(?:(\d{1,15})\+)?([a-z0-9-]+(?:\[bot\])?)@users\.noreply\.[a-z0-9.-]+$/.exec(email) ?? [];
  if (login === '') return null;
  return number === undefined ? ((await idOf(login)) ?? null) : Number(number);
}
