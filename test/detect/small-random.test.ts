import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { detect } from '../../src/detect/detectors.ts';
import { CONTENT_EXTENSIONS, TEXT_EXTENSIONS } from '../../src/structure/kit/extensions.ts';
import { STRUCTURES } from '../../src/structure/structures.ts';
import { made } from '../help/made.ts';
import { examined } from './read.ts';

/** The same bytes each time, random by any measure. */
function seeded(seed: string, length: number): Buffer {
  const parts = Array.from({ length: Math.ceil(length / 64) }, (_, i) =>
    createHash('sha512').update(`${seed} ${i}`).digest(),
  );
  return Buffer.concat(parts).subarray(0, length);
}

function said(bytes: Buffer, path: string): string {
  const finding = detect(examined(bytes, path), path);
  return finding === undefined ? 'nothing' : `${finding.severity} ${finding.code}`;
}

/** Names under which random bytes that are too few for statistics stay silent: of keys, DER, raw images, streams, logs and databases without a mark, and of what is not known here. */
const OPEN = new Set(
  (
    'ts log r m pot asc pem crt csr pub br brotli iso img vhd vmdk ova p12 pfx mpg mpeg mobi mdb accdb dump rdb bak bundle ' +
    'exe dll'
  ).split(' '),
);
const names = [
  ...new Set([
    ...TEXT_EXTENSIONS,
    ...CONTENT_EXTENSIONS,
    ...STRUCTURES.flatMap(({ extensions }) => extensions),
  ]),
].filter((extension) => !OPEN.has(extension));

describe('a small file of random bytes', () => {
  it.each(names)('is told under .%s', (extension) => {
    const silent = [256, 512, 1000, 2048, 4000, 4096, 8192].filter(
      (length) =>
        !/^(?:warning|error) /.test(said(seeded(`${extension} ${length}`, length), `a.${extension}`)),
    );
    expect(silent).toEqual([]);
  });

  it.each(['plist', 'properties', 'service', 'desktop', 'mk', 'env'])(
    'of 4,000 bytes is told under .%s',
    (extension) => {
      expect(said(seeded(extension, 4000), `a.${extension}`)).toBe('error wrong-type');
    },
  );

  it('is what its name says where that is encrypted without a header', () => {
    expect(said(seeded('enc', 10_000), 'secrets.tar.enc')).toBe('nothing');
    expect(said(seeded('enc', 10_000), 'secrets.tar')).toMatch(/wrong-type$/);
    expect(said(Buffer.alloc(10_000), 'secrets.tar.enc')).toMatch(/^(?:warning|error) zero-filled$/);
  });
});

describe('property lists of Apple', () => {
  const script = (format: string): string =>
    `python3 -c "import plistlib; plistlib.dump({'IsEncrypted': True, 'Keys': [str(i) * 9 for i in range(200)]}, open('a','wb'), fmt=plistlib.${format})"`;
  const binary = made(script('FMT_BINARY'), 'a');
  const text = made(script('FMT_XML'), 'a');

  it('are binary, XML or text, and left alone', () => {
    for (const bytes of [binary, text, Buffer.from('{ Name = "a"; Items = ( 1, 2 ); }\n')])
      expect(said(bytes, 'Manifest.plist')).toBe('nothing');
  });

  it.each([
    ['cut', binary.subarray(0, binary.length - 40)],
    ['cut to half', binary.subarray(0, binary.length / 2)],
    ['without a block', Buffer.concat([binary.subarray(0, 600), binary.subarray(1112)])],
    ['with a lost end', Buffer.concat([binary.subarray(0, -512), Buffer.alloc(512)])],
    ['of random bytes', seeded('plist', 4000)],
    ['of zeros', Buffer.alloc(4000)],
    ['an XML list that is cut', text.subarray(0, 2000)],
  ])('are told where they are damaged: %s', (_, bytes) => {
    expect(said(bytes, 'Manifest.plist')).toMatch(/^(?:warning|error) /);
  });
});

describe('compiled descriptions of terminals', () => {
  const entry = made('infocmp -x xterm-256color > a.ti; tic -x -o . a.ti; cp */xterm-256color a', 'a');

  it('may have names that end like scripts, and are told where they are cut', () => {
    expect(said(entry, 'x/xterm.js')).not.toMatch(/^(?:warning|error) /);
    expect(said(entry.subarray(0, 900), 'x/xterm-256color')).toMatch(/truncated-content$/);
  });
});
