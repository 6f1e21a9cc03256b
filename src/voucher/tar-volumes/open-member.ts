import { fill } from '../../disk/open.ts';
import type { BytePath } from '../../model/path.ts';
import {
  BLOCK,
  longName,
  nameInHeader,
  parseTarHeader,
  paxName,
  paxSize,
} from '../../structure/archive/tar/header.ts';
import {
  isNewStart,
  offsetOfRest,
  type PartOfMember,
  restInPax,
} from '../../structure/archive/tar/volume.ts';
import { withVoucherFile } from '../kit/read-voucher-file.ts';

const MOST_RECORDS = 65_536;
const META = 'xgLK';

type Said = {
  readonly size?: number | undefined;
  readonly name?: BytePath | undefined;
  readonly rest?: PartOfMember | undefined;
};

/** Returns the member inside of which a tar ends, and how much of it lies there; reads nothing but headers. */
export function openMemberOf(root: BytePath, path: BytePath): PartOfMember | undefined {
  return withVoucherFile(root, path, (descriptor, size) => {
    const block = Buffer.alloc(BLOCK);
    let said: Said = {};
    for (let at = 0; at + BLOCK <= size; ) {
      fill(descriptor, block, BLOCK, at);
      const header = parseTarHeader(block);
      const isNew = header !== undefined && isNewStart(header, block);
      const length = isNew ? 0 : (said.size ?? header?.size);
      if (header === undefined || length === undefined) return undefined;
      let data = at + BLOCK;
      for (let isExtended = header.isExtended; isExtended && data < size; data += BLOCK) {
        const map = Buffer.alloc(BLOCK);
        fill(descriptor, map, BLOCK, data);
        isExtended = map[504] === 1;
      }
      const isMeta = META.includes(header.type);
      if (data + length > size && !isMeta) {
        const rest =
          header.type === 'M' ? { name: nameInHeader(block), offset: offsetOfRest(block) } : said.rest;
        return {
          name: rest?.name ?? said.name ?? nameInHeader(block),
          offset: (rest?.offset ?? 0) + size - data,
        };
      }
      said = isMeta ? { ...said, ...saidBy(header.type, descriptor, data, length) } : {};
      at = data + Math.ceil(length / BLOCK) * BLOCK;
    }
    return undefined;
  });
}

function saidBy(type: string, descriptor: number, at: number, length: number): Said {
  const bytes = Buffer.alloc(Math.min(length, MOST_RECORDS));
  const records = bytes.subarray(0, fill(descriptor, bytes, bytes.length, at));
  if (type === 'L') return { name: longName(records) };
  if (type === 'g') return { rest: restInPax(records) };
  return type === 'x' ? { size: paxSize(records), name: paxName(records) } : {};
}
