import type { Azurite } from './azurite.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';

export type { Exchange, Fault } from './fault-proxy.ts';

/** A storage account in trouble: Azurite behind a proxy that passes everything on until told otherwise. */
export interface FaultyStorage extends FaultProxy {
  readonly connectionString: string;
  readonly account: string;
}

export async function startFaultyStorage(azurite: Azurite): Promise<FaultyStorage> {
  const { hostname, port } = new URL(azurite.account);
  const proxy = await startFaultProxy(() => ({ protocol: 'http:', hostname, port }));
  const account = `http://127.0.0.1:${proxy.port}/devstoreaccount1`;
  return { ...proxy, account, connectionString: azurite.connectionString.replace(azurite.account, account) };
}
