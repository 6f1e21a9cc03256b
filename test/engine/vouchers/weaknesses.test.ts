/** What makes a check weaker is said, by the run itself. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../src/hash/crc.ts';
import type { ManifestEntry } from '../../../src/model/manifest.ts';
import { makeFolder } from '../../help/folder.ts';
import { verified } from '../../help/vouched.ts';
import { written } from '../../manifest/native/native.ts';

const TEXT = 'a line of text\n';
const CRC = (crc32(Buffer.from(TEXT)) >>> 0).toString(16).padStart(8, '0');

const entry = (path: string, more: Partial<ManifestEntry> = {}): ManifestEntry => ({
  path,
  kind: 'file',
  size: TEXT.length,
  digests: [{ algorithm: 'crc32', hex: CRC }],
  ...more,
});

describe('a native manifest that checks less', () => {
  it('is named with its algorithm, with what it leaves out and with how much was accepted', async () => {
    const folder = makeFolder();
    folder.write('a', TEXT);
    folder.write('b', TEXT);
    folder.write('c.tmp', TEXT);
    const manifest = written([entry('a', { accepted: ['zero-filled'] }), entry('b')], {
      algorithm: 'crc32',
      exclude: ['*.tmp'],
    });
    writeFileSync(`${folder.path}/restorable.crc32`, manifest, 'latin1');
    const { exit, found, details } = await verified(folder.path);
    expect({ exit, found }).toEqual({ exit: 1, found: Array(3).fill('weak-manifest restorable.crc32') });
    expect(details).toEqual([
      'left out when it was sealed, and not checked: *.tmp',
      'files with content that was accepted when it was sealed: 1',
      'its hash lines are crc32, weaker than any that seal writes',
    ]);
  });

  it('may leave something out and be sound', async () => {
    const folder = makeFolder();
    folder.write('a', TEXT);
    folder.write('c.tmp', TEXT);
    const hex = createHash('sha256').update(TEXT).digest('hex');
    const promised = entry('a', { digests: [{ algorithm: 'sha256', hex }] });
    folder.write('restorable.sha256', written([promised], { exclude: ['*.tmp'] }));
    expect(await verified(folder.path)).toMatchObject({
      exit: 0,
      found: ['weak-manifest restorable.sha256'],
    });
  });
});

it('says in a note what the checksums of a list are good for, and no more than that', async () => {
  const folder = makeFolder();
  folder.write('a', TEXT);
  folder.write('a.sfv', `a ${CRC}\n`);
  const { exit, found, vouchers } = await verified(folder.path);
  expect({ exit, found }).toEqual({ exit: 0, found: [] });
  expect(vouchers[0]?.notes).toContain('its checksums (crc32) show damage, but no deliberate change');
});
