import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { UnverifiedError } from '../errors.ts';

/** How long GitHub is asked again before nobody knows. */
export interface Patience {
  readonly attempts: number;
  /** Milliseconds that one wait may take; who is told to wait longer gives up, and a later run asks again. */
  readonly longestWait: number;
  readonly wait: (milliseconds: number) => Promise<unknown>;
}

export const PATIENT: Patience = { attempts: 6, longestWait: 120_000, wait: (time) => sleep(time) };

/** A request that hangs is as good as none. */
const REQUEST = 60_000;

/** The part of any Octokit that is made patient here. */
interface Asking {
  readonly hook: {
    wrap(
      name: 'request',
      wrapped: (
        request: (options: never) => Promise<unknown>,
        options: { request?: object },
      ) => Promise<unknown>,
    ): void;
  };
}

/** Has all requests of a client asked again where the failure is one that passes, and by no other rule. */
export function beingPatient<Client>(octokit: Client, patience: Patience): Client {
  (octokit as Asking).hook.wrap('request', async (request, options) => {
    for (let attempt = 1; ; attempt += 1) {
      const signal = AbortSignal.timeout(REQUEST);
      try {
        return await request({ ...options, request: { ...options.request, signal } } as never);
      } catch (error) {
        const time = attempt < patience.attempts ? waitFor(failureOf(error), attempt) : undefined;
        if (time === undefined || time > patience.longestWait) throw error;
        await patience.wait(time);
      }
    }
  });
  return octokit;
}

/** Has what a client fails with at last raised as `answer` raises it, for whoever asks without a schema. */
export function speakingPlainly<Client>(octokit: Client): Client {
  (octokit as Asking).hook.wrap('request', async (request, options) => {
    try {
      return await request(options as never);
    } catch (error) {
      const { kind } = failureOf(error);
      throw unverified(kind === 'missing' ? 'refused' : kind, error);
    }
  });
  return octokit;
}

type Failure =
  | { readonly kind: 'unavailable' | 'refused' | 'missing' }
  | { readonly kind: 'limited'; readonly wait: number | undefined };

/** The one table of what is tried again: GitHub's limits by its own word, and failures of its own or of the way there. */
function waitFor(failure: Failure, attempt: number): number | undefined {
  const backOff = 1000 * 2 ** (attempt - 1) * (1 + Math.random() / 2);
  if (failure.kind === 'unavailable') return backOff;
  // Without a time to wait GitHub asks for a minute at least.
  if (failure.kind === 'limited') return failure.wait ?? 60_000 + backOff;
  return undefined;
}

/** By status and headers; a limit that GitHub tells by neither is known by the page that it names, never by its text. */
function failureOf(error: unknown): Failure {
  const { status, response } = error as {
    readonly status?: unknown;
    readonly response?: {
      readonly headers?: Readonly<Record<string, unknown>>;
      readonly data?: { readonly documentation_url?: unknown };
    };
  };
  const headers = response?.headers ?? {};
  if (status === 429 || status === 403) {
    const after = Number(headers['retry-after'] ?? Number.NaN);
    if (Number.isFinite(after)) return { kind: 'limited', wait: after * 1000 };
    const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN);
    if (headers['x-ratelimit-remaining'] === '0' && Number.isFinite(reset))
      return { kind: 'limited', wait: Math.max(0, reset * 1000 - Date.now()) + 1000 };
    const page = String(response?.data?.documentation_url ?? '');
    return status === 429 || page.includes('rate-limit')
      ? { kind: 'limited', wait: undefined }
      : { kind: 'refused' };
  }
  if (status === 404 || status === 410) return { kind: 'missing' };
  if (typeof status === 'number' && status >= 400 && status < 500 && status !== 408)
    return { kind: 'refused' };
  return { kind: 'unavailable' };
}

/**
 * Asks GitHub, and takes of the answer what the schema names.
 * @param missing what stands for something that is not there, or that the token may not see; without it that is a refusal
 * @throws UnverifiedError `GITHUB_UNAVAILABLE`, `GITHUB_LIMITED`, `GITHUB_REFUSED`, `GITHUB_ANSWER_UNEXPECTED`
 */
export async function answer<T>(
  schema: z.ZodType<T>,
  ask: () => Promise<unknown>,
  missing?: () => T,
): Promise<T> {
  let given: unknown;
  try {
    given = await ask();
  } catch (error) {
    const { kind } = failureOf(error);
    if (kind === 'missing' && missing !== undefined) return missing();
    throw unverified(kind === 'missing' ? 'refused' : kind, error);
  }
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw unverified('unexpected', parsed.error);
  return parsed.data;
}

const REASONS = {
  unavailable: ['GITHUB_UNAVAILABLE', 'GitHub does not answer, or fails.', 'Run again later.'],
  limited: ['GITHUB_LIMITED', 'GitHub takes no more questions for now.', 'Run again in an hour.'],
  refused: [
    'GITHUB_REFUSED',
    'GitHub does not show this to the token, or it is not there.',
    'Give the job contents: read and pull-requests: read, and install the App in each organisation.',
  ],
  unexpected: [
    'GITHUB_ANSWER_UNEXPECTED',
    'An answer of GitHub is not as its documentation says.',
    'Run again; if it stays, report it.',
  ],
} as const;

function unverified(reason: keyof typeof REASONS, cause: unknown): UnverifiedError {
  const [code, message, remedy] = REASONS[reason];
  return new UnverifiedError(message, { code, remedy, cause });
}
