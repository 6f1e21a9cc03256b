import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { elf } from '../../src/structure/program/elf.ts';
import { javaClass } from '../../src/structure/program/java-class.ts';
import { machO } from '../../src/structure/program/mach-o.ts';
import { pe } from '../../src/structure/program/pe.ts';
import { wasm } from '../../src/structure/program/wasm.ts';
import { seededBytes } from '../help/bytes.ts';
import { packed } from './packed.ts';
import { bare, cuts, endures, patched, refusesOthers, standingOf } from './standing.ts';

/** A core dump as Linux writes it: segments and no sections. */
function core(): Buffer {
  const bytes = Buffer.alloc(20_000);
  Buffer.from('7f454c4602010100', 'hex').copy(bytes);
  bytes.writeUInt16LE(4, 16);
  bytes.writeUInt32LE(64, 32);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(2, 56);
  bytes.writeUInt32LE(4096, 64 + 8);
  bytes.writeUInt32LE(100, 64 + 32);
  bytes.writeUInt32LE(8192, 120 + 8);
  bytes.writeUInt32LE(20_000 - 8192, 120 + 32);
  return bytes;
}

/** A program of Windows with two sections and a certificate. */
function program(): Buffer {
  const bytes = Buffer.alloc(2048);
  bytes.write('MZ');
  bytes.writeUInt32LE(128, 60);
  bytes.write('PE\0\0', 128);
  bytes.writeUInt16LE(2, 128 + 6);
  bytes.writeUInt16LE(240, 128 + 20);
  const optional = 128 + 24;
  bytes.writeUInt16LE(0x20b, optional);
  bytes.writeUInt32LE(16, optional + 108);
  bytes.writeUInt32LE(1536, optional + 144);
  bytes.writeUInt32LE(512, optional + 148);
  for (const [i, at] of [512, 1024].entries()) {
    const section = optional + 240 + i * 40;
    bytes.writeUInt32LE(500, section + 8);
    bytes.writeUInt32LE(512, section + 16);
    bytes.writeUInt32LE(at, section + 20);
  }
  return bytes;
}

/** A program of macOS with one segment and a signature, and a universal file of it. */
function thin(): Buffer {
  const bytes = Buffer.alloc(3000);
  bytes.writeUInt32LE(0xfeedfacf, 0);
  bytes.writeUInt32LE(2, 12);
  bytes.writeUInt32LE(2, 16);
  bytes.writeUInt32LE(0x19, 32);
  bytes.writeUInt32LE(72, 36);
  bytes.writeUInt32LE(2000, 32 + 48);
  bytes.writeUInt32LE(0x1d, 104);
  bytes.writeUInt32LE(16, 108);
  bytes.writeUInt32LE(2000, 112);
  bytes.writeUInt32LE(1000, 116);
  return bytes;
}

function universal(): Buffer {
  const head = Buffer.alloc(4096);
  head.writeUInt32BE(0xcafebabe, 0);
  head.writeUInt32BE(1, 4);
  head.writeUInt32BE(4096, 16);
  head.writeUInt32BE(3000, 20);
  return Buffer.concat([head, thin()]);
}

describe.each([
  [elf, core()],
  [elf, readFileSync('/bin/ls')],
  [pe, program()],
  [machO, thin()],
  [machO, universal()],
  [javaClass, packed('java-class/X.class')],
] as const)('a program: %#', (structure, bytes) => {
  it(`is sound, and cut wherever it is short: ${structure.name}`, () => {
    expect(structure.recognises(bytes)).toBe(true);
    expect(bare(standingOf(structure, bytes))).toEqual({ is: 'sound' });
    expect(bare(standingOf(structure, Buffer.concat([bytes, Buffer.from('signature')])))).toEqual({
      is: 'sound',
    });
    const end = structure === pe ? 1536 + 512 : bytes.length;
    expect(cuts(structure, bytes.subarray(0, end), 60, 64)).toEqual(['cut']);
  });

  it('endures', () => {
    endures(structure, bytes, 100);
    refusesOthers(structure);
  });
});

describe('a program', () => {
  it('of split debug information has segments that lie elsewhere', () => {
    const bytes = readFileSync('/bin/ls');
    const segments = Number(bytes.readBigUInt64LE(32));
    const copy = Buffer.from(bytes);
    for (let i = 0; i < bytes.readUInt16LE(56); i++) copy.writeUInt32LE(0x7fffffff, segments + i * 56 + 32);
    expect(bare(standingOf(elf, copy))).toEqual({ is: 'sound' });
  });

  it('tells where its code lies, and what is a section', () => {
    const bytes = readFileSync('/bin/ls');
    const standing = standingOf(elf, bytes);
    const { plain = [], parts = [] } = standing.is === 'sound' ? standing : {};
    expect(plain.length).toBeGreaterThan(0);
    expect(parts.length).toBeGreaterThan(plain.length);
    for (const { start: from, end } of [...plain, ...parts])
      expect(from <= end && end <= bytes.length).toBe(true);
    for (const area of plain) expect(parts).toContainEqual(area);
  });

  it('is broken where its section table is lost', () => {
    const bytes = readFileSync('/bin/ls');
    const table = Number(bytes.readBigUInt64LE(40));
    expect(standingOf(elf, patched(bytes, table, Buffer.alloc(bytes.length - table)))).toEqual({
      is: 'broken',
      detail: expect.stringMatching(/^section \d+, the section names: type wanted 3, found 0$/),
    });
  });

  it('of Java is broken where a constant is of no kind', () => {
    const bytes = packed('java-class/X.class');
    expect(standingOf(javaClass, patched(bytes, 10, Buffer.from([99])))).toEqual({
      is: 'broken',
      detail: 'not a valid constant at 10: kind 99',
    });
    expect(['broken', 'cut']).toContain(standingOf(javaClass, patched(bytes, 300, seededBytes(1, 900))).is);
  });

  it('in WebAssembly has sections to its end, and code for its functions', () => {
    const bytes = packed('wasm/m.wasm');
    expect(wasm.recognises(bytes)).toBe(true);
    expect(standingOf(wasm, bytes)).toEqual({ is: 'sound' });
    expect(standingOf(wasm, bytes.subarray(0, 22)).is).toBe('cut');
    expect(standingOf(wasm, bytes.subarray(0, -1)).is).toBe('cut');
    expect(standingOf(wasm, patched(bytes, 4, Buffer.from([13])))).toEqual({ is: 'unknown' });
    endures(wasm, bytes);
    refusesOthers(wasm);
  });
});
