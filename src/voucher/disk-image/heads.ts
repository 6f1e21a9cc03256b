import type { BytePath } from '../../model/path.ts';

/** What an image names, and what that is to it. */
export type NamedImage = {
  readonly what: string;
  readonly target: BytePath;
  /** Other paths to it, where the first leads nowhere. */
  readonly others?: readonly BytePath[];
  /** By what it was known when it was named. */
  readonly identity?: string;
};

const QCOW = 0x514649fb;
/** The header extension that names the data file (docs/interop/qcow2.txt). */
const DATA_FILE = 0x44415441;
const LONGEST = 1023;
const SECTOR = 512;

/** Returns the backing file and the external data file that the head of a qcow or qcow2 image names. */
export function qcow2Parts(head: Buffer): NamedImage[] {
  if (head.length < 72 || head.readUInt32BE(0) !== QCOW) return [];
  const named: NamedImage[] = [];
  const at = Number(head.readBigUInt64BE(8));
  const length = head.readUInt32BE(16);
  if (at > 0 && length > 0 && length <= LONGEST && at + length <= head.length)
    named.push({ what: 'its backing file', target: head.toString('latin1', at, at + length) });
  if (head.readUInt32BE(4) === 3 && head.length >= 104)
    for (let next = head.readUInt32BE(100); next + 8 <= head.length; ) {
      const type = head.readUInt32BE(next);
      const size = head.readUInt32BE(next + 4);
      if (type === 0 || next + 8 + size > head.length) break;
      if (type === DATA_FILE)
        named.push({ what: 'its data file', target: head.toString('latin1', next + 8, next + 8 + size) });
      next += 8 + Math.ceil(size / 8) * 8;
    }
  return named.flatMap(({ what, target }) => pathOf(target).map((path) => ({ what, target: path })));
}

/** Returns the path in what QEMU takes for a file name: `file:NAME`, or JSON; none where it is a protocol such as `nbd:`. */
function pathOf(target: string): BytePath[] {
  if (target.startsWith('json:')) return /"filename"\s*:\s*"([^"\\]+)"/.exec(target)?.slice(1, 2) ?? [];
  const plain = target.replace(/^file:/, '');
  return /^[a-z][a-z\d+.-]*:/i.test(plain) ? [] : [plain];
}

const EXTENT = /^(?:RW|RDONLY|NOACCESS)\s+\d+\s+[A-Z\d]+\s+"([^"]+)"/gm;

/** Returns the extents and the parent that the descriptor of a VMDK names, also one inside of a sparse extent. */
export function vmdkParts(head: Buffer): NamedImage[] {
  const { text, isSparse } = descriptorOf(head);
  // An image with a descriptor inside is its own extent, under the name that it had when it was made.
  const extents = isSparse ? [] : [...text.matchAll(EXTENT)].flatMap(([, name]) => name ?? []);
  const hint = /^parentFileNameHint="([^"]+)"/m.exec(text)?.[1];
  const parent = hint !== undefined && /^(?:[A-Z]:)?\\/i.test(hint) ? hint.replaceAll('\\', '/') : hint;
  const identity = contentIn(text, 'parentCID');
  return [
    ...extents.map((target) => ({ what: 'an extent', target })),
    ...(parent === undefined
      ? []
      : [{ what: 'its parent', target: parent, ...(identity === undefined ? {} : { identity }) }]),
  ];
}

/** Returns by what children know a VMDK: the identifier of its content, which changes when it is written to. */
export function vmdkIdentity(head: Buffer): string | undefined {
  return contentIn(descriptorOf(head).text, 'CID');
}

/** Reads an identifier of content; some programs leave out the zeros before it. */
function contentIn(text: string, key: string): string | undefined {
  return new RegExp(String.raw`^${key}=([\da-f]{1,8})\s*$`, 'im')
    .exec(text)?.[1]
    ?.toLowerCase()
    .padStart(8, '0');
}

function descriptorOf(head: Buffer): { readonly text: string; readonly isSparse: boolean } {
  const isSparse = head.length >= SECTOR && head.toString('latin1', 0, 4) === 'KDMV';
  const at = isSparse ? Number(head.readBigUInt64LE(28)) * SECTOR : 0;
  const text = head.toString('latin1', at).split('\0')[0] ?? '';
  return { text: /^# *Disk DescriptorFile/i.test(text) ? text : '', isSparse };
}
