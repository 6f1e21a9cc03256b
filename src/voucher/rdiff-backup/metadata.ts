import type { BytePath } from '../../model/path.ts';
import { unquoteRdiff } from './quoting.ts';

/** One path of a mirror as its metadata has it; `type` is reg, dir, sym, fifo, sock or dev. */
export type RdiffRecord = {
  readonly path: BytePath;
  readonly line: number;
  readonly type: string;
  readonly size?: number;
  readonly sha1?: string;
  readonly modTime?: string;
  readonly target?: BytePath;
  /** Where the copy lies below `long_filename_data`, because its name is too long. */
  readonly alternate?: BytePath;
};

/** The records of a snapshot, and lines that are of none. */
export type RdiffMetadata = {
  readonly records: readonly RdiffRecord[];
  readonly problems: readonly { readonly line: number; readonly reason: string }[];
};

/**
 * Reads a snapshot of metadata (rdiff_backup/metadata.py): `File PATH`, and behind it lines of two blanks, a key and a
 * value. Hard links have their digest at the first of them alone; the others get it from there.
 */
export function parseRdiffMetadata(text: string): RdiffMetadata {
  const records: RdiffRecord[] = [];
  const problems: { line: number; reason: string }[] = [];
  const linked = new Map<string, string>();
  let path: BytePath | undefined;
  let begun = 0;
  let fields = new Map<string, string>();
  const end = (): void => {
    if (path === undefined) return;
    const inode = `${fields.get('DeviceLoc') ?? ''} ${fields.get('Inode') ?? ''}`;
    const own = fields.get('SHA1Digest');
    if (own !== undefined && fields.has('Inode')) linked.set(inode, own);
    const record = recordOf(path, begun, fields, own ?? linked.get(inode));
    if (typeof record === 'string') problems.push({ line: begun, reason: record });
    else records.push(record);
  };
  for (const [i, line] of text.split('\n').entries()) {
    if (line.startsWith('File ')) {
      end();
      path = unquoteRdiff(line.slice(5));
      begun = i + 1;
      fields = new Map();
      continue;
    }
    const [, key, value] = /^ {2}(\w+) (.*)$/s.exec(line) ?? [];
    if (key !== undefined && value !== undefined) fields.set(key, value);
    else if (line.trim() !== '')
      problems.push({ line: i + 1, reason: 'neither a file nor one of its fields' });
  }
  end();
  return { records, problems };
}

function recordOf(
  path: BytePath,
  line: number,
  fields: ReadonlyMap<string, string>,
  sha1: string | undefined,
): RdiffRecord | string {
  const type = fields.get('Type');
  if (type === undefined) return 'a file without a type';
  const target = fields.get('SymData');
  const alternate = fields.get('AlternateMirrorName');
  const modTime = fields.get('ModTime');
  const more = {
    ...(modTime === undefined ? {} : { modTime }),
    ...(target === undefined ? {} : { target: unquoteRdiff(target) }),
    ...(alternate === undefined ? {} : { alternate }),
  };
  if (type !== 'reg') return { path, line, type, ...more };
  const size = fields.get('Size');
  if (size === undefined || !/^\d{1,19}$/.test(size)) return 'a file without a size';
  if (sha1 !== undefined && !/^[0-9a-f]{40}$/.test(sha1)) return 'no SHA-1';
  return { path, line, type, size: Number(size), ...(sha1 === undefined ? {} : { sha1 }), ...more };
}
