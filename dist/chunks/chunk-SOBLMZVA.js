import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  newPersonList,
  parsePersonBytes,
  personDigest
} from "./chunk-GTFJ2DV2.js";
import {
  membersFolder,
  purgeJournalPath
} from "./chunk-U4VVK4J4.js";
import {
  subtract,
  union
} from "./chunk-IAJDX2TX.js";
import {
  COHORT_ID
} from "./chunk-AORXR5WC.js";

// src/purge/departed.ts
async function readMemberLists(landing, cohort) {
  const lists = /* @__PURE__ */ new Map();
  for await (const { path } of landing.list(membersFolder(cohort))) {
    const digest = /\/([0-9a-f]{64})$/.exec(path)?.[1];
    const persons = digest && parsePersonBytes((await landing.read(path))?.content ?? new Uint8Array());
    if (digest && persons && personDigest(persons) === digest) lists.set(digest, persons);
  }
  return lists;
}
function departed(lists, mayStay) {
  return subtract(union([...lists.values()]), mayStay);
}
function shrink(members, mayStay) {
  let changed = false;
  const groups = members.groups.map((group) => {
    const gone = subtract(group.persons, mayStay);
    if (gone.length === 0) return group;
    changed = true;
    const persons = copy(subtract(group.persons, gone));
    return { ...group, persons, members: personDigest(persons) };
  });
  return changed ? { groups } : members;
}
function copy(persons) {
  const list = newPersonList(persons.length);
  list.set(persons);
  return list;
}

// src/sync/landings-without-file.ts
async function landingsWithoutFile(landing, files) {
  const known = new Set(files.map((file) => file.id));
  const abandoned = /* @__PURE__ */ new Set();
  for await (const { path } of landing.list("_cohort-sync/members/")) {
    const cohort = path.split("/")[2] ?? "";
    if (COHORT_ID.test(cohort) && !known.has(cohort)) abandoned.add(cohort);
  }
  const kept = await Promise.all([...abandoned].map((cohort) => holdsSomebody(landing, cohort)));
  return [...abandoned].filter((_cohort, index) => kept[index]);
}
async function holdsSomebody(landing, cohort) {
  const unfinished = await landing.read(purgeJournalPath(cohort)) !== void 0;
  return unfinished || [...(await readMemberLists(landing, cohort)).values()].some((list) => list.length > 0);
}

export {
  readMemberLists,
  departed,
  shrink,
  landingsWithoutFile
};
