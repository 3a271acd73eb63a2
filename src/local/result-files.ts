import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A CloudFetch file: part of one result, stored until its statement is closed. */
export interface ResultFile {
  readonly path: string;
  readonly startRow: number;
  readonly rows: number;
  readonly bytes: number;
  /** Serves further results as well: it stays when this one is closed. */
  readonly kept?: boolean;
}

/** A link to a file: whoever has it may download, until it expires. */
export interface ResultLink {
  readonly file: ResultFile;
  readonly secret: string;
  /** Milliseconds since the epoch, by the real clock: clients compare it with theirs. */
  readonly expires: number;
}

/** The files of all results, and the links that are out. */
export class ResultFiles {
  readonly #directory: string;
  readonly #linkSeconds: number;
  readonly #links = new Map<string, { link: ResultLink; onDownload: (file: ResultFile) => void }>();

  constructor(directory: string, linkSeconds: number) {
    this.#directory = join(directory, 'results');
    this.#linkSeconds = linkSeconds;
  }

  async store(content: Uint8Array, startRow: number, rows: number): Promise<ResultFile> {
    await mkdir(this.#directory, { recursive: true });
    const path = join(this.#directory, randomBytes(16).toString('hex'));
    await writeFile(path, content);
    return { path, startRow, rows, bytes: content.length };
  }

  /** A new link; older ones to the same file stay as they are. */
  link(file: ResultFile, onDownload: (file: ResultFile) => void): ResultLink {
    const expires = Date.now() + this.#linkSeconds * 1000;
    const link = { file, secret: randomBytes(24).toString('base64url'), expires };
    this.#links.set(link.secret, { link, onDownload });
    return link;
  }

  /** The file behind a link; undefined where the link is unknown, has expired, or its statement is closed. */
  async download(secret: string): Promise<Uint8Array | undefined> {
    const known = this.#links.get(secret);
    if (known === undefined || Date.now() >= known.link.expires) return undefined;
    const content = await readFile(known.link.file.path).catch(() => undefined);
    if (content !== undefined) known.onDownload(known.link.file);
    return content;
  }

  async remove(files: readonly ResultFile[]): Promise<void> {
    const paths = new Set(files.map((file) => file.path));
    for (const [secret, { link }] of this.#links) {
      if (paths.has(link.file.path)) this.#links.delete(secret);
    }
    const own = files.filter((file) => file.kept !== true);
    await Promise.all(own.map((file) => rm(file.path, { force: true })));
  }
}
