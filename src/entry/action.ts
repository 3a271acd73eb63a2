import type { Configuration } from '../configuration/configuration.ts';
import type { GitHubContext } from '../github/context.ts';
import type { Log } from '../log/events.ts';
import type { PublicEvent, PublicOutcome } from '../log/public-events.ts';
import type { Environment } from '../storage/azure-credential.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { FieldKey, Inputs } from './inputs.ts';

/**
 * An action: what it takes, what its child does, and what its supervisor makes of it. Stages are imported inside the
 * functions, so that the supervisor does not load what only the child runs.
 */
export interface Action<Keys extends FieldKey = FieldKey> {
  /** As its folder is called. */
  readonly name: string;
  readonly inputs: readonly Keys[];
  /** The work, in the child. Whatever it writes or throws ends in the diagnostics; what it logs is reduced to public events. */
  perform(work: Work<Keys>): Promise<PublicOutcome>;
  /**
   * What a person reads in the job's summary, Markdown; in the supervisor, of public events alone. Undefined: none.
   * Writing to GitHub by its API has its place here, too: it is given the token, the child's word, and nothing else.
   */
  present?(shown: Presented<Keys>): Promise<string | undefined>;
  /** Where the child's output is kept: in the configured diagnostics, unless this says otherwise; null keeps nothing. */
  readonly diagnostics?: null | ((inputs: Inputs<Keys>, env: Environment) => Promise<LogStore>);
}

/** All that the supervisor asks of the storage. */
export type LogStore = Pick<BlobStore, 'putIfAbsent'>;

/** What the work is given. */
export interface Work<Keys extends FieldKey> {
  readonly inputs: Inputs<Keys>;
  readonly env: Environment;
  /** Exact events of a run: the child reduces them, and keeps them whole in the diagnostics. */
  readonly log: Log;
  /** Events that are public already. */
  readonly tell: (event: PublicEvent) => void;
  /** Tells an error after which the action still has a word for later steps; gives the exit code that it calls for. */
  readonly problem: (error: unknown) => number;
  /** Aborted when the run is to end at the next safe place. */
  readonly signal: AbortSignal;
  /** Read when asked for. @throws ConfigurationError `GITHUB_CONTEXT_INVALID` */
  github(): Promise<GitHubContext>;
  /** The file that the input `config` names, in the working copy. */
  configuration(): Promise<Configuration>;
}

/** What the supervisor knows at the end. */
export interface Presented<Keys extends FieldKey> {
  readonly inputs: Inputs<Keys>;
  readonly env: Environment;
  readonly events: readonly PublicEvent[];
  /** Undefined when the child ended without its last word. */
  readonly outcome: PublicOutcome | undefined;
  /** Aborted once the runner told the action to stop: seconds are left, and the summary needs them. */
  readonly stopped: AbortSignal;
}
