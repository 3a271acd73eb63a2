import type { OpenFile, StoredFile } from '../../src/transfer/transfer.ts';

export interface SinkFile {
  readonly path: string;
  readonly pieces: Uint8Array[];
  state: 'open' | 'committed' | 'aborted';
}

/** Files in memory that appear on commit, as those of a block writer do. */
export function fileSink(writeFails?: Error): { readonly files: SinkFile[]; readonly openFile: OpenFile } {
  const files: SinkFile[] = [];
  const openFile: OpenFile = (n) => {
    const file: SinkFile = { path: `part-${n}.parquet`, pieces: [], state: 'open' };
    files[n] = file;
    return {
      path: file.path,
      writer: {
        async write(chunk) {
          if (writeFails) throw writeFails;
          file.pieces.push(chunk);
        },
        async commit() {
          file.state = 'committed';
          return contentOf(file).length;
        },
        async abort() {
          file.state = 'aborted';
        },
      },
    };
  };
  return { files, openFile };
}

export function contentOf(file: SinkFile): Buffer {
  return Buffer.concat(file.pieces);
}

/** A committed file as storage gives it back, with the ranges that were asked for. */
export function storedFile(content: Uint8Array): StoredFile & { readonly reads: [number, number][] } {
  const reads: [number, number][] = [];
  return {
    size: content.length,
    reads,
    async readRange(offset, length) {
      reads.push([offset, length]);
      return content.slice(offset, offset + length);
    },
  };
}
