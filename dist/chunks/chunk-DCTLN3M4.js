import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  RemoteError
} from "./chunk-EKFMLNWJ.js";

// src/github/pull-request-reader.ts
async function openProposedChange(octokit, commits) {
  const { owner, repo, base, head } = commits;
  const comparison = await octokit.rest.repos.compareCommitsWithBasehead({
    owner,
    repo,
    basehead: `${base}...${head}`,
    per_page: 1
  });
  const root = comparison.data.merge_base_commit.sha;
  const [before, after] = [await tree(octokit, commits, root), await tree(octokit, commits, head)];
  const read = async (side, path) => {
    const entry = side.get(path);
    if (entry?.type !== "blob") return void 0;
    const { data } = await octokit.rest.git.getBlob({ owner, repo, file_sha: entry.sha });
    return Buffer.from(data.content, "base64");
  };
  return {
    files: changedFiles(before, after),
    before: (path) => read(before, path),
    after: (path) => read(after, path),
    existedBefore: async (path) => {
      const { data } = await octokit.rest.repos.listCommits({ owner, repo, sha: root, path, per_page: 1 });
      return data.length > 0;
    }
  };
}
async function tree(octokit, { owner, repo }, sha) {
  const { data } = await octokit.rest.git.getTree({ owner, repo, tree_sha: sha, recursive: "1" });
  if (data.truncated) {
    throw new RemoteError("The repository has more files than GitHub lists at once.", {
      code: "GITHUB_TREE_TRUNCATED",
      remedy: "Keep cohort files in a repository of their own."
    });
  }
  return new Map(
    data.tree.filter(({ type }) => type !== "tree").map(({ path, mode, type, sha: object, size }) => [
      path ?? "",
      { mode: mode ?? "", type: type ?? "", sha: object ?? "", size: size ?? 0 }
    ])
  );
}
var KIND = { "100644": "file", "100755": "file", "120000": "link" };
function changedFiles(before, after) {
  const gone = [...before].filter(([path]) => !after.has(path));
  const homes = new Map(gone.map(([path, { sha }]) => [sha, path]));
  const moved = /* @__PURE__ */ new Set();
  const there = [...after].filter(([path, entry]) => !isSame(before.get(path), entry)).map(([path, entry]) => {
    const kind = KIND[entry.mode] ?? "other";
    const { size } = entry;
    if (before.has(path)) return { path, status: "modified", size, kind };
    const previous = homes.get(entry.sha);
    if (previous === void 0 || moved.has(previous)) return { path, status: "added", size, kind };
    moved.add(previous);
    return { path, status: "renamed", previous, size, kind };
  });
  const removed = gone.filter(([path]) => !moved.has(path)).map(([path]) => ({ path, status: "removed", size: 0, kind: "none" }));
  return [...there, ...removed].toSorted((a, b) => a.path < b.path ? -1 : 1);
}
function isSame(one, other) {
  return one?.sha === other.sha && one.mode === other.mode;
}

export {
  openProposedChange
};
