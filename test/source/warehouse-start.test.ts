import { expect, test } from 'vitest';
import { runOperation } from '../../src/source/operation.ts';
import { onceStarted } from '../../src/source/warehouse-start.ts';
import { SUCCESS, scriptedDriver } from './scripted-driver.ts';

/** As the driver throws what an HTTP status refused. */
function refusal(statusCode: number, retryAfter?: string): Error {
  const headers = { get: (name: string) => (name === 'Retry-After' ? (retryAfter ?? null) : null) };
  return Object.assign(new Error('Received a response with a bad HTTP status code'), {
    statusCode,
    response: { headers },
  });
}

function starting(...failures: readonly Error[]) {
  const left = [...failures];
  const seen = { calls: 0, waits: 0 };
  const start = (patience: number) => ({ patience, pause: 1, onWaiting: () => void seen.waits++ });
  const send = async (): Promise<string> => {
    seen.calls += 1;
    const failure = left.shift();
    if (failure !== undefined) throw failure;
    return 'open';
  };
  return { seen, start, send };
}

test('a warehouse that is starting is asked again until it answers, and each wait is told', async () => {
  const { seen, start, send } = starting(refusal(503), refusal(503, '0'), refusal(429));
  expect(await onceStarted('open a session', start(600_000), send)).toBe('open');
  expect(seen).toEqual({ calls: 4, waits: 3 });
});

test('one that does not start in time is given up, also where it asks for more time than there is', async () => {
  const never = starting(...Array.from({ length: 10_000 }, () => refusal(503, '30')));
  await expect(onceStarted('open a session', never.start(5_000), never.send)).rejects.toMatchObject({
    code: 'SOURCE_NOT_STARTED',
  });
  expect(never.seen).toEqual({ calls: 1, waits: 0 });
});

test.each([401, 403, 404, 500, 502])('HTTP %i is no warehouse that is starting', async (status) => {
  const { seen, start, send } = starting(refusal(status));
  await expect(onceStarted('open a session', start(600_000), send)).rejects.toMatchObject({
    statusCode: status,
  });
  expect(seen.calls).toBe(1);
});

test('a statement that the server could not take is sent again, once it can', async () => {
  let refused = 0;
  const { session, calls } = scriptedDriver({
    execute: () => {
      if (refused++ < 2) throw refusal(503);
      return {
        status: SUCCESS,
        operationHandle: {
          operationId: { guid: Buffer.alloc(16), secret: Buffer.alloc(16) },
          operationType: 0,
          hasResultSet: true,
        },
      };
    },
  });
  const start = { patience: 600_000, pause: 1, onWaiting: undefined };
  await runOperation({ ...session, start }, { label: 'survey person', sql: 'x' }, false);
  expect(calls.filter(({ name }) => name === 'executeStatement')).toHaveLength(3);
});
