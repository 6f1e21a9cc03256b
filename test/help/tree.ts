/** Trees as data, laid on the disk and read back, for tests that compare what was with what is. */
import { createHash } from 'node:crypto';
import {
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type BytePath, directoryOf, toBytes } from '../../src/model/path.ts';

/** What lies at a path: the bytes of a file, where a link points, or an empty directory. */
export type Node =
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  | { readonly kind: 'link'; readonly target: BytePath }
  | { readonly kind: 'directory' };

/** What lies where, by byte paths. */
export type Tree = ReadonlyMap<BytePath, Node>;

/** The mtime of everything that is laid: a day before any test. */
export const MADE = new Date('2026-01-01T00:00:00Z');

/** Lays a tree below a root. */
export function lay(root: string, tree: Tree): void {
  for (const [path, node] of tree) put(`${root}/${path}`, node);
}

/** Puts one thing at a path of bytes, with the directories above it. */
export function put(path: BytePath, node: Node, mtime = MADE): void {
  mkdirSync(toBytes(directoryOf(path)), { recursive: true });
  const at = toBytes(path);
  if (node.kind === 'file') writeFileSync(at, node.bytes);
  else if (node.kind === 'link') symlinkSync(toBytes(node.target), at);
  else mkdirSync(at);
  lutimesSync(at, mtime, mtime);
}

/** Everything below a root that a reader must leave as it is: names, kinds, bytes, times, inodes, modes. */
export function snapshot(root: BytePath): string[] {
  return readdirSync(toBytes(root), { encoding: 'latin1' })
    .toSorted()
    .flatMap((name) => {
      const path = `${root}/${name}`;
      const at = toBytes(path);
      const { mtimeNs, ctimeNs, ino, mode, size } = lstatSync(at, { bigint: true });
      const stats = lstatSync(at);
      const content = stats.isFile()
        ? createHash('sha256').update(readFileSync(at)).digest('hex')
        : stats.isSymbolicLink()
          ? readlinkSync(at, { encoding: 'latin1' })
          : '';
      const line = [path, ino, mode, size, mtimeNs, ctimeNs, content].join(' ');
      return stats.isDirectory() ? [line, ...snapshot(path)] : [line];
    });
}
