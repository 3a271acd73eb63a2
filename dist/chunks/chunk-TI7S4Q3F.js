import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  CHILD,
  silence
} from "./chunk-P3IIPHLJ.js";

// src/entry/run-action.ts
async function runAction(action, given = {}) {
  const [, file = "", role] = process.argv;
  if (role === CHILD && process.send !== void 0) {
    const { work } = await import("./working-child-ETNNB7NW.js");
    return work(action);
  }
  silence();
  const broken = () => {
    process.stdout.write(
      "::error title=INTERNAL::The supervisor of the action failed. Report it.\n",
      () => process.exit(1)
    );
  };
  process.on("uncaughtException", broken).on("unhandledRejection", broken);
  try {
    const { supervise } = await import("./supervisor-QOAWFIHN.js");
    const exitCode = await supervise(action, { file, env: process.env, ...given });
    process.stdout.write("", () => process.exit(exitCode));
  } catch {
    broken();
  }
}

export {
  runAction
};
