import type { Configuration } from '../configuration/configuration.ts';
import { openStores } from '../configuration/stores.ts';
import { CohortSyncError, EXIT } from '../errors.ts';
import type { Instant } from '../instant.ts';
import type { Environment } from '../storage/azure-credential.ts';
import { checkCohortFiles, checkCohorts, wantedTables } from './check-cohorts.ts';
import { checkSource } from './check-source.ts';
import { checkStorage } from './check-storage.ts';
import { checkUnload } from './check-unload.ts';
import { type Check, type Examination, examination } from './examination.ts';

export interface DoctorReport {
  readonly verdict: 'healthy' | 'failed';
  readonly failed: number;
  readonly warnings: number;
  readonly checks: readonly Check[];
}

/** Examines everything that a sync rests on, and goes on after a failure, so that one visit shows all that is wrong. */
export async function runDoctor(
  configuration: Configuration,
  env: Environment,
  now: Instant,
  announce: (check: Check) => void,
): Promise<{ readonly report: DoctorReport; readonly exitCode: number }> {
  const visit = examination(announce);
  await checkRuntime(visit, process.versions.node);
  const files = await checkCohortFiles(visit, configuration);
  await checkSource(visit, configuration, env, wantedTables(files));
  const stores = await visit.check('storage', 'credentials', async () => {
    const value = openStores(configuration, env);
    const as = env.AZURE_STORAGE_CONNECTION_STRING ? 'AZURE_STORAGE_CONNECTION_STRING' : 'an Azure identity';
    return { value, message: `by ${as}` };
  });
  if (stores !== undefined) {
    const answers = await checkStorage(visit, configuration, stores);
    if (answers) await checkUnload(visit, configuration, env, stores);
    if (answers) await checkCohorts(visit, stores, configuration, files, now);
    else visit.skip('cohorts', 'approvals, rosters', 'not looked at, because the storage does not answer');
  }
  const count = (outcome: Check['outcome']): number =>
    visit.checks.filter((check) => check.outcome === outcome).length;
  const failed = count('failed');
  const report: DoctorReport = {
    verdict: failed === 0 ? 'healthy' : 'failed',
    failed,
    warnings: count('warning'),
    checks: visit.checks,
  };
  return { report, exitCode: failed === 0 ? EXIT.done : EXIT.failed };
}

const LEAST_NODE = 24;

/** @param version as `process.versions.node` says it */
export async function checkRuntime(visit: Examination, version: string): Promise<void> {
  await visit.check('machine', 'Node.js', async () => {
    if (Number.parseInt(version, 10) >= LEAST_NODE) return { value: undefined, message: version };
    throw new CohortSyncError(`this is Node.js ${version}`, {
      code: 'NODE_TOO_OLD',
      remedy: `Use Node.js ${LEAST_NODE} or newer; "npm ci" brings one to the scripts of this project.`,
    });
  });
}
