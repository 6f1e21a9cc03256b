import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Structure, StructureVerdict } from '../../src/structure/kit/structure.ts';
import { MEDIA } from '../../src/structure/media.ts';
import { seededBytes } from '../help/bytes.ts';
import { bare, cuts, endures, flipped, patched, refusesOthers, standingOf } from './standing.ts';

const FIXTURES = new URL('../../fixtures/garbage/structure/', import.meta.url);

type Word = StructureVerdict['is'];

/** What a format is held to: lists of the words that may be said, of which the first must be said once at least. */
export type Claims = {
  /** Of each file as it is, by its name where they differ. */
  readonly whole: Word | ((name: string) => Word);
  /** Of a file cut at many places. */
  readonly cut: readonly Word[];
  /** Of holes of zeros and of noise, 4 KiB or a third of the file, at ten places. */
  readonly zeros: readonly Word[];
  readonly noise: readonly Word[];
  /** Of one bit turned at 20 places. */
  readonly flip: readonly Word[];
  readonly runs?: number;
};

/** The bytes of a file that a real tool made. */
export function keptFile(path: string): Buffer {
  return readFileSync(new URL(path, FIXTURES));
}

/** The files of a format by their names. */
export function keptFiles(format: string): readonly (readonly [string, Buffer])[] {
  return readdirSync(new URL(`${format}/`, FIXTURES)).map((name) => [name, keptFile(`${format}/${name}`)]);
}

/** Holds a format to its claims, with every file that is kept for it. */
export function holdsTo(structure: Structure, claims: Claims): void {
  const files = keptFiles(structure.name);

  it.each(files)(`${structure.name}: %s is whole, and no other format`, (file, bytes) => {
    const { whole } = claims;
    expect(MEDIA.filter((each) => each.recognises(bytes)).map(({ name }) => name)).toEqual([structure.name]);
    expect(bare(standingOf(structure, bytes))).toEqual({
      is: typeof whole === 'string' ? whole : whole(file),
    });
  });

  it(`${structure.name}: cut, with holes, with turned bits`, () => {
    const all = files.map(([, bytes]) => bytes);
    agrees(
      all.flatMap((bytes) => cuts(structure, bytes)),
      claims.cut,
    );
    agrees(
      all.flatMap((bytes) => words(structure, bytes, Buffer.alloc(holeOf(bytes)))),
      claims.zeros,
    );
    agrees(
      all.flatMap((bytes) => words(structure, bytes, seededBytes(5, holeOf(bytes)))),
      claims.noise,
    );
    const turned = all.flatMap((bytes) =>
      places(bytes.length, 20).map((at) => standingOf(structure, flipped(bytes, at)).is),
    );
    agrees(turned, claims.flip);
  });

  it.each(files)(`${structure.name}: %s in any chunks, and damaged in any way`, (_, bytes) => {
    endures(structure, bytes, claims.runs ?? 60);
  });

  it(`${structure.name}: never text, zeros or noise`, () => {
    refusesOthers(structure);
  });
}

function agrees(found: readonly string[], allowed: readonly string[]): void {
  expect(found.filter((word) => !allowed.includes(word))).toEqual([]);
  expect(found).toContain(allowed[0]);
}

function holeOf(bytes: Buffer): number {
  return Math.min(4096, Math.floor(bytes.length / 3));
}

function places(length: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * length) / count));
}

function words(structure: Structure, bytes: Buffer, hole: Buffer): readonly Word[] {
  return places(bytes.length - hole.length, 10).map(
    (at) => standingOf(structure, patched(bytes, at, hole)).is,
  );
}
