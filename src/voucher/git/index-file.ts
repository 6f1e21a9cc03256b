import { closeFile, fill, type OpenedFile } from '../../disk/open.ts';
import { errorCode } from '../../model/fault.ts';
import type { BytePath } from '../../model/path.ts';
import { noteUnread } from '../kit/opening.ts';
import { openVoucherFile } from '../kit/read-voucher-file.ts';

/** Whether the index of a pack has an object, by its name in hex. */
export type PackIndex = { has(hex: string): boolean; close(): void };

const MAGIC = 'ff744f6300000002';
const HEADER = 8;
const FANOUT = 1024;

/** Opens an index of version 2 (gitformat-pack): the fan-out table, then the names in order, 20 or 32 bytes each. */
export function openPackIndex(root: BytePath, path: BytePath): PackIndex | undefined {
  let file: OpenedFile;
  try {
    file = openVoucherFile(root, path);
  } catch (error) {
    noteUnread(path, errorCode(error) ?? '');
    return undefined;
  }
  const at = (offset: number, length: number): Buffer => {
    const buffer = Buffer.alloc(length);
    try {
      fill(file.descriptor, buffer, length, offset);
    } catch (error) {
      noteUnread(path, errorCode(error) ?? '');
    }
    return buffer;
  };
  const table = at(0, HEADER + FANOUT);
  if (table.toString('hex', 0, HEADER) !== MAGIC) {
    closeFile(file);
    return undefined;
  }
  const upTo = (byte: number): number => (byte < 0 ? 0 : table.readUInt32BE(HEADER + byte * 4));
  return {
    has(hex) {
      const wanted = Buffer.from(hex, 'hex');
      const first = wanted[0] ?? 0;
      let low = upTo(first - 1);
      let high = upTo(first);
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        const order = Buffer.compare(at(HEADER + FANOUT + middle * wanted.length, wanted.length), wanted);
        if (order === 0) return true;
        if (order < 0) low = middle + 1;
        else high = middle;
      }
      return false;
    },
    close: () => closeFile(file),
  };
}
