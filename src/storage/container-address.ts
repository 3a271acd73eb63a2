import { ConfigurationError } from '../errors.ts';

/** Where a container, or a prefix of one, lies; parsed from a URL that holds no credential. */
export interface ContainerAddress {
  /** `https://<account>.blob.core.windows.net`, or of an emulator `http://127.0.0.1:<port>/<account>`. */
  readonly account: string;
  readonly container: string;
  /** Empty, or it ends in a slash. */
  readonly prefix: string;
  /** The whole address, normal form: no slash at the end. */
  readonly url: string;
}

/** Azure's rule for container names. */
const CONTAINER = /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/;
const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
/** Azure's blob storage, in its public and sovereign clouds. The token of an identity is shown to nobody else. */
const AZURE = /\.blob\.(?:core\.(?:windows\.net|usgovcloudapi\.net|chinacloudapi\.cn)|storage\.azure\.net)$/;

/**
 * Parses `https://<account>.blob.core.windows.net/<container>[/prefix]`, or the same of an emulator on this machine,
 * whose first path segment is the account. A container's name alone is taken to lie in `account`.
 *
 * Plain HTTP is accepted on loopback only; a query is refused, because that is where a SAS would stand. Another host than
 * Azure's is accepted only where it is that of `account`.
 * @returns the address, or the rule that the text breaks (never the text).
 */
export function parseContainerAddress(text: string, account?: string): ContainerAddress | { rule: string } {
  if (CONTAINER.test(text)) {
    if (account === undefined) {
      return {
        rule: 'a container may be named alone only where AZURE_STORAGE_CONNECTION_STRING or landing.url says the account',
      };
    }
    return { account, container: text, prefix: '', url: `${account}/${text}` };
  }
  if (!URL.canParse(text)) return { rule: 'must be https://<account>.blob.core.windows.net/<container>' };
  const url = new URL(text);
  if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') {
    return {
      rule: 'must hold no query and no credential: a shared access signature goes into AZURE_STORAGE_CONNECTION_STRING',
    };
  }
  const loopback = LOOPBACK.has(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback))
    return { rule: 'must begin with https://' };
  if (!loopback && !AZURE.test(url.hostname) && url.origin !== account)
    return { rule: 'must be https://<account>.blob.core.windows.net/<container>' };
  const segments = url.pathname.split('/').filter((segment) => segment !== '');
  const accountPath = loopback ? `/${segments.shift() ?? ''}` : '';
  const [container, ...prefix] = segments;
  if (container === undefined || !CONTAINER.test(container)) {
    return { rule: 'must name a container: 3 to 63 small letters, digits and single hyphens' };
  }
  if (!prefix.every((segment) => SEGMENT.test(segment))) {
    return { rule: 'a prefix within a container is made of letters, digits, dots, hyphens and underscores' };
  }
  const origin = `${url.origin}${accountPath}`;
  return {
    account: origin,
    container,
    prefix: prefix.map((segment) => `${segment}/`).join(''),
    url: [origin, container, ...prefix].join('/'),
  };
}

/** `parseContainerAddress`, where a broken rule is an error (`STORAGE_ADDRESS`). */
export function containerAddress(text: string, account?: string): ContainerAddress {
  const parsed = parseContainerAddress(text, account);
  if ('rule' in parsed) {
    throw new ConfigurationError(`A storage address is not usable: it ${parsed.rule}.`, {
      code: 'STORAGE_ADDRESS',
      remedy: 'Write it as https://<account>.blob.core.windows.net/<container>.',
    });
  }
  return parsed;
}

/**
 * The same place as Databricks names it, by the endpoint for file systems of the same account; undefined where the account is
 * none of Azure's.
 * @see https://learn.microsoft.com/azure/storage/blobs/data-lake-storage-introduction-abfs-uri
 */
export function abfssLocation(url: string): string | undefined {
  const parsed = parseContainerAddress(url);
  if ('rule' in parsed) return undefined;
  const { account, container, prefix } = parsed;
  const { hostname } = new URL(account);
  if (!AZURE.test(hostname)) return undefined;
  return `abfss://${container}@${hostname.replace('.blob.', '.dfs.')}${`/${prefix}`.replace(/\/$/, '')}`;
}
