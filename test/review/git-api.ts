import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/**
 * The five read endpoints of GitHub's API that a review needs, answered from a repository on disk.
 * @returns the base URL, and every path that was asked for
 */
export async function gitApi(
  directory: string,
): Promise<{ readonly url: string; readonly asked: readonly string[] }> {
  const git = (...parameters: readonly string[]): Buffer =>
    execFileSync('git', ['-C', directory, ...parameters], { stdio: ['ignore', 'pipe', 'ignore'] });
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    asked.push(pathname);
    try {
      const document = answer(git, pathname.replace('/repos/example/cohorts/', ''), searchParams);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
    } catch {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

type Git = (...parameters: readonly string[]) => Buffer;

function answer(git: Git, path: string, query: URLSearchParams): unknown {
  const [kind, ...rest] = path.split('/');
  if (kind === 'compare') {
    const [base = '', head = ''] = decodeURIComponent(rest.join('/')).split('...');
    return { merge_base_commit: { sha: git('merge-base', base, head).toString().trim() } };
  }
  if (kind === 'commits') {
    const log = git('log', '-1', '--format=%H', query.get('sha') ?? '', '--', query.get('path') ?? '');
    const sha = log.toString().trim();
    return sha === '' ? [] : [{ sha }];
  }
  if (path.startsWith('git/trees/')) return { truncated: false, tree: tree(git, rest.at(-1) ?? '') };
  if (!path.startsWith('git/blobs/')) throw new Error('not answered here');
  const content = git('cat-file', 'blob', rest.at(-1) ?? '').toString('base64');
  return { encoding: 'base64', content: content.replaceAll(/.{60}/g, '$&\n') };
}

function tree(git: Git, commit: string): readonly object[] {
  const entries = git('ls-tree', '-r', '-l', '-z', commit).toString().split('\0').filter(Boolean);
  return entries.map((entry) => {
    const [left = '', path = ''] = entry.split('\t');
    const [mode, type, sha, size] = left.split(/ +/);
    return { path, mode, type, sha, ...(size === '-' ? {} : { size: Number(size) }) };
  });
}
