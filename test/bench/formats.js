import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { noise, numbers } from './data.js';
import { has } from './measure.js';

/** Makes one file of about `size` bytes for every format that this machine can make; gives name and path. */
export function makeFormats(directory, size) {
  mkdirSync(directory, { recursive: true });
  const made = new Map();
  const file = (name, content) => {
    const path = join(directory, name);
    if (!existsSync(path)) {
      const bytes = content(path);
      if (bytes !== undefined) writeFileSync(path, bytes);
    }
    if (existsSync(path)) made.set(name, path);
    return path;
  };
  const tool = (name, command) => {
    if (has(command[0])) file(name, (path) => void spawnSync('sh', ['-c', `${command.join(' ')} > ${path}`]));
  };
  const rows = (count, row) => Buffer.from(Array.from({ length: count }, (_, i) => row(i)).join(''));
  const filled = (row) => repeat(rows(20_000, row), size);

  const text = file('text.txt', () => filled((i) => `${sentence(i)}\n`));
  file('latin1.txt', () => Buffer.from(filled((i) => `Z\u00fcrich ${sentence(i)}\n`).toString(), 'latin1'));
  file('rows.csv', () => filled((i) => `${i},"${sentence(i)}",${(i * 37) % 1000},2026-01-01\n`));
  file('compact.json', () =>
    Buffer.concat([Buffer.from('[0'), filled((i) => `,${JSON.stringify(record(i))}`), Buffer.from(']')]),
  );
  file('pretty.json', () =>
    Buffer.concat([
      Buffer.from('[0'),
      filled((i) => `,\n${JSON.stringify(record(i), undefined, 2)}`),
      Buffer.from(']'),
    ]),
  );
  file('lines.jsonl', () => filled((i) => `${JSON.stringify(record(i))}\n`));
  file('numbers.json', () =>
    Buffer.concat([Buffer.from('[0'), filled((i) => `,${i * 1.37}`), Buffer.from(']')]),
  );
  file('data.xml', () =>
    Buffer.concat([
      Buffer.from('<?xml version="1.0"?>\n<rows>\n'),
      filled((i) => `  <row id="${i}" kind="a"><name>${sentence(i)}</name><n>${i}</n></row>\n`),
      Buffer.from('</rows>\n'),
    ]),
  );
  file('dump.sql', () =>
    Buffer.concat([
      Buffer.from('--\n-- PostgreSQL database dump\n--\n\nCOPY public.t (a, b, c) FROM stdin;\n'),
      filled((i) => `${i}\t${sentence(i)}\t2026-01-01\n`),
      Buffer.from('\\.\n\n--\n-- PostgreSQL database dump complete\n--\n'),
    ]),
  );
  file('mysql.sql', () =>
    Buffer.concat([
      Buffer.from('-- MySQL dump 10.13  Distrib 8.0.36\n\n'),
      filled((i) => `INSERT INTO \`t\` VALUES (${i},'${sentence(i)}',NULL),(${i},'x',1.5);\n`),
      Buffer.from('-- Dump completed on 2026-01-01  0:00:00\n'),
    ]),
  );
  const sound = noiseLike(size);
  const wav = file('sound.wav', () => Buffer.concat([wavHeader(sound.length), sound]));
  file('picture.bmp', () => Buffer.concat([bmpHeader(4096, Math.floor(size / 12_288)), pixels(size)]));
  const program = file('program.elf', (path) => copyFileSync(process.execPath, path));
  const random = file('random.bin', () => repeat(noise(1 << 22, 5), size));
  file('picture.png', () => png(2048, Math.floor(size / 6144)));
  file('text.txt.gz', () => gzipSync(sentences(size)));
  file('random.bin.gz', () => gzipSync(noise(size / 4, 3)));
  file('text.zip', () => zip(Array.from({ length: 16 }, (_, i) => [`${i}.txt`, sentences(size / 16), 8])));
  file('small.zip', () =>
    zip(Array.from({ length: 20_000 }, (_, i) => [`${i}.txt`, Buffer.from(sentence(i)), 8])),
  );
  file('stored.zip', () => zip(Array.from({ length: 8 }, (_, i) => [`${i}.bin`, noise(size / 8, i + 1), 0])));
  if (has('tar')) {
    tool('mixed.tar', ['tar', '-C', directory, '-cf', '-', 'rows.csv', 'sound.wav', 'program.elf']);
    tool('small.tar', ['tar', '-C', '/usr/share', '-cf', '-', 'doc']);
  }
  tool('program.elf.bz2', ['bzip2', '-c', program]);
  tool('text.txt.xz', ['xz', '-1', '-c', text]);
  tool('program.elf.zst', ['zstd', '-3', '-c', program]);
  tool('random.bin.lz4', ['lz4', '-c', random]);
  tool('sound.flac', ['flac', '-s', '-c', wav]);
  tool('sound.ogg', ['oggenc', '-Q', '-o', '-', wav]);
  tool('sound.mp3', ['ffmpeg', '-v', 'quiet', '-i', wav, '-f', 'mp3', '-']);
  tool('film.mkv', [
    'ffmpeg',
    '-v',
    'quiet',
    '-f',
    'lavfi',
    '-i',
    'testsrc2=d=60:s=1280x720',
    '-f',
    'matroska',
    '-',
  ]);
  return made;
}

const WORDS =
  'the quick brown fox jumps over a lazy dog while nobody looks and every backup holds still'.split(' ');

function sentence(seed) {
  const next = numbers(seed * 7919 + 1);
  return Array.from({ length: 6 + (next() % 12) }, () => WORDS[next() % WORDS.length]).join(' ');
}

function sentences(size) {
  const parts = [];
  for (let i = 0, length = 0; length < size; i++)
    length += parts[parts.push(`${sentence(i)} ${i}\n`) - 1].length;
  return Buffer.from(parts.join(''));
}

function record(i) {
  return { id: i, name: sentence(i), tags: ['a', 'b"c', `t${i}`], nested: { x: i / 3, y: null, on: true } };
}

function repeat(part, size) {
  return Buffer.concat(Array.from({ length: Math.ceil(size / part.length) }, () => part));
}

/** 16-bit stereo that a codec finds worth its work. */
function noiseLike(size) {
  const next = numbers(9);
  const samples = Int16Array.from({ length: 1 << 20 }, (_, i) => 9000 * Math.sin(i / 23) + (next() % 900));
  return repeat(Buffer.from(samples.buffer), size);
}

function wavHeader(length) {
  const head = Buffer.from('RIFF....WAVEfmt \x10\0\0\0\x01\0\x02\0............data....', 'latin1');
  head.writeUInt32LE(36 + length, 4);
  head.writeUInt32LE(44_100, 24);
  head.writeUInt32LE(176_400, 28);
  head.writeUInt32LE(0x0010_0004, 32);
  head.writeUInt32LE(length, 40);
  return head;
}

function bmpHeader(width, height) {
  const head = Buffer.alloc(54);
  head.write('BM');
  head.writeUInt32LE(54 + width * 3 * height, 2);
  head.writeUInt32LE(54, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(width, 18);
  head.writeInt32LE(height, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(24, 28);
  return head;
}

function pixels(size) {
  return repeat(Buffer.from(Uint8Array.from({ length: 1 << 20 }, (_, i) => (i >> 5) ^ (i & 15))), size);
}

function png(width, height) {
  const raw = pixels((width * 3 + 1) * height);
  for (let y = 0; y < height; y++) raw[y * (width * 3 + 1)] = 0;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const data = deflateSync(raw.subarray(0, (width * 3 + 1) * height), { level: 0 });
  const parts = [chunk('IHDR', header)];
  for (let at = 0; at < data.length; at += 8192) parts.push(chunk('IDAT', data.subarray(at, at + 8192)));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    ...parts,
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type, content) {
  const bytes = Buffer.concat([Buffer.alloc(4), Buffer.from(type), content, Buffer.alloc(4)]);
  bytes.writeUInt32BE(content.length, 0);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), bytes.length - 4);
  return bytes;
}

function zip(members) {
  const parts = [];
  const directory = [];
  let at = 0;
  for (const [name, content, method] of members) {
    const data = method === 8 ? deflateRawSync(content) : content;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(method, 4);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), fields, place, Buffer.from(name));
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), data);
    at += 30 + name.length + data.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, entries, end]);
}
