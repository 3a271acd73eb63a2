import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);

// src/approval/protected-files.ts
function isProtected(path, configuration) {
  return path === configuration || /^\.github\/(?:workflows|actions)\//.test(path) || /^(?:\.github\/|docs\/)?CODEOWNERS$/.test(path);
}

// src/cohort/cohort-path.ts
function isCohortPath(path, directory) {
  return path.startsWith(`${directory}/`) && /^[^/]+\.yml$/.test(path.slice(directory.length + 1));
}

export {
  isProtected,
  isCohortPath
};
