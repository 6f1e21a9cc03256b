import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, readSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { detect } from '../../src/detect/detectors.ts';
import { loadVouchers, storeAt } from '../../src/voucher/vouchers.ts';
import { seededBytes } from '../help/bytes.ts';
import { restorable } from '../help/program.ts';
import { makeScratch } from '../help/scratch.ts';
import { needs } from '../help/tools.ts';
import { packed } from '../structure/packed.ts';
import { examined } from './read.ts';

vi.setConfig({ testTimeout: 60_000 });

const MIB = 1 << 20;
const scratch = makeScratch();

function said(bytes: Buffer, path: string): string {
  const finding = detect(examined(bytes, path), path);
  return finding === undefined ? 'nothing' : `${finding.severity} ${finding.code}`;
}

function image(name: string, size: number): string {
  const path = join(scratch, name);
  writeFileSync(path, '');
  truncateSync(path, size);
  return path;
}

function firstOf(path: string, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  const file = openSync(path, 'r');
  readSync(file, bytes, 0, size, 0);
  closeSync(file);
  return bytes;
}

describe('the first MiBs of a disk', () => {
  it.skipIf(!needs('sfdisk')).each(['gpt', 'dos'])('with a table of %s are a note', (label) => {
    const disk = image(`${label}.img`, 1024 * MIB);
    execFileSync('sfdisk', ['-q', disk], {
      input: `label: ${label}\n2048,1000000\n`,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    for (const count of [2, 8, 32])
      expect(said(firstOf(disk, count * MIB), `sda-first-${count}M.bin`)).toBe('note truncated-content');
    // Most of the disk, or no whole MiB: a copy that was cut.
    expect(said(firstOf(disk, 200 * MIB), 'disk.img')).toMatch(/^(?:error|warning) truncated-content/);
    expect(said(firstOf(disk, 8 * MIB + 512), 'disk.img')).toMatch(/^(?:error|warning) truncated-content/);
  });

  it('with a volume of ext are a note', () => {
    const volume = Buffer.from(packed('ext/plain.img'));
    volume.writeUInt32LE(0x10_0000, 1028);
    const whole = Buffer.concat([volume, Buffer.alloc(16 * MIB)]);
    expect(said(whole.subarray(0, 8 * MIB), 'sda1.bin')).toBe('note truncated-content');
    expect(said(whole.subarray(0, 8 * MIB + 4096), 'sda1.bin')).toBe('error truncated-content');
  });
});

describe('a volume of btrfs', () => {
  it.skipIf(!needs('mkfs.btrfs'))('made by mkfs.btrfs is known, and reported where it is cut', () => {
    const path = image('btrfs.img', 128 * MIB);
    execFileSync('mkfs.btrfs', ['-q', path]);
    const bytes = readFileSync(path);
    const seen = examined(bytes, 'btrfs.img');
    expect(seen).toMatchObject({ format: { name: 'btrfs' }, verdict: { is: 'sound' } });
    expect(detect(seen, 'btrfs.img')).toBeUndefined();
    expect(said(bytes.subarray(0, 100 * MIB + 4096), 'btrfs.img')).toBe('error truncated-content');
    expect(said(bytes.subarray(0, 16 * MIB), 'btrfs-head.bin')).toBe('note truncated-content');
    for (const sizes of [[65_536], [4096], [70_001]])
      expect(examined(bytes.subarray(0, 2 * MIB), 'btrfs.img', sizes).format?.name).toBe('btrfs');
    bytes[65_700] = (bytes[65_700] ?? 0) ^ 1;
    expect(said(bytes, 'btrfs.img')).toBe('error broken-structure');
  });
});

describe('a program that holds binary data in a string', () => {
  const wasm = seededBytes(7, 60_000)
    .toString('latin1')
    .replaceAll(/["\\\r\n]/g, ' ');
  const code = 'export const bytes = "';

  it('is text, and damage in it is seen', () => {
    const script = Buffer.from(
      `${'// What the sandbox of the viewer runs.\n'.repeat(20)}${code}${wasm}";\n${'export default bytes;\n'.repeat(400)}`,
    );
    for (const name of ['pdf.sandbox.mjs', 'a.js']) expect(said(script, name)).toBe('nothing');
    for (const at of [20_000, script.length - 6000]) {
      const damaged = Buffer.from(script);
      seededBytes(8, 4096).copy(damaged, at);
      expect(said(damaged, 'a.mjs')).not.toBe('nothing');
    }
    const holed = Buffer.from(script);
    holed.fill(0, script.length - 6144, script.length - 4096);
    expect(said(holed, 'a.js')).not.toBe('nothing');
  });
});

describe('a backup of a phone', () => {
  const names = ['Manifest.db', 'Manifest.plist', 'Info.plist', 'Status.plist'];

  it('is a store, whose files may be encrypted and not lost', async () => {
    await loadVouchers();
    expect(storeAt(new Set(names))?.voucher.name).toBe('mobile-backup');
    const root = join(scratch, 'phone');
    execFileSync('mkdir', ['-p', ...Array.from({ length: 8 }, (_, i) => join(root, `0${i}`))]);
    const plist = '<?xml version="1.0"?>\n<plist version="1.0"><dict/></plist>\n';
    for (const name of names)
      writeFileSync(join(root, name), name === 'Manifest.db' ? seededBytes(1, 65_536) : plist);
    for (let i = 0; i < 8; i++)
      writeFileSync(join(root, `0${i}`, `0${i}${'ab'.repeat(19)}`), seededBytes(i + 2, 20_000));
    expect((await restorable(['scan', root])).code).toBe(0);
    for (const i of [1, 2, 3])
      writeFileSync(join(root, `0${i}`, `0${i}${'ab'.repeat(19)}`), Buffer.alloc(20_000));
    expect((await restorable(['scan', root])).code).toBe(1);
  });
});

describe.skipIf(!needs('as', 'ld'))('a program', () => {
  /** Code without a pattern, with 4096 bytes of a fill in it on the grid of sectors. */
  const program = (name: string, fill: string): Buffer => {
    const words = seededBytes(8, 65_536);
    const code = Array.from(
      { length: 12_000 },
      (_, i) => `movl $${words.readUInt32LE(4 * i)}, ${i % 120}(%rsp)`,
    );
    const path = join(scratch, name);
    writeFileSync(`${path}.s`, `.globl _start\n.text\n_start:\n${code.join('\n')}\n`);
    execFileSync('as', ['-o', `${path}.o`, `${path}.s`]);
    execFileSync('ld', ['-o', path, `${path}.o`]);
    return Buffer.from(readFileSync(path).fill(fill, 65_536 - 4096, 65_536, 'hex'));
  };

  it('with room for code that it writes as it runs is left alone, and other fills in it are not', () => {
    expect(said(program('trap', '0f0b'), 'trap')).toBe('nothing');
    expect(said(program('pattern', 'deadbeef'), 'pattern')).toBe('warning zero-holes');
    expect(said(program('zeros', '00'), 'zeros')).toBe('warning zero-holes');
  });

  it('with zeros between its data is left alone where only samples of it are read', async () => {
    const root = join(scratch, 'sampled');
    const path = join(scratch, 'tables');
    execFileSync('mkdir', [root]);
    writeFileSync(
      `${path}.bin`,
      seededBytes(4, 6_000_000).map((byte) => 65 + (byte % 47)),
    );
    const data = `.incbin "${path}.bin"`;
    writeFileSync(
      `${path}.s`,
      `.globl _start\n_start: nop\n.data\n.balign 4096\n${data}\n.space 2097152\n${data}\n`,
    );
    execFileSync('as', ['-o', `${path}.o`, `${path}.s`]);
    execFileSync('ld', ['-o', join(root, 'tables'), `${path}.o`]);
    expect((await restorable(['scan', '--depth', 'quick', root])).code).toBe(0);
  });
});
