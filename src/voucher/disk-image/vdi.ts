import type { BytePath } from '../../model/path.ts';
import { membersOf } from '../kit/list-files.ts';
import { headOf } from '../kit/read-voucher-file.ts';

const HEAD = 512;
const SIGNATURE = 0xbeda107f;
const DIFFERENCING = 4;
/** In a larger tree these many names are looked through. */
const MOST = 200_000;

/** What a VDI says of itself: its identifier, and that of its parent where it has one. */
type VdiHead = { readonly own: string; readonly parent: string | undefined };

/** Returns the identifier of the parent of a VDI, where it has one. */
export function vdiParent(head: Buffer): string | undefined {
  return vdiHead(head)?.parent;
}

/** Returns whether an image with this identifier lies anywhere below the root: VirtualBox names no file. */
export function hasVdi(root: BytePath, identifier: string): boolean {
  let count = 0;
  for (const { path, kind } of membersOf(root, '')) {
    if (++count > MOST) return true;
    if (kind === 'file' && /\.vdi$/i.test(path) && vdiHead(headOf(root, path, HEAD))?.own === identifier)
      return true;
  }
  return false;
}

/** Returns an identifier as VirtualBox shows it. */
export function shownUuid(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  const number = (from: number, to: number): string =>
    Buffer.from(bytes.subarray(from, to).toReversed()).toString('hex');
  return `${number(0, 4)}-${number(4, 6)}-${number(6, 8)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function vdiHead(head: Buffer): VdiHead | undefined {
  if (head.length < HEAD || head.readUInt32LE(64) !== SIGNATURE) return undefined;
  const isDifferencing = head.readUInt32LE(0x4c) === DIFFERENCING;
  const parent = isDifferencing ? head.toString('hex', 0x1a8, 0x1b8) : undefined;
  return { own: head.toString('hex', 0x188, 0x198), parent };
}
