import fc from 'fast-check';
import { expect, vi } from 'vitest';
import type { CheckedFile, Structure, StructureVerdict } from '../../src/structure/kit/structure.ts';
import { chunks } from '../hash/stream.ts';
import { mutate } from '../help/mutate.ts';

// Cores are shared, and a check of every byte alone takes its time.
vi.setConfig({ testTimeout: 60_000 });

/** What is packed is not looked into. */
const nest: CheckedFile['nest'] = () => ({ update: () => {}, end: () => ({ is: 'unknown' }) });

/** What a check says of some bytes, in chunks of the given sizes. */
export function standingOf(
  structure: Structure,
  bytes: Uint8Array,
  sizes: readonly number[] = [262_144],
  told: Partial<CheckedFile> = {},
): StructureVerdict {
  const head = bytes.subarray(0, 65_536);
  const probe = structure.createCheck?.({
    path: 'file',
    size: bytes.length,
    head,
    depth: 'normal',
    nest,
    ...told,
  });
  if (probe === undefined) throw new Error(`${structure.name} has no check`);
  for (const chunk of chunks(bytes, sizes)) probe.update(chunk);
  return probe.end();
}

/** What comes out of a packed file, and how it stands. */
export function unpackedOf(structure: Structure, bytes: Uint8Array): { out: Buffer; is: string } {
  const out: Buffer[] = [];
  const inner = nest('');
  const { is } = standingOf(structure, bytes, [100_000], {
    nest: () => ({ ...inner, update: (chunk) => void out.push(Buffer.from(chunk)) }),
  });
  return { out: Buffer.concat(out), is };
}

/** A verdict without the areas that a sound program tells beside it. */
export function bare(standing: StructureVerdict): Record<string, unknown> {
  const { plain: _plain, parts: _parts, ...rest }: Record<string, unknown> = { ...standing };
  return rest;
}

/** The verdict in a word, for a cut file at each of about `count` places between its recognition and its end. */
export function cuts(structure: Structure, bytes: Uint8Array, count = 40, from = 32): string[] {
  const step = Math.max(1, Math.floor((bytes.length - from) / count));
  const words: string[] = [];
  for (let at = bytes.length - 1; at >= from; at -= at > bytes.length - 24 ? 1 : step)
    words.push(standingOf(structure, bytes.subarray(0, at)).is);
  return [...new Set(words)].toSorted();
}

/** A copy with one bit turned. */
export function flipped(bytes: Uint8Array, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 0x10, at);
  return copy;
}

/** A copy with some bytes replaced. */
export function patched(bytes: Uint8Array, at: number, piece: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  copy.set(piece, at);
  return copy;
}

/** Holds that chunks and damage change nothing but the verdict: the same for any chunking, and none throws. */
export function endures(structure: Structure, bytes: Uint8Array, runs = 120): void {
  const small = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 6 });
  const sizes = fc
    .tuple(small, fc.integer({ min: 1 + (bytes.length >> 6), max: 70_000 }))
    .map(([first, last]) => [...first, last]);
  const seed = fc.option(fc.integer({ min: 0, max: 1e6 }));
  fc.assert(
    fc.property(seed, sizes, (mutation, cutAt) => {
      const seen = mutation === null ? bytes : mutate(bytes, mutation);
      const whole = standingOf(structure, seen);
      expect(standingOf(structure, seen, cutAt)).toEqual(whole);
      if (whole.is === 'broken' || whole.is === 'cut') expect(whole.detail).toMatch(/\d/);
      expect(typeof structure.recognises(seen.subarray(0, 65_536))).toBe('boolean');
    }),
    { numRuns: runs, seed: 7 },
  );
  if (bytes.length < 20_000) expect(standingOf(structure, bytes, [1])).toEqual(standingOf(structure, bytes));
}

/** How a structure takes what it never should: empty, text, zeros, random bytes. */
export function refusesOthers(structure: Structure): void {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => !structure.recognises(bytes)),
    { numRuns: 2000, seed: 7 },
  );
  fc.assert(
    fc.property(fc.string({ maxLength: 600 }), (text) => !structure.recognises(Buffer.from(text))),
    { numRuns: 500, seed: 7 },
  );
  for (const length of [0, 1, 4, 512, 65_536])
    expect(structure.recognises(new Uint8Array(length))).toBe(false);
}
