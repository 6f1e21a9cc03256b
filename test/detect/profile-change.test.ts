import { describe, expect, it } from 'vitest';
import { type Profile, parseProfile, profileOf } from '../../src/detect/profile.ts';
import { profileChange } from '../../src/detect/profile-change.ts';
import type { ContentFinding } from '../../src/model/content.ts';
import { seededBytes } from '../help/bytes.ts';
import { detailOf } from '../help/in-words.ts';
import { proseOf } from '../help/made.ts';
import { examined } from './read.ts';

/** A profile that knows nothing but what is told. */
function profile(more: Partial<Profile>): Profile {
  return {
    dominant: 'B',
    format: undefined,
    verdict: 'unknown',
    traits: [],
    entropy: 5,
    blocks: new Map([[more.dominant ?? 'B', 10]]),
    longestZeroRun: 0,
    ...more,
  };
}

const TEXT = profile({ dominant: 'T', entropy: 4.5 });
const BINARY = profile({});
const RANDOM = profile({ dominant: 'R', entropy: 8 });
const ZEROS = profile({ dominant: 'Z', entropy: 0 });
const FILL = profile({ dominant: 'C', entropy: 1 });
const PDF = profile({ format: 'pdf', verdict: 'sound', traits: ['dense'], dominant: 'H', entropy: 7.9 });
const DATABASE = profile({ format: 'sqlite', verdict: 'sound', traits: ['paged'] });
const ZIP = profile({ format: 'zip', verdict: 'proven', traits: ['dense'], dominant: 'H', entropy: 7.9 });
const AGE = profile({ format: 'age', verdict: 'encrypted', traits: ['dense'], dominant: 'R', entropy: 8 });
const blocks = (counts: Readonly<Record<string, number>>): ReadonlyMap<string, number> =>
  new Map(Object.entries(counts));

function said(suspicion: ContentFinding | undefined): string | undefined {
  return suspicion === undefined
    ? undefined
    : `${suspicion.severity} ${suspicion.code}: ${detailOf(suspicion)}`;
}

describe('content that turned', () => {
  it.each<[string, Profile, Profile, string]>([
    ['text is random', TEXT, RANDOM, 'error random-filled: text when it was sealed, now mostly random'],
    ['text is zeros', TEXT, ZEROS, 'error zero-holes: text when it was sealed, now mostly zeros'],
    ['text is a fill', TEXT, FILL, 'error constant-filled: text when it was sealed, now mostly one pattern'],
    [
      'plain content is random',
      BINARY,
      RANDOM,
      'error random-filled: of no known format when it was sealed, now mostly random',
    ],
    [
      'a database is random',
      DATABASE,
      RANDOM,
      'error random-filled: sqlite when it was sealed, now mostly random',
    ],
    ['a document is random', PDF, RANDOM, 'error wrong-type: pdf when it was sealed, no known format now'],
    ['a document is zeros', PDF, ZEROS, 'error wrong-type: pdf when it was sealed, no known format now'],
    [
      'a document is nothing known',
      PDF,
      BINARY,
      'error wrong-type: pdf when it was sealed, no known format now',
    ],
    ['a document is text', PDF, TEXT, 'warning wrong-type: pdf when it was sealed, text now'],
    ['a document is encrypted', PDF, AGE, 'warning wrong-type: pdf when it was sealed, age now'],
    [
      'a document is an archive that proves itself',
      PDF,
      ZIP,
      'warning wrong-type: pdf when it was sealed, zip now',
    ],
    ['a text is encrypted', TEXT, AGE, 'warning wrong-type: text when it was sealed, age now'],
  ])('is told where %s now', (_, before, after, wanted) => {
    expect(said(profileChange(before, after, false))).toBe(wanted);
  });

  it('is told where a fifth more of its blocks are random', () => {
    const some = (random: number): Profile => profile({ blocks: blocks({ B: 100 - random, R: random }) });
    expect(said(profileChange(BINARY, some(20), false))).toBe(
      'warning partly-encrypted: 20 % more of its blocks are random than when it was sealed',
    );
    expect(profileChange(BINARY, some(19), false)).toBeUndefined();
    expect(profileChange(some(10), some(25), false)).toBeUndefined();
    expect(profileChange(some(10), some(35), false)).toMatchObject({ code: 'partly-encrypted' });
  });

  it('is told where a quarter more of its blocks are zeros', () => {
    const after = (zeros: number): Profile => profile({ blocks: blocks({ B: 100 - zeros, Z: zeros }) });
    expect(said(profileChange(BINARY, after(25), false))).toBe(
      'warning zero-holes: 25 % more of its blocks are zeros than when it was sealed',
    );
    expect(profileChange(BINARY, after(24), false)).toBeUndefined();
    expect(
      profileChange({ ...DATABASE }, { ...after(40), format: 'sqlite', traits: ['paged'] }, false),
    ).toBeUndefined();
  });

  it('is told where its entropy rose by one bit a byte at the same size', () => {
    const before = profile({ entropy: 5 });
    expect(said(profileChange(before, profile({ entropy: 6 }), true))).toBe(
      'warning partly-encrypted: the size is the same, but the entropy rose from 5.00 to 6.00 bits per byte',
    );
    expect(profileChange(before, profile({ entropy: 6 }), false)).toBeUndefined();
    expect(profileChange(before, profile({ entropy: 5.99 }), true)).toBeUndefined();
    expect(profileChange(profile({ entropy: 6 }), before, true)).toBeUndefined();
  });

  it('says nothing of a file that lost all its bytes: its size tells that', () => {
    const empty = profile({ dominant: '-', blocks: new Map(), entropy: 0 });
    expect(profileChange(TEXT, empty, false)).toBeUndefined();
    expect(profileChange(empty, TEXT, false)).toBeUndefined();
    expect(profileChange(empty, BINARY, false)).toBeUndefined();
  });

  it('is an error of the whole before it is a warning of a part', () => {
    const half = profile({ dominant: 'R', blocks: blocks({ T: 49, R: 51 }), entropy: 7 });
    expect(profileChange(TEXT, half, true)).toMatchObject({ severity: 'error', code: 'random-filled' });
  });
});

describe('ordinary change', () => {
  it.each<[string, Profile, Profile]>([
    ['text that was edited', TEXT, profile({ dominant: 'T', entropy: 4.9 })],
    ['a database that lives', DATABASE, { ...DATABASE, blocks: blocks({ B: 4, Z: 6 }), dominant: 'Z' }],
    ['a document that was saved again', PDF, { ...PDF, entropy: 7.2 }],
    ['text that is an archive now', TEXT, ZIP],
    ['random content that is still so', RANDOM, RANDOM],
    ['an encrypted file that is another one now', AGE, { ...AGE, blocks: blocks({ R: 99 }) }],
    ['an archive that is encrypted with the same tool', ZIP, { ...ZIP, verdict: 'encrypted' }],
    ['zeros that hold random content now, of a dense format', ZEROS, { ...PDF, dominant: 'R' }],
    ['text of a known kind that is another text now', { ...TEXT, format: 'xml', traits: ['text'] }, TEXT],
    ['plain content that is of a dense format now', BINARY, { ...PDF, dominant: 'R', entropy: 8 }],
  ])('is quiet: %s', (_, before, after) => {
    expect(profileChange(before, after, true)).toBeUndefined();
    expect(profileChange(before, after, false)).toBeUndefined();
  });
});

describe('real content', () => {
  const sealed = (bytes: Uint8Array, path: string): Profile => {
    const read = parseProfile(profileOf(examined(bytes, path)));
    if (read === undefined) throw new Error('a profile of today is not read');
    return read;
  };
  const prose = Buffer.from(proseOf(2000));

  it('is quiet about edits of a text, and loud about random bytes, zeros or a fill in its place', () => {
    const before = sealed(prose, 'notes');
    const edited = Buffer.concat([Buffer.from('A new beginning.\n'), prose.subarray(0, 30_000)]);
    expect(profileChange(before, sealed(edited, 'notes'), false)).toBeUndefined();
    const after = (bytes: Uint8Array): ContentFinding | undefined =>
      profileChange(before, sealed(bytes, 'notes'), true);
    expect(after(seededBytes(1, prose.length))).toMatchObject({ code: 'random-filled', severity: 'error' });
    expect(after(Buffer.alloc(prose.length))).toMatchObject({ code: 'zero-holes', severity: 'error' });
    expect(after(Buffer.alloc(prose.length, 0xff))).toMatchObject({
      code: 'constant-filled',
      severity: 'error',
    });
  });

  it('is told where every other stretch of a text is random', () => {
    const half = Buffer.from(prose);
    for (let at = 0; at + 4096 <= half.length; at += 12_288) seededBytes(at + 1, 4096).copy(half, at);
    expect(profileChange(sealed(prose, 'notes'), sealed(half, 'notes'), true)).toMatchObject({
      code: 'partly-encrypted',
      severity: 'warning',
    });
  });
});
