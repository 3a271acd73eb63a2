import type { Configuration } from '../configuration/configuration.ts';
import { openStores } from '../configuration/stores.ts';
import type { Instant } from '../instant.ts';
import { NEWEST_PAGE, pagePath } from '../landing/paths.ts';
import type { PublicReport } from '../report/public-report.ts';
import type { Environment } from '../storage/azure-credential.ts';
import { newRun } from '../sync/run-id.ts';
import { collectFacts } from './collect-facts.ts';
import { renderPage } from './render-page.ts';

/** The page as it stands now; nothing is written. */
export async function makePage(
  configuration: Configuration,
  env: Environment,
  run: PublicReport,
  now: Instant,
): Promise<Uint8Array> {
  const facts = await collectFacts(configuration, env, run, now);
  return new TextEncoder().encode(renderPage(facts));
}

/**
 * Makes the page and keeps it: under a name of its own, which is never written again, and as the newest one.
 * @returns its path in the landing's container
 */
export async function publishPage(
  configuration: Configuration,
  env: Environment,
  run: PublicReport,
  now: Instant,
): Promise<string> {
  const content = await makePage(configuration, env, run, now);
  const { landing } = openStores(configuration, env);
  const path = pagePath(newRun(now));
  await landing.putIfAbsent(path, content);
  await landing.put(NEWEST_PAGE, content);
  return path;
}
