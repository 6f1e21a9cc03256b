/** Volumes of GNU tar (`tar -M`): whole sets are sound, and one that is lost, cut or out of order is found. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { seededBytes } from '../help/bytes.ts';
import { isFinding, told } from '../help/program.ts';
import { makeScratch } from '../help/scratch.ts';
import { needs } from '../help/tools.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const scratch = makeScratch();
const LONG = `${'long-'.repeat(24)}name`;

/** How the volumes are named, and options of tar. */
const KINDS = [
  ['gnu', 'v.tar v.tar-2 v.tar-3 v.tar-4 v.tar-5 v.tar-6', ''],
  ['pax', 'v.tar v.tar-2 v.tar-3 v.tar-4 v.tar-5 v.tar-6', '-H pax'],
  ['label', 'a1.tar a2.tar a3.tar a4.tar a5.tar a6.tar', '-V label'],
  ['padded', 'vol.001 vol.002 vol.003 vol.004 vol.005 vol.006', '--sparse'],
  ['oldgnu', 'v-01.tar v-02.tar v-03.tar v-04.tar v-05.tar v-06.tar', '-H oldgnu'],
] as const;

describe.skipIf(!needs('tar'))('volumes of tar', () => {
  const source = join(scratch, 'source');
  mkdirSync(join(source, 'd'), { recursive: true });
  for (let i = 0; i < 4; i++) writeFileSync(join(source, `d/f${i}`), seededBytes(i, 300_000));
  writeFileSync(join(source, LONG), seededBytes(9, 900_000));

  const sets = new Map<string, string>(
    KINDS.map(([kind, names, options]) => {
      const root = mkdtempSync(join(scratch, 'tar-'));
      const files = names.split(' ').map((name) => `-f ${root}/${name}`);
      execFileSync('bash', ['-ec', `tar -c -M -L 400 ${options} ${files.join(' ')} ${LONG} d`], {
        cwd: source,
      });
      return [kind, root];
    }),
  );

  async function found(kind: string, script = 'true'): Promise<readonly string[]> {
    const root = join(mkdtempSync(join(scratch, 'copy-')), 'store');
    cpSync(sets.get(kind) ?? '', root, { recursive: true });
    execFileSync('bash', ['-ec', `set -- $(ls -v); ${script}`], { cwd: root });
    const { events } = await told(['scan', root]);
    const wrong = events.filter(isFinding).filter(({ severity }) => severity !== 'note');
    return wrong.map(({ code, severity, path }) => `${code} ${severity} ${path}`);
  }

  it.each(KINDS)('are left alone where all are there: %s', async (kind) => {
    expect(await found(kind, 'test $# -gt 4')).toEqual([]);
  });

  it.each(KINDS)('are found where one is lost, cut or out of order: %s', async (kind, names) => {
    const [first = '', second = '', third = ''] = names.split(' ');
    expect(await found(kind, 'rm $2')).toEqual([
      `truncated-content error ${first}`,
      `broken-structure error ${third}`,
    ]);
    expect(await found(kind, 'rm $1')).toEqual([`broken-structure error ${second}`]);
    expect(await found(kind, 'eval "rm \\${$#}"')).toEqual([
      expect.stringMatching(/^truncated-content error /),
    ]);
    expect(await found(kind, 'truncate -s 204800 $2')).toEqual([
      `truncated-content error ${second}`,
      `broken-structure error ${third}`,
    ]);
    expect(await found(kind, 'mv $2 x; mv $3 $2; mv x $3')).toContain(`broken-structure warning ${second}`);
  });

  it('are left alone where a volume ends between two members', async () => {
    const root = mkdtempSync(join(scratch, 'tar-'));
    const source2 = mkdtempSync(join(scratch, 'source-'));
    // Each member and its header are as long as a volume.
    for (let i = 0; i < 3; i++) writeFileSync(join(source2, `f${i}`), seededBytes(i, 10_240 * 4 - 512));
    const files = [`-f ${root}/b.tar`, `-f ${root}/b.tar-2`, `-f ${root}/b.tar-3`, `-f ${root}/b.tar-4`];
    execFileSync('bash', ['-ec', `tar -c -M -L 40 ${files.join(' ')} f0 f1 f2`], { cwd: source2 });
    const { code, events } = await told(['scan', root]);
    expect([code, events.filter(isFinding)]).toEqual([0, []]);
  });

  it('are refused by tar where they are refused here', () => {
    const root = join(mkdtempSync(join(scratch, 'copy-')), 'store');
    cpSync(sets.get('gnu') ?? '', root, { recursive: true });
    const tested = (names: string): number | null =>
      spawnSync('bash', ['-c', `tar -t -M ${names.replace(/\S+/g, '-f $&')} </dev/null`], { cwd: root })
        .status;
    expect(tested('v.tar v.tar-2 v.tar-3 v.tar-4 v.tar-5 v.tar-6')).toBe(0);
    expect(tested('v.tar v.tar-3 v.tar-4 v.tar-5 v.tar-6')).not.toBe(0);
  });
});
