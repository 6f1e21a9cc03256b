import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { seededBytes } from '../help/bytes.ts';
import { needs } from '../help/tools.ts';
import { expectFlipsFound, expectSound, verified } from '../help/vouched.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });
const scratch = mkdtempSync(join(tmpdir(), 'restorable-duplicity-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const source = join(scratch, 'source');
const env = { ...process.env, HOME: scratch, PASSPHRASE: 'x' };

function duplicity(...args: string[]): number | null {
  return spawnSync('duplicity', ['--archive-dir', join(scratch, 'cache'), ...args], { env, stdio: 'ignore' })
    .status;
}

/** A full backup of three volumes, one with changes, one with nothing new. */
function makeTarget(name: string, ...flags: string[]): string {
  const root = join(scratch, name);
  rmSync(source, { recursive: true, force: true });
  mkdirSync(source);
  writeFileSync(join(source, 'random.bin'), seededBytes(1, 2_500_000));
  writeFileSync(join(source, 'n.txt'), Array.from({ length: 5000 }, (_, i) => `${i}`).join('\n'));
  const backUp = (): void => {
    expect(duplicity(...flags, '--volsize', '1', source, `file://${root}`)).toBe(0);
    // Times in names are whole seconds.
    execFileSync('sleep', ['1.1']);
  };
  backUp();
  writeFileSync(join(source, 'new.txt'), 'a new file\n'.repeat(500));
  backUp();
  backUp();
  return root;
}

describe.skipIf(!needs('duplicity', 'gpg'))('duplicity', () => {
  let root = '';
  beforeAll(() => {
    root = makeTarget('plain', '--no-encryption');
  });

  it('vouches for its volumes, and every flipped bit is found', async () => {
    const { entries } = await expectSound(root, 'duplicity');
    const names = readdirSync(root);
    expect(entries).toBe(names.filter((name) => !name.endsWith('.manifest')).length);
    const volumes = names.filter((name) => name.includes('.vol'));
    expect(volumes.length).toBeGreaterThan(4);
    let restores = 0;
    const tool = (): boolean => {
      restores += 1;
      // A restore takes seconds: the tool is asked where it reads every volume, three times.
      return (
        restores > 3 ||
        duplicity('--no-encryption', 'verify', '--compare-data', `file://${root}`, source) === 0
      );
    };
    const full = volumes.filter((name) => name.startsWith('duplicity-full.'));
    expect(await expectFlipsFound(root, full, { tool })).toBe(3);
    await expectFlipsFound(root, volumes, { count: 10 });
  });

  it('names what is cut, gone or new', async () => {
    const other = join(scratch, 'other');
    execFileSync('cp', ['-a', root, other]);
    const names = readdirSync(other).toSorted();
    const [first = '', second = '', third = ''] = names.filter((name) => /full.*vol/.test(name));
    truncateSync(join(other, first), 1000);
    rmSync(join(other, second));
    writeFileSync(join(other, third.replace('vol3', 'vol9')), 'not of this backup\n');
    const { exit, found } = await verified(other);
    expect(exit).toBe(1);
    expect(found).toEqual(
      expect.arrayContaining([
        `changed ${first}`,
        `missing ${second}`,
        `unvouched ${third.replace('vol3', 'vol9')}`,
      ]),
    );
    const last = names.findLast((name) => name.endsWith('.manifest')) ?? '';
    truncateSync(join(other, last), 40);
    expect((await verified(other)).exit).toBe(4);
  });

  it('says that it cannot hold what is encrypted', async () => {
    const encrypted = makeTarget('encrypted');
    const { exit, found, vouchers } = await verified(encrypted);
    expect(exit).toBe(1);
    expect(vouchers).toMatchObject([
      { entries: 0, notes: [expect.stringMatching(/^3 of 3 manifests are encrypted/)] },
    ]);
    expect(new Set(found.map((each) => each.split(' ')[0]))).toEqual(new Set(['unvouched']));
    const volume = readdirSync(encrypted).find((name) => /full.*vol2/.test(name)) ?? '';
    rmSync(join(encrypted, volume));
    expect((await verified(encrypted)).found).toContain(`missing ${volume}`);
  });
});
