/** Lists that are packed by real tools: they are read like plain ones, and a damaged one is never taken for an empty one. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { expectFailure, plainTree, shell } from './help/peer.ts';
import { told } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 120_000 });

const scratch = makeScratch();

const PACKERS = [
  { tool: 'gzip', pack: 'gzip -c', extension: 'gz' },
  { tool: 'bzip2', pack: 'bzip2 -c', extension: 'bz2' },
  { tool: 'xz', pack: 'xz -c', extension: 'xz' },
  { tool: 'xz', pack: 'xz --lzma2=preset=0,dict=1GiB -C none -c', extension: 'xz' },
  { tool: 'xz', pack: 'xz --format=lzma -c', extension: 'lzma' },
  { tool: 'lzip', pack: 'lzip -c', extension: 'lz' },
  { tool: 'zstd', pack: 'zstd -q -c', extension: 'zst' },
  { tool: 'lz4', pack: 'lz4 -q -c', extension: 'lz4' },
];

describe.each(PACKERS)('a list that $pack packed', ({ tool, pack, extension }) => {
  const isHere = needs(tool);
  const list = `SHA256SUMS.${extension}`;

  async function listed(): Promise<string> {
    const root = plainTree(mkdtempSync(join(scratch, 'packed-')));
    expect(await shell(`sha256sum a.txt b.txt | ${pack} > ${list}`, root)).toBe(0);
    return root;
  }

  it.skipIf(!isHere).concurrent('is held', async () => {
    const root = await listed();
    expectFailure(await told(['verify', root]), 0);
    expect((await told(['seal', root, '--output', `${root}.sha256`])).code).toBe(0);
    writeFileSync(join(root, 'a.txt'), 'the f1rst file\n');
    expectFailure(await told(['verify', root]), 1, 'changed a.txt');
    expect((await told(['seal', root, '--output', `${root}.other`])).code).toBe(1);
    rmSync(join(root, 'b.txt'));
    expect((await told(['verify', root])).findings).toContain('missing b.txt');
  });

  it.skipIf(!isHere).concurrent('is damaged where it was cut or a bit of it turned', async () => {
    const root = await listed();
    const bytes = readFileSync(join(root, list));
    for (const cut of [bytes.length >> 1, bytes.length - 9]) {
      writeFileSync(join(root, list), bytes.subarray(0, cut));
      const run = await told(['verify', root]);
      expect(run.code).toBe(4);
      expect(run.findings).toContain(`manifest-damaged ${list}`);
    }
    const at = bytes.length >> 1;
    bytes.writeUInt8(bytes.readUInt8(at) ^ 0x10, at);
    writeFileSync(join(root, list), bytes);
    expect((await told(['verify', root])).code).not.toBe(0);
  });
});

describe.skipIf(!needs('bzip2') || !needs('xz'))('a list that is a decompression bomb', () => {
  it.each(['bz2', 'xz'])('is too large, and takes no memory for that: %s', async (extension) => {
    const root = plainTree(mkdtempSync(join(scratch, 'bomb-')));
    const pack = extension === 'xz' ? 'xz -0' : 'bzip2';
    expect(await shell(`head -c 1200000000 /dev/zero | ${pack} > SHA256SUMS.${extension}`, root)).toBe(0);
    const run = await told(['verify', root]);
    expect(run.code).toBe(4);
    expect(run.findings).toContain(`manifest-damaged SHA256SUMS.${extension}`);
  });
});
