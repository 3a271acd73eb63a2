import {
  type HttpOperationResponse,
  newPipeline,
  type Pipeline,
  type RequestPolicy,
  RestError,
  type WebResource,
} from '@azure/storage-blob';
import { type Hope, isPassing, retryAfter, retrying } from '../retry/retry.ts';
import { RETRIES } from '../retry/retry-table.ts';

const RULE = RETRIES.storageRequest;

/** The SDK's pipeline, whose own repetition is off, with ours in its place: by the table, and with a time for each try. */
export function storagePipeline(credential: Parameters<typeof newPipeline>[0]): Pipeline {
  const pipeline = newPipeline(credential, { retryOptions: { maxTries: 1 } });
  pipeline.factories.push({ create: (next) => ({ sendRequest: (request) => patient(next, request) }) });
  return pipeline;
}

function patient(next: RequestPolicy, request: WebResource): Promise<HttpOperationResponse> {
  const attempt = () => {
    // Without it the SDK waits for an answer as long as the connection stays open.
    request.timeout = RULE.each;
    return next.sendRequest(request);
  };
  return retrying(RULE, attempt, (error) => hopeFor(error, request));
}

/** An answer that says "not now", and no answer at all; what the caller aborted does not pass. */
function hopeFor(error: unknown, { abortSignal }: WebResource): Hope | undefined {
  if (abortSignal?.aborted || !(error instanceof Error)) return undefined;
  if (!(error instanceof RestError)) return error.name === 'AbortError' ? {} : undefined;
  const { statusCode, response } = error;
  if (statusCode === undefined) return {};
  const after = retryAfter(response?.headers.get('retry-after'));
  // A list that broke off in the middle comes with its status: 200.
  const passes = isPassing(statusCode) || error.code === RestError.PARSE_ERROR;
  return passes ? (after === undefined ? {} : { after }) : undefined;
}
