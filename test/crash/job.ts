import { loadConfiguration } from '../../src/configuration/configuration.ts';
import { finishJob, prepareJob, transferJob } from '../../src/sync/run-jobs.ts';

/**
 * One job of a run as a process of its own, without the action's supervisor around it: what is killed is the work itself.
 * Arguments: the configuration, then `prepare <cohort>`, `transfer <run> <shard>` or `finish <run>`. Prints a JSON document.
 */
const [file = '', job, name = '', shard = '0'] = process.argv.slice(2);
const { env } = process;
const context = { configuration: await loadConfiguration(file, env), env, log: () => undefined };

switch (job) {
  case 'prepare': {
    const { run, shards, failure } = await prepareJob(context, {
      cohorts: [name],
      tables: [],
      dryRun: false,
    });
    if (failure !== undefined) throw failure;
    say({ run, shards });
    break;
  }
  case 'transfer':
    process.exitCode = await transferJob(context, name, Number(shard));
    say({});
    break;
  case 'finish': {
    const { report, exitCode } = await finishJob(context, name);
    process.exitCode = exitCode;
    say({ cohorts: report.cohorts.map(({ state, snapshot, problem }) => ({ state, snapshot, problem })) });
    break;
  }
  default:
    throw new RangeError('no such job');
}

function say(document: object): void {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}
