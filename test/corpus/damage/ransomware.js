// Which parts of a file published strains of ransomware and wipers overwrite: 31 patterns; names and dates stay.
import { down, every, KIB, MIB, random, translate } from './bytes.js';

const head =
  (length) =>
  (copy, { roll }) =>
    random(copy, roll, 0, length);

const dots =
  (length, period, from = 0) =>
  (copy, { roll }) =>
    every(copy, roll, { from, length, period });

/** A share of each of some equal parts, behind a head. */
const parts =
  (headLength, share, count) =>
  (copy, { roll }) => {
    const part = Math.ceil(copy.length / count);
    const length = Math.ceil(part * share);
    return random(every(copy, roll, { length, period: part }), roll, 0, headLength);
  };

/** A length at each tenth of the file. */
const tenths =
  (length) =>
  (copy, { roll }) =>
    every(copy, roll, { length, period: Math.ceil(copy.length / 10) });

/** Runs of a share of the file, with gaps between them such that this share is hit. */
const royal =
  (percent) =>
  (copy, { roll }) => {
    const length = Math.max(16, down((copy.length * percent) / 1000, 16));
    return every(copy, roll, { length, period: Math.ceil((length * 100) / percent) });
  };

const middle =
  (from, share) =>
  (copy, { roll }) =>
    random(copy, roll, Math.floor(copy.length * from), Math.ceil(copy.length * share));

const footer = (change, length) => (copy, context) =>
  Buffer.concat([change(copy, context), context.roll.bytes(length)]);

function akira(copy, { roll }) {
  if (copy.length <= 2 * MIB) return random(copy, roll, 0, Math.ceil(copy.length / 2));
  const quarter = Math.ceil(copy.length / 4);
  return every(copy, roll, { length: Math.ceil(quarter / 2), period: quarter });
}

function conti(copy, { roll }) {
  if (copy.length <= MIB) return random(copy, roll, 0, copy.length);
  if (copy.length <= 5 * MIB) return random(copy, roll, 0, MIB);
  const fifth = Math.ceil(copy.length / 5);
  return every(copy, roll, { length: Math.ceil(fifth / 5), period: fifth });
}

/** Three blocks are emptied where they were and kept encrypted behind the end. */
function phobos(copy, { roll }) {
  const size = 256 * KIB;
  if (copy.length < 6 * size) return random(copy, roll, 0, copy.length);
  for (const at of [0, down(copy.length / 3, 512), down((copy.length * 2) / 3, 512)])
    copy.fill(0, at, Math.min(copy.length, at + size));
  return Buffer.concat([copy, roll.bytes(3 * size)]);
}

function djvu(copy, { roll }) {
  const hit = random(copy, roll, 5, 150 * KIB);
  return Buffer.concat([hit, roll.bytes(256), Buffer.from('{36A698B9-D67C-4E07-BE82-0EC5B14B4DF5}')]);
}

function counter(copy) {
  for (let at = 0, word = 0xffffffff; at + 4 <= Math.min(copy.length, 256 * KIB); at += 4, word--)
    copy.writeUInt32LE(word, at);
  return copy;
}

function base64(copy, { roll }) {
  const text = roll.bytes(copy.length).toString('base64');
  return Buffer.from(`${text.replaceAll(/.{76}/g, '$&\n')}\n`);
}

function xor(copy, { roll }) {
  const key = roll.bytes(61);
  return translate(copy, (byte, i) => byte ^ key[i % key.length]);
}

/**
 * Every pattern by its name: new bytes of a copy that may be written into. `seen` is the least percentage of files that a
 * scan must flag; the top line is damaged.
 */
export const RANSOMWARE = [
  { name: 'whole file (Maze, Magniber)', seen: 95, change: head(Infinity) },
  { name: 'head 4 KiB (LockBit 2)', seen: 95, change: head(4 * KIB) },
  { name: 'head 1 MiB (BlackMatter, LockBit 3, REvil)', seen: 95, change: head(MIB) },
  { name: 'head 512 KiB (DarkSide)', seen: 95, change: head(512 * KIB) },
  { name: '16 bytes on, 16 off (LockFile)', seen: 92, change: dots(16, 32) },
  { name: '64 bytes on, 128 off (Black Basta)', seen: 92, change: dots(64, 192) },
  {
    name: 'head 5,000 bytes kept, then 64 on, 128 off (Black Basta 2)',
    seen: 80,
    change: dots(64, 192, 5000),
  },
  { name: 'head 64 KiB (ALPHV HeadOnly)', seen: 95, change: head(64 * KIB) },
  { name: '64 KiB of each 512 KiB (ALPHV DotPattern)', seen: 95, change: dots(64 * KIB, 512 * KIB) },
  { name: '4 KiB of each 1 MiB (ALPHV DotPattern)', seen: 95, change: dots(4 * KIB, MIB) },
  { name: '1 MiB at each tenth (ALPHV SmartPattern)', seen: 95, change: tenths(MIB) },
  { name: '4 KiB at each tenth (ALPHV SmartPattern)', seen: 95, change: tenths(4 * KIB) },
  { name: 'a tenth of each fifth (ALPHV AdvancedSmart)', seen: 91, change: parts(0, 0.1, 5) },
  {
    name: 'head 4 KiB and 1 % of each hundredth (ALPHV AdvancedSmart)',
    seen: 95,
    change: parts(4 * KIB, 0.01, 100),
  },
  { name: 'half in runs (Royal 50 %)', seen: 91, change: royal(50) },
  { name: 'a tenth in runs (Royal 10 %)', seen: 85, change: royal(10) },
  { name: 'first half, or half of each quarter (Akira)', seen: 95, change: akira },
  { name: 'by size: whole, 1 MiB, a fifth of each fifth (Conti)', seen: 95, change: conti },
  { name: 'three blocks of 256 KiB moved behind the end (Phobos, Dharma)', seen: 95, change: phobos },
  { name: 'every other 1 MiB (Play)', seen: 95, change: dots(MIB, 2 * MIB) },
  { name: '150 KiB behind 5 bytes, and a footer (STOP, Djvu)', seen: 92, change: djvu },
  {
    name: 'every other 64 KiB, head kept (Agenda)',
    seen: 85,
    change: dots(64 * KIB, 128 * KIB, 64 * KIB),
  },
  { name: '4 KiB of each 64 KiB, head kept', seen: 85, change: dots(4 * KIB, 64 * KIB, 64 * KIB) },
  { name: 'last quarter', seen: 85, change: middle(0.75, 0.25) },
  { name: 'a tenth in the middle', seen: 70, change: middle(0.45, 0.1) },
  { name: 'XOR with a key of 61 bytes', seen: 85, change: xor },
  { name: 'base64 of ciphertext', seen: 65, change: base64 },
  { name: 'head 4 KiB, and a footer (LockBit 2)', seen: 95, change: footer(head(4 * KIB), 512) },
  {
    name: 'wiper: 1 MiB of 0xCC (WhisperGate)',
    seen: 91,
    change: (copy) => copy.fill(0xcc, 0, Math.min(copy.length, MIB)),
  },
  { name: 'wiper: a counter over 256 KiB (AcidRain)', seen: 85, change: counter },
  { name: '3 added to every byte', seen: 65, change: (copy) => translate(copy, (byte) => byte + 3) },
];
