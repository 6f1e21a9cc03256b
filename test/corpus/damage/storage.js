// What failing storage, transfers and rescues make of files: 28 failures; names and dates stay where nothing renames them.
import { gzipSync } from 'node:zlib';
import { blocks, down, inside, KIB, piece, translate } from './bytes.js';

const STRIPE = { size: 64 * KIB, from: 1, period: 4 };
const PAGE = `<!DOCTYPE html>
<html><head><title>503 Service Unavailable</title></head>
<body><h1>Service Unavailable</h1><p>The server is temporarily unable to service your request. Please try again later.</p>
</body></html>
`;

function xorOf(one, two) {
  return Buffer.from(one.map((byte, i) => byte ^ two[i]));
}

function swappedStripes(copy) {
  const { size } = STRIPE;
  if (copy.length < 3 * size) return undefined;
  const second = Buffer.from(copy.subarray(size, 2 * size));
  copy.copy(copy, size, 2 * size, 3 * size);
  second.copy(copy, 2 * size, 0, Math.min(size, copy.length - 2 * size));
  return copy;
}

/** A descriptor block of the journal of ext4, as jbd2 writes it: magic, kind, sequence, then tags. */
function journalBlock(roll) {
  const block = Buffer.alloc(4 * KIB);
  for (const [i, word] of [0xc03b3998, 1, 4711].entries()) block.writeUInt32BE(word, 4 * i);
  for (let at = 12; at < 12 + 24 * 16; at += 16) {
    block.writeUInt32BE(1_000_000 + roll.below(1_000_000), at);
    block.writeUInt32BE(at + 16 < 12 + 24 * 16 ? 2 : 10, at + 4);
    block.writeUInt32BE(roll.below(2 ** 32), at + 12);
  }
  return block;
}

/** A block of a directory of ext4: inode, length of the entry, length of the name, kind, name. */
function directoryBlock(roll) {
  const block = Buffer.alloc(4 * KIB);
  const names = [
    '.',
    '..',
    ...Array.from({ length: 40 }, (_, i) => `IMG_${1000 + i + roll.below(9000)}.JPG`),
  ];
  let at = 0;
  for (const [i, name] of names.entries()) {
    const length = i === names.length - 1 ? block.length - at : down(8 + name.length + 3, 4);
    block.writeUInt32LE(200_000 + i, at);
    block.writeUInt16LE(length, at + 4);
    block.writeUInt8(name.length, at + 6);
    block.writeUInt8(i < 2 ? 2 : 1, at + 7);
    block.write(name, at + 8, 'latin1');
    at += length;
  }
  return block;
}

const turned =
  (count) =>
  (copy, { roll }) => {
    for (let n = 0; n < count; n++) copy[roll.below(copy.length)] ^= 1 << roll.below(8);
    return copy;
  };

const foreignTail =
  (share) =>
  (copy, { other }) => {
    const at = down(copy.length * share, 4 * KIB);
    if (at === 0) return undefined;
    piece(other, at, copy.length - at).copy(copy, at);
    return copy;
  };

function withoutBlock(copy) {
  const size = 64 * KIB;
  const at = down(copy.length / 2, size);
  return copy.length < 3 * size ? undefined : Buffer.concat([copy.subarray(0, at), copy.subarray(at + size)]);
}

const cutTo = (size) => (copy) =>
  copy.length <= size ? undefined : copy.subarray(0, down(copy.length, size));

/** Another version of the file is the same shifted by some bytes, as a file is to which something was added. */
function shifted(copy) {
  return Buffer.concat([copy.subarray(0, 50), copy.subarray(0, 100), copy.subarray(50)]);
}

function twoVersions(copy) {
  const other = shifted(copy);
  return blocks(copy, { size: 4 * KIB, from: 1, period: 2 }, (was, at) =>
    Buffer.from(other.subarray(at, at + was.length)),
  );
}

function staleHalf(copy) {
  const half = down(copy.length / 2, 4 * KIB);
  return half === 0
    ? undefined
    : Buffer.concat([copy.subarray(0, half), shifted(copy).subarray(half, copy.length)]);
}

const isBinary = (bytes) => bytes.some((byte) => byte > 127);
const binary = (change) => (copy) => (isBinary(copy) ? change(copy) : undefined);

/** A fragment from the middle of a file: no head. */
function fragment(copy) {
  const at = down(copy.length / 3, 4 * KIB);
  return at === 0 ? undefined : copy.subarray(at, at + Math.max(4 * KIB, down(copy.length / 3, 4 * KIB)));
}

const lostAndFound = (_, i) => `#${200_000 + i}`;
const rescued = (name, i) => `f${String(20_000_000 + 8 * i)}${/\.[^.]+$/.exec(name)?.[0] ?? ''}`;

/**
 * Every failure by its name: new bytes of a copy that may be written into, or undefined where it does not apply. `seen` is
 * the least percentage of files that a scan must flag; `verdict` is the top line, damaged where
 * it is not said. Where `healthy`, no file may be flagged. `rename` gives the new name.
 */
export const STORAGE = [
  {
    name: 'RAID 5: every 4th stripe zero',
    seen: 95,
    change: (copy) => blocks(copy, STRIPE, (was) => Buffer.alloc(was.length)),
  },
  {
    name: 'RAID 5: every 4th stripe of another file',
    seen: 75,
    change: (copy, { other }) => blocks(copy, STRIPE, (was, at) => piece(other, at, was.length)),
  },
  {
    name: 'RAID 5: every 4th stripe parity',
    seen: 75,
    change: (copy, { other }) => blocks(copy, STRIPE, (was, at) => xorOf(was, piece(other, at, was.length))),
  },
  { name: 'RAID 0: two stripes swapped', seen: 45, change: swappedStripes },
  {
    name: 'a journal block of ext4 inside',
    seen: 85,
    change: (copy, { roll }) => inside(copy, roll, 4 * KIB, journalBlock(roll)),
  },
  {
    name: 'a directory block of ext4 inside',
    seen: 85,
    change: (copy, { roll }) => inside(copy, roll, 4 * KIB, directoryBlock(roll)),
  },
  { name: 'FAT: clusters of another file from the middle on', seen: 91, change: foreignTail(0.5) },
  { name: 'memory: one bit', seen: 35, change: turned(1) },
  { name: 'memory: 100 bits', seen: 60, change: turned(100) },
  { name: 'tape: a block of 64 KiB missing in the middle', seen: 70, change: withoutBlock },
  { name: 'tape: cut to whole blocks of 32 KiB', seen: 85, change: cutTo(32 * KIB) },
  { name: 'cut to whole blocks of 4 KiB', seen: 80, change: cutTo(4 * KIB) },
  { name: 'DRBD: every other block of another version', seen: 65, change: twoVersions },
  { name: 'delayed allocation: the right size, all zero', seen: 95, change: (copy) => copy.fill(0) },
  {
    name: 'all zero behind the first 4 KiB',
    seen: 85,
    change: (copy) => copy.fill(0, Math.min(copy.length, 4 * KIB)),
  },
  { name: 'no bytes', seen: 65, change: () => Buffer.alloc(0) },
  {
    name: 'content of another file of the type',
    seen: 0,
    verdict: 'suspect',
    change: (_, { sibling }) => sibling,
  },
  {
    name: 'transferred as text: CR before every LF',
    seen: 70,
    change: (copy) => Buffer.from(copy.toString('latin1').replaceAll('\n', '\r\n'), 'latin1'),
  },
  {
    name: 'read as UTF-8, with U+FFFD',
    seen: 85,
    change: binary((copy) => Buffer.from(copy.toString('utf8'))),
  },
  {
    name: 'Latin 1 made UTF-8 twice',
    seen: 85,
    change: binary((copy) => Buffer.from(Buffer.from(copy.toString('latin1')).toString('latin1'))),
  },
  { name: 'the eighth bit lost', seen: 80, change: binary((copy) => translate(copy, (byte) => byte & 0x7f)) },
  {
    name: 'bytes swapped in each 16 bits',
    seen: 65,
    change: (copy) => (copy.length % 2 === 0 ? copy : copy.subarray(0, -1)).swap16(),
  },
  { name: 'an error page instead', seen: 75, change: () => Buffer.from(PAGE) },
  { name: 'one document under every name', seen: 0, change: (_, { one }) => one },
  { name: 'gzipped once more under the old name', seen: 0, change: (copy) => gzipSync(copy) },
  { name: 'the second half of an older version', seen: 80, change: staleHalf },
  {
    name: 'lost+found: whole files',
    healthy: true,
    verdict: 'sound',
    rename: lostAndFound,
    change: (copy) => copy,
  },
  {
    name: 'lost+found: fragments without a head',
    seen: 50,
    verdict: 'suspect',
    rename: lostAndFound,
    change: fragment,
  },
  {
    name: 'lost+found: head of one file, tail of another',
    seen: 80,
    rename: lostAndFound,
    change: foreignTail(0.5),
  },
  { name: 'PhotoRec: whole files', healthy: true, verdict: 'sound', rename: rescued, change: (copy) => copy },
  {
    name: 'PhotoRec: slack of another file behind the end',
    seen: 35,
    rename: rescued,
    change: (copy, { other }) => Buffer.concat([copy, piece(other, 0, 4 * KIB - (copy.length % (4 * KIB)))]),
  },
  {
    name: 'PhotoRec: carved over a border of fragments',
    seen: 91,
    rename: rescued,
    change: foreignTail(0.75),
  },
];
