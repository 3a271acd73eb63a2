/**
 * A proposed change of the repository, as a pull request or the index of a working copy holds it. Everything in it is
 * hostile: names and contents are looked at, and never run, checked out or shown.
 */
export interface Change {
  /** In the order in which the pull request lists them. */
  readonly files: readonly ChangedFile[];
  /** The file's bytes before the change; undefined where there is none. */
  before(path: string): Promise<Uint8Array | undefined>;
  /** The file's bytes after the change; undefined where there is none. */
  after(path: string): Promise<Uint8Array | undefined>;
  /** Whether a file of this path was ever in the history that the change builds on. */
  existedBefore(path: string): Promise<boolean>;
}

export interface ChangedFile {
  readonly path: string;
  readonly status: 'added' | 'modified' | 'removed' | 'renamed';
  /** The path before a renaming. */
  readonly previous?: string;
  /** Bytes after the change; 0 for a removed file. */
  readonly size: number;
  /** After the change; `other` is a submodule or whatever Git will think of. */
  readonly kind: 'file' | 'link' | 'other' | 'none';
}
