import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import { z } from 'zod';
import { IntegrityError } from '../errors.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { Group, Members } from './assign-groups.ts';
import type { Coverage } from './coverage.ts';
import { isGroup, memberListPath, membersIndexPath } from './paths.ts';
import { parsePersonBytes, personBytes } from './person-list.ts';

/** Members as they lie in storage; the etag is what a change must find unchanged. */
export interface StoredMembers {
  readonly members: Members;
  /**
   * The newest revision whose roster a sync took up, less who was withdrawn then: whoever is on it and in no group was
   * withdrawn. Null where none was, or the landing was purged since.
   */
  readonly takenUp?: number | null;
  readonly etag: string | undefined;
}

const index = z.strictObject({
  format: z.literal(1),
  cohort: z.string(),
  takenUp: z.int().positive().nullable().default(null),
  groups: z
    .array(
      z.strictObject({
        group: z.string().refine(isGroup),
        revision: z.int().nonnegative(),
        members: z.string().regex(/^[0-9a-f]{64}$/),
        persons: z.int().nonnegative(),
      }),
    )
    .refine((groups) => new Set(groups.map((entry) => entry.group)).size === groups.length),
});

/**
 * Reads who belongs to which group; no groups and no etag where there is no index: nobody was ever assigned, or `requireIndex` tells.
 * @throws IntegrityError MEMBERS_BROKEN when the index is unreadable, or a list missing or not what its digest says
 */
export async function readMembers(store: BlobStore, cohort: string): Promise<StoredMembers> {
  const blob = await store.read(membersIndexPath(cohort));
  if (blob === undefined) return { members: { groups: [] }, etag: undefined };
  const limit = pLimit(4);
  const stored = parseIndex(cohort, blob.content);
  const groups = await Promise.all(
    stored.groups.map((entry) =>
      limit(async (): Promise<Group> => {
        const list = await store.read(memberListPath(cohort, entry.members));
        const persons =
          list && sha256(list.content) === entry.members ? parsePersonBytes(list.content) : undefined;
        if (persons?.length !== entry.persons) throw broken(cohort, `the list of ${entry.group}`);
        return { group: entry.group, revision: entry.revision, members: entry.members, persons };
      }),
    ),
  );
  return { members: { groups }, takenUp: stored.takenUp, etag: blob.etag };
}

/**
 * The digests of a cohort's lists, without the lists; none where there is no index.
 * @throws IntegrityError MEMBERS_BROKEN
 */
export async function readMemberKeys(store: BlobStore, cohort: string): Promise<readonly string[]> {
  const blob = await store.read(membersIndexPath(cohort));
  return blob === undefined ? [] : parseIndex(cohort, blob.content).groups.map(({ members }) => members);
}

/**
 * Refuses an index that is gone though tables hold rows of groups: an assignment from nothing would give old names to other
 * persons, and take rows away as those of groups that nobody knows.
 * @throws IntegrityError MEMBERS_BROKEN
 */
export function requireIndex(
  { etag }: StoredMembers,
  cohort: string,
  tables: Iterable<{ readonly coverage: Coverage }>,
): void {
  if (etag !== undefined) return;
  for (const { coverage } of tables)
    if (coverage.groups.length > 0) throw broken(cohort, 'the index is gone, and tables have landed');
}

/**
 * Stores an assignment upon the one that it was made from. The lists go first, under names that are their digests; then
 * the index is swapped: that is the point at which the assignment holds.
 * @param takenUp the revision whose roster this takes up; the same as before when absent
 * @param always write the index also where nothing differs, so that nobody can swap it any more who read it before
 * @throws IntegrityError CONCURRENT_MEMBERS when another run changed the members since they were read
 */
export async function saveMembers(
  store: BlobStore,
  cohort: string,
  before: StoredMembers,
  members: Members,
  takenUp: number | null = before.takenUp ?? null,
  always = false,
): Promise<StoredMembers> {
  if (!always && before.members === members && takenUp === (before.takenUp ?? null)) return before;
  const known = new Set(before.members.groups.map((group) => group.members));
  for (const group of members.groups) {
    if (known.has(group.members)) continue;
    await store.putIfAbsent(memberListPath(cohort, group.members), personBytes(group.persons));
  }
  const path = membersIndexPath(cohort);
  const content = encodeIndex(cohort, members, takenUp);
  const swapped =
    before.etag === undefined
      ? (await store.putIfAbsent(path, content)) === 'created'
      : (await store.replace(path, content, before.etag)) === 'replaced';
  // Read back for the etag; where somebody was quicker, their content tells.
  const stored = await store.read(path);
  if (!swapped || stored === undefined || Buffer.compare(stored.content, content) !== 0)
    throw concurrent(cohort);
  return { members, takenUp, etag: stored.etag };
}

function encodeIndex(cohort: string, { groups }: Members, takenUp: number | null): Uint8Array {
  const entries = groups.map(({ group, revision, members, persons }) => ({
    group,
    revision,
    members,
    persons: persons.length,
  }));
  const document = { format: 1, cohort, takenUp, groups: entries };
  return new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`);
}

function parseIndex(cohort: string, content: Uint8Array): z.infer<typeof index> {
  let parsed: z.infer<typeof index>;
  try {
    parsed = index.parse(JSON.parse(new TextDecoder().decode(content)));
  } catch (cause) {
    throw broken(cohort, 'the index', cause);
  }
  if (parsed.cohort !== cohort) throw broken(cohort, 'the index');
  return parsed;
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function broken(cohort: string, what: string, cause?: unknown): IntegrityError {
  return new IntegrityError(`The member lists of cohort ${cohort} are broken: ${what}.`, {
    code: 'MEMBERS_BROKEN',
    remedy: 'Restore the member lists of the landing from soft delete or a backup; nothing was changed.',
    cause,
  });
}

function concurrent(cohort: string): IntegrityError {
  return new IntegrityError(`Another run changed the members of cohort ${cohort} at the same time.`, {
    code: 'CONCURRENT_MEMBERS',
    remedy: 'Nothing was committed; run again: the next run assigns upon what is there.',
  });
}
