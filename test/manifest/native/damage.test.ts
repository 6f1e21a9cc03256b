import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { formatTrailer, MAGIC } from '../../../src/manifest/native/grammar.ts';
import { nativeWriter } from '../../../src/manifest/native/write.ts';
import type { ManifestEntry } from '../../../src/model/manifest.ts';
import { makeFolder } from '../../help/folder.ts';
import { detailOf, inWords } from '../../help/in-words.ts';
import { isNoticed, plain, type Read, readNative, SEALING, written } from './native.ts';

const folder = makeFolder();
const STAMP = { mtime: '-1.500000000', mode: 0o644 };

function file(path: string, size = 10): ManifestEntry {
  const hex = createHash('sha256').update(path).digest('hex');
  const digests = [
    { algorithm: 'xxh64', hex: hex.slice(0, 16) },
    { algorithm: 'sha256', hex },
  ];
  return { path, kind: 'file', size, ...STAMP, digests };
}

const PROMISES: readonly ManifestEntry[] = [
  { ...file('a'), profile: 'p=1;c=T;m=-;H=497;b=T118;z=-;h=2d2d0a2d;t=0a0a0a0a' },
  { ...file('b/caf\xe9', 2 ** 33), accepted: ['zero-filled'] },
  file('b/new\nline'),
  { path: 'c', kind: 'directory', digests: [], ...STAMP },
  { path: 'd', kind: 'link', digests: [], target: '../else\\where', mtime: STAMP.mtime },
  { path: 'e', kind: 'fifo', digests: [] },
  { path: 'f', kind: 'directory', digests: [], unreadable: 'EACCES' },
];
const TEXT = written(PROMISES);

/** Writes a manifest as it is and reads it. */
function readText(text: string | Buffer, name = 'm.sha256'): Promise<Read> {
  return readNative(folder.write(name, text));
}

/** The text of a manifest with a trailer that holds; the lines are taken as they are. */
function sealed(body: readonly string[]): string {
  const text = [`${MAGIC}\t1\talgo=sha256`, ...body, ''].join('\n');
  const files = body.filter((line) => /^\\?[0-9a-f]/.test(line)).length;
  const count = (start: string): number => body.filter((line) => line.startsWith(start)).length;
  return `${text}${formatTrailer({
    files,
    dirs: count('#d'),
    links: count('#l'),
    special: count('#x'),
    errors: count('#e'),
    bytes: 10 * count('#f'),
    sha256: createHash('sha256').update(text, 'latin1').digest('hex'),
  })}`;
}

/** The two lines of a file of 10 bytes. */
function lines(path: string): string[] {
  return ['#f\t10\t1.000000000\t0644', `${'0'.repeat(64)}  ${path}`];
}

/** The places where a change was not noticed. */
async function silent<T>(changes: Iterable<[T, string | Buffer]>, name?: string): Promise<T[]> {
  const found: T[] = [];
  for (const [place, text] of changes) if (!isNoticed(await readText(text, name))) found.push(place);
  return found;
}

function* flips(bytes: Buffer, masks: readonly number[], from = 0): Generator<[string, Buffer]> {
  for (let at = from; at < bytes.length; at++) {
    for (const mask of masks) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ mask;
      yield [`byte ${at} ^ ${mask}: ${flipped.toString('latin1', at - 10, at + 10)}`, flipped];
    }
  }
}

function* cuts(bytes: Buffer): Generator<[number, Buffer]> {
  for (let length = 0; length < bytes.length; length++) yield [length, bytes.subarray(0, length)];
}

describe('a native manifest that is damaged', () => {
  it('holds when it is not', async () => {
    expect(isNoticed(await readText(TEXT))).toBe(false);
    expect(isNoticed(await readText(sealed(lines('a'))))).toBe(false);
  });

  it('is noticed wherever one byte is another', async () => {
    const bytes = Buffer.from(TEXT, 'latin1');
    expect(await silent(flips(bytes, [0x01]))).toEqual([]);
    expect(await silent(flips(bytes, [0x02, 0x08, 0x10, 0x20, 0x80], TEXT.lastIndexOf('#%end')))).toEqual([]);
  }, 60_000);

  it('is noticed wherever it is cut', async () => {
    expect(await silent(cuts(Buffer.from(TEXT, 'latin1')))).toEqual([]);
  });

  it.each(['# a comment', '', ...lines('zz'), '#l\t-\tz\tz', '#c\t3\tx', TEXT.split('\n').at(-2) ?? ''])(
    'is noticed wherever the line %j is put in',
    async (line) => {
      const all = TEXT.split('\n');
      const changes = all.map((_, at): [number, string] => [at, all.toSpliced(at, 0, line).join('\n')]);
      expect(await silent(changes)).toEqual([]);
    },
  );

  it('is noticed wherever a line is lost, or changes places with the next', async () => {
    const all = TEXT.split('\n');
    const places = all.slice(0, -2).map((_, at) => at);
    expect(await silent(places.map((at): [number, string] => [at, all.toSpliced(at, 1).join('\n')]))).toEqual(
      [],
    );
    const swapped = places.map((at): [number, string] => {
      const [one = '', other = ''] = all.slice(at, at + 2);
      return [at, all.toSpliced(at, 2, other, one).join('\n')];
    });
    expect(await silent(swapped)).toEqual([]);
  });

  it.each(['\n', 'x', 'x\n', '\0', '\tfoo=1\n', '#%end\n', `${'z'.repeat(5000)}\n`, TEXT])(
    'is noticed where %j follows its last line',
    async (more) => {
      expect(isNoticed(await readText(TEXT + more))).toBe(true);
    },
  );

  it('is said to be cut, or to be damaged, as it is', async () => {
    const whole = Buffer.from(TEXT, 'latin1');
    expect((await readText(whole.subarray(0, -100))).findings).toMatchObject([
      { code: 'manifest-truncated', path: 'm.sha256', severity: 'error' },
    ]);
    const damaged = await readText(TEXT.replace('#x\tfifo', '#x\tFifo'));
    expect(damaged.findings).toMatchObject([{ code: 'manifest-damaged', path: 'm.sha256' }]);
    expect(detailOf(damaged.findings[0])).toContain('no checkpoint proves any part of it');
    expect(damaged.promises).toEqual([]);
    expect(damaged.manifest).toMatchObject({ goodUntil: '', files: 0 });
    expect(damaged.manifest).not.toHaveProperty('bytes');
  });

  it('is damaged where its trailer counts what it does not promise', async () => {
    for (const key of ['files', 'dirs', 'links', 'special', 'errors', 'bytes']) {
      const text = TEXT.replace(new RegExp(`\t${key}=\\d+`), `\t${key}=9`);
      const { findings } = await readText(text);
      expect(findings).toMatchObject([{ code: 'manifest-damaged' }]);
      expect(detailOf(findings[0])).toContain(`counts 9 ${key}`);
    }
  });
});

describe('the checkpoints of a native manifest', () => {
  const many = Array.from({ length: 300 }, (_, i) => file(`d/${String(i).padStart(4, '0')}`, i));
  const text = written(many);
  const wanted = many.map((promised) => plain({ ...promised, digests: promised.digests.slice(0, 1) }));

  it('stand after 64 files, 128 and 256', () => {
    expect([...text.matchAll(/^#c\t(\d+)\t/gm)].map((match) => match[1])).toEqual(['64', '128', '256']);
  });

  it('stand after every 65,536 files from there on', () => {
    const writer = nativeWriter(SEALING);
    writer.begin();
    const found: number[] = [];
    for (let n = 1; n <= 200_000; n++) {
      const added = writer.add({ path: `f${String(n).padStart(6, '0')}`, kind: 'file', digests: [] });
      if (added.includes('\n#c\t')) found.push(n);
    }
    expect(found.slice(-5)).toEqual([16_384, 32_768, 65_536, 131_072, 196_608]);
  }, 60_000);

  it.each([
    [3, 0],
    [63, 0],
    [64, 64],
    [100, 64],
    [127, 64],
    [128, 128],
    [255, 128],
    [256, 256],
    [299, 256],
  ])('prove what comes before a damage at file %i: %i files', async (at, proven) => {
    const path = `d/${String(at).padStart(4, '0')}`;
    const { promises, findings, manifest } = await readText(text.replace(`  ${path}\n`, `  X${path}\n`));
    expect(promises).toEqual(wanted.slice(0, proven));
    expect(findings).toHaveLength(1);
    expect(findings[0]?.code).toBe('manifest-damaged');
    if (proven > 0)
      expect(detailOf(findings[0])).toContain(
        `the first ${proven} files, up to line ${2 * proven + 2 + Math.log2(proven / 64) + 1}`,
      );
    expect(manifest).toMatchObject({
      files: proven,
      goodUntil: proven === 0 ? '' : `d/${String(proven - 1).padStart(4, '0')}`,
    });
  });

  it('prove what comes before a cut, and never more', async () => {
    for (let length = 0; length < text.length; length += 997) {
      const { promises, findings } = await readText(Buffer.from(text.slice(0, length), 'latin1'));
      const before =
        [256, 128, 64].find(
          (files) => text.slice(0, length).includes(`\n#c\t${files}\t`) && wholeLine(length, files),
        ) ?? 0;
      expect(findings.map((each) => each.code)).toEqual(['manifest-truncated']);
      expect(promises).toEqual(wanted.slice(0, before));
    }
    function wholeLine(length: number, files: number): boolean {
      return text.indexOf('\n', text.indexOf(`\n#c\t${files}\t`) + 1) < length;
    }
  });

  it('prove nothing where one of them is damaged, and what comes after it neither', async () => {
    const damaged = text.replace(/^(#c\t128\t)./m, '$1x');
    const { promises } = await readText(damaged);
    expect(promises).toEqual(wanted.slice(0, 64));
  });

  it('know below which directory the good part lies', async () => {
    const manifest = folder.write('m.sha256', text.replace('  d/0200\n', '  X\n'));
    const { manifest: found } = await readNative(manifest, 'base');
    expect(found?.goodUntil).toBe('base/d/0127');
  });
});

describe('a packed manifest that is damaged', () => {
  const name = 'm.sha256.gz';
  const packed = gzipSync(Buffer.from(TEXT, 'latin1'));

  /** True where it unpacks to the same bytes, as with the time in the header of gzip. */
  function isHarmless(bytes: Buffer): boolean {
    try {
      return gunzipSync(bytes).toString('latin1') === TEXT;
    } catch {
      return false;
    }
  }

  it('is noticed wherever one byte is another and matters', async () => {
    const changes = [...flips(packed, [0x11])].filter(([, bytes]) => !isHarmless(bytes));
    expect(changes.length).toBeGreaterThan(0.95 * packed.length);
    expect(await silent(changes, name)).toEqual([]);
  }, 60_000);

  it('is noticed wherever it is cut, and said to be cut', async () => {
    expect(await silent(cuts(packed), name)).toEqual([]);
    for (const length of [0, 5, packed.length >> 1, packed.length - 8, packed.length - 1]) {
      const { findings } = await readText(packed.subarray(0, length), name);
      expect(findings.map((each) => each.code)).toEqual(['manifest-truncated']);
    }
  }, 60_000);

  it('is noticed where something follows it', async () => {
    for (const more of ['x', 'garbage', '\x1f\x8b', '\x1f\x8b\x08\0\0\0']) {
      const read = await readText(Buffer.concat([packed, Buffer.from(more, 'latin1')]), name);
      expect(isNoticed(read)).toBe(true);
    }
    expect(isNoticed(await readText(Buffer.concat([packed, packed]), name))).toBe(true);
  });

  it('holds where zeros follow it, as tapes pad', async () => {
    const read = await readText(Buffer.concat([packed, Buffer.alloc(100_000)]), name);
    expect(isNoticed(read)).toBe(false);
    expect(read.promises).toHaveLength(PROMISES.length);
  });

  it('is believed as far as a checkpoint proves it', async () => {
    const many = Array.from({ length: 3000 }, (_, i) => file(`d/${String(i).padStart(4, '0')}`, i));
    const bytes = gzipSync(Buffer.from(written(many), 'latin1'));
    for (const cut of [0.1, 0.5, 0.9]) {
      const { promises, findings } = await readText(bytes.subarray(0, bytes.length * cut), name);
      expect(findings.map((each) => each.code)).toEqual(['manifest-truncated']);
      expect(promises.length).toBeLessThan(3000 * cut);
      expect(promises.length).toBeGreaterThan((3000 * cut) / 4);
      expect(promises.map((promised) => promised['path'])).toEqual(
        many.slice(0, promises.length).map((promised) => promised.path),
      );
    }
  });
});

describe('a manifest that is not to be used', () => {
  it('is of a newer version', async () => {
    const { fault } = await readText(TEXT.replace(`${MAGIC}\t1`, `${MAGIC}\t2`));
    expect(fault).toMatchObject({ exit: 4 });
    expect(fault?.message).toContain('version 2');
  });

  it('is not there, or no file, or cannot be read', async () => {
    for (const path of [`${folder.path}/absent`, folder.path, folder.link('loop', 'loop')]) {
      const { fault } = await readNative(path);
      expect(fault).toMatchObject({ exit: 4 });
      expect(fault?.message).toContain(path);
    }
  });

  it('speaks of an algorithm that nobody knows', async () => {
    const text = sealed(lines('a')).replace('algo=sha256', 'algo=sha9');
    const digest = createHash('sha256')
      .update(text.slice(0, text.lastIndexOf('#%end')), 'latin1')
      .digest('hex');
    const { findings, promises } = await readText(text.replace(/sha256=[0-9a-f]+\n$/, `sha256=${digest}\n`));
    expect(findings).toMatchObject([{ code: 'manifest-damaged' }]);
    expect(detailOf(findings[0])).toContain('"sha9"');
    expect(promises).toEqual([]);
  });

  it.each(['', 'x', '\n', '\0'.repeat(1000), 'hello world\n'.repeat(30)])('is none: %j', async (text) => {
    expect(isNoticed(await readText(text))).toBe(true);
    expect(isNoticed(await readText(text, 'm.sha256.gz'))).toBe(true);
  });
});

describe('what a manifest that holds says wrongly', () => {
  it.each(['/etc/passwd', '../up', 'a/../../b', 'a\0b', '..'])(
    '%j is an unsafe path and no promise',
    async (path) => {
      const { findings, promises } = await readText(sealed([...lines(path), ...lines('zz')]));
      expect(findings).toMatchObject([{ code: 'manifest-unsafe-path', path, severity: 'error' }]);
      expect(detailOf(findings[0])).toMatch(/^line 3: /);
      expect(promises.map((promised) => promised['path'])).toEqual(['zz']);
    },
  );

  it.each([
    '#d\t-\t-\t../d',
    '#l\t-\t../l\tx',
    '#x\tfifo\t/dev/fifo',
    '#e\tEIO\t../e',
    `${'0'.repeat(64)}  ./../x`,
  ])('%j is an unsafe path too', async (line) => {
    const { findings, promises } = await readText(sealed([line]));
    expect(findings).toMatchObject([{ code: 'manifest-unsafe-path' }]);
    expect(promises).toEqual([]);
  });

  it('a path twice is a duplicate, whatever is promised', async () => {
    const { findings, promises } = await readText(
      sealed([...lines('a'), ...lines('a'), '#l\t-\ta\tb', ...lines('b')]),
    );
    expect(findings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'manifest-duplicate a',
      'manifest-duplicate a',
    ]);
    expect(promises.map((promised) => promised['path'])).toEqual(['a', 'b']);
  });

  it('a path out of order is damage', async () => {
    const { findings, promises } = await readText(sealed([...lines('b'), ...lines('a'), ...lines('c')]));
    expect(findings.map(inWords)).toMatchObject([
      { code: 'manifest-damaged', path: 'a', detail: 'line 5: out of order' },
    ]);
    expect(promises.map((promised) => promised['path'])).toEqual(['b', 'c']);
  });

  it('a line that is none is damage', async () => {
    const { findings, promises } = await readText(sealed(['junk', ...lines('a')]));
    expect(findings.map(detailOf)).toContain('line 2: not a line of a manifest');
    expect(promises.map((promised) => promised['path'])).toEqual(['a']);
  });

  it('is passed over where it may be of a later version', async () => {
    const { findings, promises } = await readText(
      sealed(['#z\tnew\tthing', '# a comment', '#f\t10\t1.0\t0644\tnew=1', ...lines('a').slice(1)]),
    );
    expect(findings).toEqual([]);
    expect(promises).toHaveLength(1);
  });
});
