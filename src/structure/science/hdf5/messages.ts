import { u16le, u64le } from '../../kit/read-int.ts';

/** A block of metadata that another names, and where it lies; lengths are in bytes, names and checksums included. */
export type Named =
  | { readonly kind: 'object' | 'tree' | 'heap' | 'fixedArray' | 'array'; readonly at: number }
  | {
      readonly kind: 'continuation';
      readonly at: number;
      readonly length: number;
      readonly hasOrder: boolean;
    }
  | { readonly kind: 'leaf' | 'fixedBlock'; readonly at: number; readonly length: number }
  | { readonly kind: 'heapBlock'; readonly at: number; readonly length: number; readonly sumAt: number };

/** Returns the blocks that a block names, whose checksum holds. */
export function namedIn(named: Named, block: Buffer): Named[] {
  switch (named.kind) {
    case 'object':
      return namedByObject(block);
    case 'continuation':
      return namedByMessages(block.subarray(4, -4), named.hasOrder);
    case 'tree':
      return leafOf(block);
    case 'heap':
      return blockOf(block);
    case 'fixedArray':
      return elementsOf(block);
    case 'leaf':
    case 'heapBlock':
    case 'fixedBlock':
    case 'array':
      return [];
  }
}

function namedByObject(block: Buffer): Named[] {
  const flags = block.readUInt8(5);
  const start = 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0) + (1 << (flags & 3));
  return namedByMessages(block.subarray(start, -4), (flags & 4) !== 0);
}

const LINK_INFO = 2;
const LINK = 6;
const LAYOUT = 8;
const CONTINUATION = 16;
const ATTRIBUTE_INFO = 21;

/** What is left behind the last message is a gap of fewer bytes than a head. */
function namedByMessages(messages: Buffer, hasOrder: boolean): Named[] {
  const head = hasOrder ? 6 : 4;
  const named: Named[] = [];
  for (let at = 0; at + head <= messages.length; ) {
    const end = at + head + u16le(messages, at + 1);
    named.push(...namedByMessage(messages.readUInt8(at), messages.subarray(at + head, end), hasOrder));
    at = end;
  }
  return named;
}

function namedByMessage(type: number, data: Buffer, hasOrder: boolean): Named[] {
  switch (type) {
    case CONTINUATION:
      return [{ kind: 'continuation', at: u64le(data, 0), length: u64le(data, 8), hasOrder }];
    case LINK:
      return namedByLink(data);
    case LINK_INFO:
      return namedByDense(data, 8);
    case ATTRIBUTE_INFO:
      return namedByDense(data, 2);
    case LAYOUT:
      return namedByLayout(data);
    default:
      return [];
  }
}

function namedByLink(data: Buffer): Named[] {
  const flags = data[1] ?? 0;
  // One that has a type is mostly soft or external, and names no block; 0 is hard.
  if ((flags & 8) !== 0 && data[2] !== 0) return [];
  const at = 2 + (flags & 8 ? 1 : 0) + (flags & 4 ? 8 : 0) + (flags & 0x10 ? 1 : 0);
  const width = 1 << (flags & 3);
  if (width === 8 || at + width > data.length) return [];
  return [{ kind: 'object', at: u64le(data, at + width + data.readUIntLE(at, width)) }];
}

/** Links or attributes of which there are many: a heap with them, and trees by name and by order. */
function namedByDense(data: Buffer, orderWidth: number): Named[] {
  const flags = data[1] ?? 0;
  const at = 2 + (flags & 1 ? orderWidth : 0);
  return [
    { kind: 'heap', at: u64le(data, at) },
    { kind: 'tree', at: u64le(data, at + 8) },
    ...(flags & 2 ? [{ kind: 'tree', at: u64le(data, at + 16) } as const] : []),
  ];
}

const CHUNKED = 2;
/** The indexes of chunks by their number, and how many bytes precede their address. */
const INDEXES: Readonly<Record<number, readonly ['fixedArray' | 'array' | 'tree', number]>> = {
  3: ['fixedArray', 1],
  4: ['array', 5],
  5: ['tree', 6],
};

function namedByLayout(data: Buffer): Named[] {
  if (data[0] !== 4 || data[1] !== CHUNKED) return [];
  const at = 5 + (data[3] ?? 0) * (data[4] ?? 0);
  const [kind, before] = INDEXES[data[at] ?? 0] ?? [];
  return kind === undefined || before === undefined ? [] : [{ kind, at: u64le(data, at + 1 + before) }];
}

/** Of a tree of one level. */
function leafOf(block: Buffer): Named[] {
  const size = u16le(block, 10);
  if (u16le(block, 12) !== 0) return [];
  return [{ kind: 'leaf', at: u64le(block, 16), length: 6 + u16le(block, 24) * size + 4 }];
}

/** Of a heap of one block, whose checksum is optional. */
function blockOf(block: Buffer): Named[] {
  const hasFilters = u16le(block, 7) !== 0;
  if (hasFilters || (block.readUInt8(9) & 2) === 0 || u16le(block, 140) !== 0) return [];
  const sumAt = 13 + Math.ceil(u16le(block, 128) / 8);
  return [{ kind: 'heapBlock', at: u64le(block, 132), length: u64le(block, 112), sumAt }];
}

/** Of an array that is not in pages. */
function elementsOf(block: Buffer): Named[] {
  const count = u64le(block, 8);
  if (count > 2 ** block.readUInt8(7)) return [];
  return [{ kind: 'fixedBlock', at: u64le(block, 16), length: 14 + count * block.readUInt8(6) + 4 }];
}
