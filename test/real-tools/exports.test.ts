/** What `seal --format` writes is accepted by the tool whose format it is, and that tool sees a changed byte by it. */
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { execute, type Ran, restorable } from '../help/program.ts';
import { needs } from '../help/tools.ts';
import { lay, type Node } from '../help/tree.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = mkdtempSync(join(tmpdir(), 'restorable-exports-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function makeTree(): string {
  const root = mkdtempSync(join(scratch, 'tree-'));
  const names = ['data/a.txt', 'data/sub/b%c.txt', 'data/sp ace', 'data/\xc3\xbcn\xc3\xaf.txt', 'data/-'];
  lay(
    root,
    new Map(names.map((name): [string, Node] => [name, { kind: 'file', bytes: Buffer.from(`${name}\n`) }])),
  );
  return root;
}

/** Seals with more formats, and says what a tool makes of the tree as it is and with one byte changed. */
async function tried(
  formats: readonly string[],
  more: readonly string[],
  tool: readonly string[],
): Promise<number[]> {
  const root = makeTree();
  const flags = formats.flatMap((format) => ['--format', format]);
  const ran = await restorable(['seal', '--no-journal', ...flags, ...more, root]);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  const [command = '', ...args] = tool.map((word) => word.replace('ROOT', root));
  const check = async (): Promise<number> => (await execute(command, args, { cwd: root })).code ?? -1;
  const sound = await check();
  writeFileSync(join(root, 'data/a.txt'), 'data/b.txt\n');
  return [sound, await check()];
}

describe('seal --format', () => {
  it.skipIf(!needs('sha256sum'))('sha256sums is what sha256sum reads', async () => {
    const [sound, changed] = await tried(['sha256sums'], [], ['sha256sum', '-c', '--strict', 'SHA256SUMS']);
    expect([sound, changed]).toEqual([0, 1]);
  });

  it.skipIf(!needs('hashdeep'))('hashdeep passes the audit of hashdeep', async () => {
    const list = join(scratch, 'list.hashdeep');
    const outside = ['--output', join(scratch, 'restorable.sha256'), '--force'];
    const audit = ['hashdeep', '-r', '-l', '-a', '-k', list, '.'];
    const [sound, changed] = await tried([`hashdeep:${list}`], outside, audit);
    expect(sound).toBe(0);
    expect(changed).not.toBe(0);
  });

  it.skipIf(!needs('hashdeep'))(
    'hashdeep passes the documented audit also with links, and says what it left out',
    async () => {
      const root = makeTree();
      symlinkSync('a.txt', join(root, 'data/link'));
      const list = join(scratch, 'docs.hashdeep');
      const seal = [
        'seal',
        '--no-journal',
        '-o',
        join(scratch, 'docs.sha256'),
        '--format',
        `hashdeep:${list}`,
      ];
      expect(await restorable([...seal, root])).toMatchObject({ code: 0, stderr: '' });
      const audit = (): Promise<Ran> =>
        execute('hashdeep', ['-r', '-l', '-o', 'f', '-a', '-k', list, '.'], { cwd: root });
      expect((await audit()).code).toBe(0);
      writeFileSync(join(root, 'data/two\nlines'), 'x');
      writeFileSync(join(root, 'data/two\rmore'), 'x');
      const { code, stderr } = await restorable([...seal, '--force', root]);
      expect([code, stderr]).toEqual([
        0,
        expect.stringMatching(
          /^restorable: warning: hashdeep: 2 files left out, such as data\/two\\nlines: /,
        ),
      ]);
      expect((await audit()).code).not.toBe(0);
    },
  );

  it('bagit-manifests says how many files are no part of the bag', async () => {
    const root = makeTree();
    writeFileSync(join(root, 'outside.txt'), 'x');
    const { code, stderr } = await restorable(['seal', '--no-journal', '--format', 'bagit-manifests', root]);
    expect([code, stderr]).toEqual([0, expect.stringContaining('1 file left out, such as outside.txt')]);
  });

  it('bagit-manifests is a bag, as the reader of bags has it', async () => {
    const root = makeTree();
    const outside = ['--output', join(scratch, 'bag.sha256')];
    await restorable(['seal', '--no-journal', '--format', 'bagit-manifests', ...outside, root]);
    const verify = ['verify', '--no-journal', '--voucher', 'bagit', root];
    expect(await restorable(verify)).toMatchObject({ code: 0, stdout: '' });
    writeFileSync(join(root, 'data/a.txt'), 'data/b.txt\n');
    expect((await restorable(verify)).code).toBe(1);
  });

  it('leaves what it wrote out of the tree that is verified', async () => {
    const root = makeTree();
    await restorable(['seal', '--no-journal', '--format', 'sha256sums', '--format', 'bagit-manifests', root]);
    expect(await restorable(['verify', '--no-journal', root])).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(join(root, 'bagit.txt'), 'utf8')).toContain('BagIt-Version: 1.0');
  });

  it('refuses what it cannot write', async () => {
    const root = makeTree();
    expect((await restorable(['seal', '--format', 'zzz', root])).code).toBe(2);
    expect((await restorable(['seal', '--format', 'sha256sums', '--algorithm', 'xxh64', root])).code).toBe(2);
  });
});
