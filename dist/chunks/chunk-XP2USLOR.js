import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  extractStatement
} from "./chunk-IAJNCIYN.js";
import {
  discardFiles
} from "./chunk-HA4Q43QP.js";
import {
  PERSON_COLUMN,
  SourceError,
  quote
} from "./chunk-JLSLRFOJ.js";
import {
  CohortSyncError,
  IntegrityError
} from "./chunk-EKFMLNWJ.js";

// src/source/statements/unload.ts
function unloadStatement(schemas, request, directory) {
  const { sql, parameters = {} } = extractStatement(schemas, request);
  return {
    label: `unload ${request.table}`,
    sql: unloadSql(directory, `${sql}
ORDER BY s._hash, s.${quote(PERSON_COLUMN)}`),
    parameters,
    once: true
  };
}
function unloadSql(directory, query) {
  if (!/^(abfss:\/)?\/[A-Za-z0-9@._/-]+$/.test(directory)) throw new RangeError("not a place to unload to");
  return `INSERT OVERWRITE DIRECTORY '${directory}' USING PARQUET OPTIONS ('compression' = 'zstd', 'parquet.block.size' = '${ROW_GROUP_BYTES}')
${query}`;
}
var ROW_GROUP_BYTES = 32 << 20;

// src/staging/staged-files.ts
var DATA = /^part-\d{5}[A-Za-z0-9._-]{0,200}\.parquet$/;
var MARKER = /^_(?:SUCCESS|started_\d{1,20}|committed_(?:vacuum)?\d{1,20})$/;
async function listStaged(store, folder) {
  const found = [];
  for await (const blob of store.list(folder)) {
    const name = blob.path.slice(folder.length);
    if (DATA.test(name)) found.push(blob);
    else if (!MARKER.test(name)) throw foreignFile();
  }
  if (found.length === 0) throw elsewhere();
  return found;
}
function stagedFile(store, { path, size, etag }) {
  return { size, readRange: (offset, length) => store.readRange(path, offset, length, etag) };
}
async function discardStaged(store, folder) {
  const paths = [];
  try {
    for await (const { path } of store.list(folder)) paths.push(path);
  } catch {
  }
  await discardFiles(store, paths);
}
function foreignFile() {
  return new IntegrityError("A file lies in staging that the statement of this run did not write.", {
    code: "UNLOAD_FOREIGN_FILE",
    remedy: "Nothing of the slice was used. Find out who else writes there: the warehouse\u2019s credential and this identity alone may."
  });
}
function elsewhere() {
  return new IntegrityError("The warehouse says that it unloaded, and staging holds nothing of it.", {
    code: "UNLOAD_ELSEWHERE",
    remedy: "Make staging.location and staging.url name the same place; doctor tries it."
  });
}

// src/staging/unload-error.ts
var REFUSED = {
  SOURCE_DENIED: [
    "UNLOAD_DENIED",
    "the source does not let this identity unload to staging",
    "Ask the owner of the source for READ FILES and WRITE FILES on the external location of staging; docs/deploy-azure.md has the grants."
  ],
  SOURCE_STATEMENT_FAILED: [
    "UNLOAD_FAILED",
    "the source could not unload to staging",
    "See the diagnostics for what the source said. Mostly no external location covers staging.location, or its credential may not write there."
  ]
};
function unloadFailed(error) {
  if (!(error instanceof SourceError) || !(error.code in REFUSED)) throw error;
  const [code, message, remedy] = REFUSED[error.code];
  const { sqlState, undone } = error;
  throw new SourceError(message, { code, remedy, cause: error, sqlState, undone });
}
var NOT_AS_ASKED = /* @__PURE__ */ new Set(["COLUMN_MISMATCH", "UNAPPROVED_COLUMN", "FILE_UNREADABLE"]);
function fileRefused(error) {
  if (!(error instanceof CohortSyncError) || !NOT_AS_ASKED.has(error.code)) throw error;
  throw new IntegrityError(
    "A file that was unloaded does not store the approved columns as a landing must.",
    {
      code: "UNLOAD_FILE_REFUSED",
      remedy: "Nothing of the slice was used. A warehouse that writes timestamps as INT96 cannot unload: set transfer.mode to stream. Otherwise find out who else writes to staging.",
      cause: error
    }
  );
}

export {
  unloadStatement,
  unloadSql,
  listStaged,
  stagedFile,
  discardStaged,
  unloadFailed,
  fileRefused
};
