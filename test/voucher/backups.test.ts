import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { examineStructure } from '../../src/detect/examine-structure.ts';
import { borg } from '../../src/voucher/borg/borg.ts';
import { duplicity } from '../../src/voucher/duplicity/duplicity.ts';
import { restic } from '../../src/voucher/restic/restic.ts';
import { seededBytes } from '../help/bytes.ts';
import { proseOf } from '../help/made.ts';
import { needs } from '../help/tools.ts';
import {
  census,
  cuts,
  endures,
  filesIn,
  flips,
  largest,
  layoutOf,
  listing,
  standing,
  subjectOf,
  treeOf,
} from './store-tree.ts';

const FILES = { 'src/noise': seededBytes(1, 300_000), 'src/sub/text': proseOf(5000), 'src/empty': '' };

describe.skipIf(!needs('restic'))('restic', () => {
  const top = `${treeOf('export RESTIC_PASSWORD=x; restic -q init -r repo; restic -q -r repo backup src', FILES)}/repo`;

  it('holds by its names', () => {
    const counts = census(restic, top);
    expect(counts).toEqual({ encrypted: 1, proven: filesIn(top).length - 1 });
    expect(counts['proven']).toBeGreaterThanOrEqual(5);
  });

  it.each([/^data\//, /^index\//, /^keys\//, /^snapshots\//])('is broken by a bit or a cut in %s', (form) => {
    const [path, bytes] = largest(top, form);
    expect(flips(restic, path, bytes)).toEqual(['broken']);
    expect(cuts(restic, path, bytes)).toEqual(['broken']);
    const found = standing(restic, path, bytes.subarray(1));
    expect(found).toHaveProperty(
      'detail',
      expect.stringContaining(`its name says sha256:${path.slice(-64)}, found `),
    );
    endures(restic, path, bytes, 20);
  });

  it('leaves alone what has no promise', () => {
    const name = 'a'.repeat(64);
    for (const path of ['config', `locks/${name}`, `data/aa/${name}-tmp-123`, `data/ab/${name}`])
      expect(standing(restic, path, seededBytes(1, 100))).toEqual({ is: 'encrypted' });
    expect(standing(restic, `data/aa/${name}`, seededBytes(1, 100)).is).toBe('broken');
    expect(standing(restic, 'notes.txt', seededBytes(1, 100)).is).toBe('file');
  });
});

describe.skipIf(!needs('borg'))('borg', () => {
  const secret = 'export BORG_PASSPHRASE=x BORG_RELOCATED_REPO_ACCESS_IS_OK=yes;';
  const twice =
    'borg create repo::a src; echo more >> src/sub/text; borg create repo::b src; borg delete repo::a; borg compact repo';

  it.each(['repokey', 'none', 'authenticated'])(
    'with encryption %s holds by the CRC-32 of every entry',
    (mode) => {
      const top = `${treeOf(`${secret} borg init -e ${mode} repo 2>/dev/null; ${twice}`, FILES)}/repo`;
      const counts = census(borg, top);
      expect(counts['proven']).toBeGreaterThanOrEqual(3);
      expect(counts['proven']).toBe(filesIn(`${top}/data`).length);
      expect(counts['file']).toBe(2);
      const [path, bytes] = largest(top, /^data\//);
      const words = flips(borg, path, bytes, 60);
      expect(words).toContain('broken');
      // A bit in the size of an entry may send it beyond the end.
      expect(words.filter((word) => word !== 'broken' && word !== 'cut')).toEqual([]);
      expect(cuts(borg, path, bytes)).toEqual(['cut']);
      for (const at of [10, 12, 13, 16])
        expect(['broken', 'cut']).toContain(standing(borg, path, turned(bytes, at)).is);
      endures(borg, path, bytes, 20);
    },
  );

  it('says where', () => {
    const top = `${treeOf(`${secret} borg init -e none repo; borg create repo::a src`, FILES)}/repo`;
    const [path, bytes] = largest(top, /^data\//);
    const second = 8 + bytes.readUInt32LE(12);
    expect(standing(borg, path, turned(bytes, second + 60))).toHaveProperty(
      'detail',
      expect.stringContaining(`entry at ${second}: CRC-32 wanted `),
    );
    expect(standing(borg, path, bytes.subarray(0, second + 60))).toEqual({
      is: 'cut',
      detail: expect.stringMatching(
        new RegExp(`^ends at ${second + 60}, inside the entry at ${second}; \\d+ bytes are missing$`),
      ),
    });
    expect(standing(borg, path, seededBytes(3, 5000))).toHaveProperty(
      'detail',
      expect.stringContaining('not as BORG_SEG'),
    );
    expect(standing(borg, path, Buffer.alloc(0)).is).toBe('cut');
  });
});

describe.skipIf(!needs('borg2'))('the first betas of borg 2', () => {
  it('hold by the CRC-32 of the header and the XXH64 of the content of every entry', () => {
    const script = 'borg2 -r repo rcreate -e none; borg2 -r repo create a src';
    const top = `${treeOf(script, FILES)}/repo`;
    const counts = census(borg, top);
    expect(counts['proven']).toBe(filesIn(`${top}/data`).length);
    const [path, bytes] = largest(top, /^data\//);
    expect(standing(borg, path, bytes)).toEqual({ is: 'proven' });
    for (const at of [9, 12, 20, 40, 60, Math.floor(bytes.length / 2), bytes.length - 10])
      expect(['broken', 'cut']).toContain(standing(borg, path, turned(bytes, at)).is);
    expect(cuts(borg, path, bytes)).toEqual(['cut']);
    endures(borg, path, bytes, 20);
  });
});

describe.skipIf(!needs('duplicity', 'gpg'))('duplicity', () => {
  const made = (flags: string): string =>
    `${treeOf(`PASSPHRASE=x duplicity ${flags} --archive-dir cache src file://$PWD/to; gpgconf --kill all || true`, FILES)}/to`;

  it.each([
    ['--no-encryption', 'proven', { file: 1, proven: 2 }],
    ['--no-encryption --no-compression', 'sound', { file: 2, sound: 1 }],
  ])('%s has volumes of a tar that goes on', (flags, is, files) => {
    const top = made(flags);
    expect(census(duplicity, top)).toEqual(files);
    const [path, bytes] = largest(top, /difftar/);
    const words = cuts(duplicity, path, bytes, 40).filter((word) => !word.startsWith('cut'));
    expect(words).toEqual([]);
    const places = Array.from(
      { length: is === 'proven' ? 40 : 0 },
      (_, n) => 20 + n * Math.floor((bytes.length - 20) / 40),
    );
    for (const at of places)
      expect(['broken', 'cut']).toContain(standing(duplicity, path, turned(bytes, at)).is);
    expect(standing(duplicity, path, turned(bytes, is === 'sound' ? 20 : 5000)).is).toBe('broken');
    endures(duplicity, path, bytes, 20);
  });

  it.each(['', '--no-encryption'])('%s is of formats that hold', (flags) => {
    const top = made(flags);
    expect(layoutOf(duplicity).isTop(listing(top))).toBe(true);
    for (const path of filesIn(top)) {
      if (layoutOf(duplicity).handle(path, subjectOf(1)) !== undefined) continue;
      const bytes = readFileSync(join(top, path));
      const probe = examineStructure(path, bytes.length);
      probe.update(bytes);
      const { verdict: found, format } = probe.end();
      expect({ path, format: format?.name, ...found }).not.toHaveProperty('detail');
      expect(format).toBeDefined();
    }
  });
});

function turned(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}
