import { describe, expect, it } from 'vitest';
import { parseContainerAddress } from '../../src/storage/container-address.ts';

describe('the address of a container', () => {
  it.each([
    ['https://a.blob.core.windows.net/landing', 'https://a.blob.core.windows.net', 'landing', ''],
    ['https://a.blob.core.windows.net/landing/', 'https://a.blob.core.windows.net', 'landing', ''],
    ['https://A.blob.core.windows.net/landing/x/y/', 'https://a.blob.core.windows.net', 'landing', 'x/y/'],
    ['http://127.0.0.1:10000/dev/landing', 'http://127.0.0.1:10000/dev', 'landing', ''],
    ['http://localhost:10000/dev/landing/x', 'http://localhost:10000/dev', 'landing', 'x/'],
  ])('is read from %s', (text, account, container, prefix) => {
    const url = `${account}/${container}${prefix === '' ? '' : `/${prefix.slice(0, -1)}`}`;
    expect(parseContainerAddress(text)).toEqual({ account, container, prefix, url });
  });

  it('may be a container alone where the account is known', () => {
    expect(parseContainerAddress('rosters', 'https://a.blob.core.windows.net')).toMatchObject({
      url: 'https://a.blob.core.windows.net/rosters',
    });
    expect(parseContainerAddress('rosters')).toHaveProperty('rule');
  });

  it('may be on another host only where that is the one of the connection string', () => {
    const here = 'https://a.blob.stack.example';
    expect(parseContainerAddress(`${here}/landing`, here)).toMatchObject({ account: here });
    expect(parseContainerAddress(`${here}/landing`)).toHaveProperty('rule');
  });

  it.each([
    'http://a.blob.core.windows.net/landing',
    'http://10.0.0.1/dev/landing',
    'https://a.blob.core.windows.net/landing?sv=2024&sig=abc',
    'https://a.blob.core.windows.net/landing#x',
    'https://user:secret@a.blob.core.windows.net/landing',
    'https://a.blob.core.windows.net/',
    'https://a.blob.core.windows.net/Landing',
    'https://a.blob.core.windows.net/landing/%2e%2e/x',
    'https://a.blob.core.windows.net/landing/a b',
    'https://blob.core.windows.net.example/landing',
    'https://storage.example/landing',
    'https://a.blob.core.windows.net.example/landing',
    'ftp://a.blob.core.windows.net/landing',
    '../landing',
    '',
  ])('is refused when it is "%s", without repeating it', (text) => {
    const parsed = parseContainerAddress(text, 'https://a.blob.core.windows.net');
    expect(parsed).toHaveProperty('rule');
    if (text !== '') expect(JSON.stringify(parsed)).not.toContain(text);
  });
});
