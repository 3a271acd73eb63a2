import type { Exchange } from '../storage/fault-proxy.ts';

/** What a request asks the warehouse: the name of the Thrift call ('' for a result file), and the SQL of a statement. */
export interface ThriftCall {
  readonly call: string;
  readonly sql: string;
}

/** Reads a call's name as Thrift's binary protocol writes it: version, length, name; the statement stands in what follows. */
export function thriftCall({ method, body }: Exchange): ThriftCall {
  if (method !== 'POST' || body.length < 8 || body.readUInt16BE(0) !== 0x8001) return { call: '', sql: '' };
  const length = body.readUInt32BE(4);
  const call = body.toString('latin1', 8, 8 + length);
  return { call, sql: call === 'ExecuteStatement' ? body.toString('utf8', 8 + length) : '' };
}
