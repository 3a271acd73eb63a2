import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);

// src/errors.ts
var EXIT = { done: 0, failed: 1, configuration: 2, guard: 3, unverified: 4 };
var CohortSyncError = class extends Error {
  code;
  remedy;
  findings;
  exitCode = EXIT.failed;
  constructor(message, details) {
    super(message, details.cause === void 0 ? void 0 : { cause: details.cause });
    this.name = new.target.name;
    this.code = details.code;
    this.remedy = details.remedy;
    this.findings = details.findings ?? [];
  }
};
var ConfigurationError = class extends CohortSyncError {
  exitCode = EXIT.configuration;
  mistakes;
  constructor(message, details) {
    super(message, details);
    this.mistakes = details.mistakes ?? [];
  }
};
var GuardError = class extends CohortSyncError {
  exitCode = EXIT.guard;
};
var IntegrityError = class extends CohortSyncError {
};
var RemoteError = class extends CohortSyncError {
};
var UnverifiedError = class extends CohortSyncError {
  exitCode = EXIT.unverified;
};

export {
  EXIT,
  CohortSyncError,
  ConfigurationError,
  GuardError,
  IntegrityError,
  RemoteError,
  UnverifiedError
};
