/** A share that Macs write to, as a backup copies it: forks, Finder's files, packages, a Time Machine in bands. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { seededBytes } from './help/bytes.ts';
import { made, proseOf } from './help/made.ts';
import { told } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

const scratch = makeScratch();

type Files = Readonly<Record<string, string | Buffer>>;

/** An AppleDouble file (RFC 1740) with 32 bytes of Finder info, extended attributes and a resource fork. */
function appleDouble(kind: string, fork: Buffer, attributes = 0): Buffer {
  const head = Buffer.alloc(26 + 2 * 12);
  head.writeUInt32BE(0x00051607, 0);
  head.writeUInt32BE(0x00020000, 4);
  head.write('Mac OS X        ', 8, 'latin1');
  head.writeUInt16BE(2, 24);
  const info = Buffer.alloc(32 + attributes);
  info.write(kind, 0, 'latin1');
  for (const [i, [id, offset, length]] of [
    [9, head.length, info.length],
    [2, head.length + info.length, fork.length],
  ].entries())
    for (const [n, word] of [id, offset, length].entries())
      head.writeUInt32BE(word ?? 0, 26 + i * 12 + n * 4);
  return Buffer.concat([head, info, fork]);
}

/** A resource fork: its header, one resource, its map; an empty one says so in words, as the system writes it. */
function resourceFork(data: Buffer): Buffer {
  const head = Buffer.alloc(256);
  const map = Buffer.alloc(50);
  if (data.length === 0) head.write('This resource fork intentionally left blank   ', 16, 'latin1');
  for (const [i, word] of [256, 256 + 4 + data.length, 4 + data.length, map.length].entries()) {
    head.writeUInt32BE(word, 4 * i);
    map.writeUInt32BE(word, 4 * i);
  }
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([head, length, data, map]);
}

/** What Finder keeps of a folder: a buddy allocator of 6148 bytes, mostly free, with a tree of records in UTF-16. */
function dsStore(names: readonly string[]): Buffer {
  const bytes = Buffer.alloc(6148);
  bytes.writeUInt32BE(1, 0);
  bytes.write('Bud1', 4, 'latin1');
  for (const [i, word] of [0x1000, 0x800, 0x1000, 0x100c].entries()) bytes.writeUInt32BE(word, 8 + 4 * i);
  let at = 0x60;
  for (const name of names) {
    bytes.writeUInt32BE(name.length, at);
    const text = Buffer.from(name, 'utf16le').swap16();
    text.copy(bytes, at + 4);
    bytes.write('Ilocblob\0\0\0\x10', at + 4 + text.length, 'latin1');
    bytes.fill(0xff, at + 24 + text.length, at + 30 + text.length);
    at += 32 + text.length;
  }
  bytes.write('DSDB', 0x1004 + 0x430, 'latin1');
  return bytes;
}

const plist = (keys: Readonly<Record<string, string>>): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
${Object.entries(keys)
  .map(([key, value]) => `\t<key>${key}</key>\n\t<string>${value}</string>\n`)
  .join('')}</dict>
</plist>
`;

/** A binary property list with one string. */
const binaryPlist = Buffer.concat([
  Buffer.from('bplist00\x55hello\x08', 'latin1'),
  Buffer.from([
    0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 14,
  ]),
]);

/** A program of a Mac: 64 bits, of Intel, one segment, and code that does not repeat. */
function machO(): Buffer {
  const head = Buffer.alloc(4096);
  for (const [i, word] of [0xfeedfacf, 0x01000007, 3, 2, 1, 72, 0x85, 0].entries())
    head.writeUInt32LE(word, 4 * i);
  const code = Buffer.from(proseOf(900));
  head.writeUInt32LE(0x19, 32);
  head.writeUInt32LE(72, 36);
  head.write('__TEXT', 40, 'latin1');
  head.writeBigUInt64LE(0x100000000n, 56);
  head.writeBigUInt64LE(BigInt(4096 + code.length), 64);
  head.writeBigUInt64LE(BigInt(4096 + code.length), 80);
  return Buffer.concat([head, code]);
}

const bookmark = Buffer.concat([
  Buffer.from('book\0\0\0\0mark\0\0\0\0', 'latin1'),
  Buffer.alloc(40),
  Buffer.from('Users\0\0\0anna\0\0\0\0Documents\0\0\0', 'latin1'),
  Buffer.alloc(700),
]);

/** The bands of a bundle: encrypted, or of a disk of which much is free. */
const bundle = (name: string, band: (i: number) => Buffer): Files => ({
  [`${name}/Info.plist`]: plist({ 'diskimage-bundle-type': 'com.apple.diskimage.sparsebundle' }),
  [`${name}/Info.bckup`]: plist({ 'diskimage-bundle-type': 'com.apple.diskimage.sparsebundle' }),
  [`${name}/com.apple.TimeMachine.MachineID.plist`]: plist({ 'com.apple.backupd.HostUUID': '0A1B' }),
  [`${name}/com.apple.TimeMachine.Results.plist`]: plist({ VerificationState: '1' }),
  [`${name}/token`]: '',
  [`${name}/lock`]: '',
  ...Object.fromEntries(Array.from({ length: 24 }, (_, i) => [`${name}/bands/${i.toString(16)}`, band(i)])),
});

/** What is on a share: `png` and `zip` as real tools made them. */
function share(png: Buffer, zip: Buffer): Files {
  const forks = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, appleDouble('', resourceFork(Buffer.alloc(0)), 200)]));
  const packageOf = (name: string): Files => ({
    [`${name}/Contents/Info.plist`]: plist({ CFBundleName: 'Notes', CFBundlePackageType: 'APPL' }),
    [`${name}/Contents/PkgInfo`]: 'APPLNote',
    [`${name}/Contents/MacOS/Notes`]: machO(),
    [`${name}/Contents/Resources/en.lproj/InfoPlist.strings`]: Buffer.from(
      '\ufeff"CFBundleName" = "Notes";\n',
      'utf16le',
    ),
    [`${name}/Contents/Resources/settings.plist`]: binaryPlist,
    [`${name}/Contents/Resources/icon.png`]: png,
    [`${name}/Contents/_CodeSignature/CodeResources`]: plist({ files: 'none' }),
  });
  return {
    '.DS_Store': dsStore(['Documents', 'Pictures', 'Notes.app']),
    '.localized': '',
    '.com.apple.timemachine.supported': '',
    '.apdisk': plist({ DiskUUID: '0A1B' }),
    '.metadata_never_index': '',
    '.fseventsd/fseventsd-uuid': '0A1B2C3D-0000-4000-8000-0123456789AB',
    '.fseventsd/0000000000b1c2d3': gzipSync(`1SLD${proseOf(40)}`),
    '.Trashes/501/old.txt': proseOf(30),
    '.TemporaryItems/folders.501/TemporaryItems/x': '',
    '.Spotlight-V100/VolumeConfiguration.plist': plist({ Options: 'none' }),
    'Icon\r': '',
    '._Icon\r': appleDouble('icon', resourceFork(seededBytes(7, 40_000))),
    ...forks(['._.DS_Store', '._Documents', 'Documents/._letter.txt', 'Pictures/._holiday.png']),
    'Documents/.DS_Store': dsStore(['letter.txt']),
    'Documents/letter.txt': proseOf(200),
    'Documents/link to letter': bookmark,
    'Documents/page.webloc': plist({ URL: 'https://example.invalid/' }),
    'Documents/note.textClipping': '',
    'Documents/._note.textClipping': appleDouble('clpt', resourceFork(Buffer.from(proseOf(20)))),
    'Documents/._report.pdf': appleDouble('PDF CARO', resourceFork(Buffer.alloc(0)), 3000),
    'Documents/.AppleDouble/letter.txt': appleDouble('TEXTttxt', resourceFork(Buffer.alloc(0))),
    'Documents/.AppleDouble/.Parent': appleDouble('', Buffer.alloc(0)),
    'Documents/Report.pages/Index.zip': zip,
    'Documents/Report.pages/preview.png': png,
    'Documents/Report.pages/Metadata/Properties.plist': binaryPlist,
    'Documents/Report.pages/Metadata/DocumentIdentifier': '0A1B2C3D-0000-4000-8000-0123456789AB',
    'Documents/Whole.pages': zip,
    'Documents/text.rtfd/TXT.rtf':
      '{\\rtf1\\ansi\\ansicpg1252\n{\\fonttbl\\f0\\fswiss Helvetica;}\n\\f0 Hello\\\n}',
    'Documents/text.rtfd/icon.png': png,
    'Fonts/Garamond': '',
    'Fonts/._Garamond': appleDouble('FFILDMOV', resourceFork(seededBytes(3, 60_000))),
    'Fonts/Optima.dfont': resourceFork(Buffer.from(proseOf(900))),
    'Pictures/holiday.png': png,
    'Pictures/Photos Library.photoslibrary/database/Photos.plist': binaryPlist,
    'Pictures/Photos Library.photoslibrary/originals/0/0A1B.png': png,
    'Pictures/Photos Library.photoslibrary/private/lock': '',
    'Archive/__MACOSX/._letter.txt': appleDouble('', resourceFork(Buffer.alloc(0))),
    'Archive/packed.cpgz': gzipSync(deflateRawSync(proseOf(900))),
    ...packageOf('Notes.app'),
    ...bundle('Mac.sparsebundle', (i) => (i % 5 === 3 ? Buffer.alloc(65_536) : seededBytes(i, 65_536))),
    ...bundle('Mac.backupbundle', (i) => Buffer.concat([Buffer.from(proseOf(300)), Buffer.alloc(4096 * i)])),
  };
}

function lay(name: string, files: Files): string {
  const root = join(scratch, name);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

async function said(command: string, root: string): Promise<unknown> {
  const { code, events } = await told([command, root]);
  return { code, findings: events.filter((each) => each.type === 'finding' && each.severity !== 'note') };
}

describe.skipIf(!needs('python3', 'zip'))('a share of Macs', () => {
  const script = `python3 -c '
import zlib, struct, random
random.seed(1)
rows = b"".join(b"\\0" + bytes((x * y * 7 + random.randrange(9)) % 256 for x in range(300)) for y in range(200))
part = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
head = struct.pack(">IIBBBBB", 100, 200, 8, 2, 0, 0, 0)
open("out", "wb").write(b"\\x89PNG\\r\\n\\x1a\\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b""))
'`;
  const png = made(script, 'out');
  const zip = made('zip -q0r out.zip Index; mv out.zip out', 'out', {
    'Index/Document.iwa': seededBytes(11, 9000),
    'Index/Tables/DataList.iwa': seededBytes(12, 3000),
  });

  it('ends 0 under scan, seal and verify', async () => {
    const root = lay('share', share(png, zip));
    const right = { code: 0, findings: [] };
    expect(await said('scan', root)).toEqual(right);
    expect(await said('seal', root)).toEqual(right);
    expect(await said('verify', root)).toEqual(right);
  });

  it.each([
    ['Pictures/holiday.png', Buffer.alloc(40_000)],
    ['Documents/letter.txt', seededBytes(1, 40_000)],
    ['Documents/Report.pages/preview.png', seededBytes(2, 40_000)],
    ['Documents/Report.pages/Index.zip', Buffer.alloc(12_000)],
    ['Documents/Whole.pages', seededBytes(3, 20_000)],
    ['Notes.app/Contents/MacOS/Notes', seededBytes(4, 40_000)],
    ['Notes.app/Contents/Info.plist', seededBytes(5, 40_000)],
    ['Pictures/._holiday.png', seededBytes(6, 40_000)],
  ])('does not hide damage: %s', async (path, bytes) => {
    const root = lay('damaged', { ...share(png, zip), [path]: bytes });
    const { code, events } = await told(['scan', root]);
    rmSync(root, { recursive: true });
    const flagged = events.flatMap((each) =>
      each.type === 'finding' && each.severity !== 'note' ? [each.path] : [],
    );
    expect({ code, flagged }).toEqual({ code: 1, flagged: [path] });
  });
});
