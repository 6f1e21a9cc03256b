import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dominantClass, parseProfile, profileOf } from '../../src/detect/profile.ts';
import type { Content, StructureVerdict, Trait } from '../../src/model/content.ts';
import { proseOf } from '../help/made.ts';
import { examined, surveyed } from './read.ts';

const count = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2 ** 40 }));
const someContent: fc.Arbitrary<Content> = fc.record({
  size: fc.nat(),
  head: fc.uint8Array({ maxLength: 6 }),
  tail: fc.uint8Array({ maxLength: 6 }),
  blocks: fc.record({ Z: count, C: count, T: count, R: count, H: count, B: count }),
  entropy: fc.double({ min: 0, max: 8, noNaN: true }),
  zeroRuns: fc.constant([]),
  longestZeroRun: fc.integer({ min: 0, max: 2 ** 45 }),
  zerosAtEnd: fc.nat(),
  holes: fc.constant([]),
  fills: fc.constant([]),
  marks: fc.constant([]),
  noise: fc.constant([]),
  randomRuns: fc.constant([]),
  repeated: fc.constant({ blocks: 0 }),
  headEntropy: fc.double({ min: 0, max: 8, noNaN: true }),
  verdict: fc.constantFrom<StructureVerdict>(
    { is: 'unknown' },
    { is: 'proven' },
    { is: 'sound' },
    { is: 'encrypted' },
    { is: 'broken', detail: 'at 7; it is broken' },
    { is: 'cut', detail: 'at 7' },
  ),
  format: fc.record({
    name: fc.constantFrom('zip', 'sqlite', 'xml', '7z'),
    traits: fc.subarray<Trait>(['dense', 'paged', 'text']),
    extensions: fc.constant([]),
  }),
});

describe('a profile', () => {
  it('says the same when it is read again', () => {
    fc.assert(
      fc.property(someContent, (content) => {
        const profile = parseProfile(profileOf(content));
        const counted = Object.entries(content.blocks).filter(([, n]) => n > 0);
        expect(new Map(counted)).toEqual(new Map(profile?.blocks));
        expect(profile?.dominant).toBe(dominantClass(content.blocks));
        expect(profile?.verdict).toBe(content.verdict.is);
        expect(profile?.format).toBe(content.format?.name);
        expect(profile?.traits).toEqual(content.format?.traits);
        expect(profile?.entropy).toBeCloseTo(content.entropy, 1);
        if (content.longestZeroRun < 512) expect(profile?.longestZeroRun).toBe(0);
        else {
          expect(profile?.longestZeroRun).toBeLessThanOrEqual(content.longestZeroRun);
          expect((profile?.longestZeroRun ?? 0) * 2).toBeGreaterThan(content.longestZeroRun);
        }
      }),
    );
  });

  it('fits in a field of the manifest', () => {
    fc.assert(
      fc.property(someContent, (content) => {
        expect(profileOf(content)).toMatch(/^p=1;[\x21-\x7e]+$/);
      }),
    );
  });

  it('is that of garbage.md', () => {
    const text = Buffer.from('-- dump\n'.repeat(2000));
    text.fill(0, 8192, 12_288);
    expect(profileOf(surveyed(text))).toBe(
      'p=1;c=C;m=-;s=unknown;k=-;H=294;b=T1,Z1,C2;z=12;h=2d2d2064;t=756d700a',
    );
    expect(profileOf(surveyed(Buffer.alloc(0)))).toBe('p=1;c=-;m=-;s=unknown;k=-;H=0;b=;z=-;h=;t=');
    expect(profileOf(surveyed(Buffer.from('ab')))).toBe(
      'p=1;c=T;m=-;s=unknown;k=-;H=100;b=T1;z=-;h=6162;t=6162',
    );
  });

  it('says of what format a file is and how it stood', () => {
    const xml = Buffer.from(`<?xml version="1.0"?>\n<all>${proseOf(50)}</all>\n`);
    expect(profileOf(examined(xml, 'a.xml'))).toMatch(/^p=1;c=T;m=xml;s=sound;k=text;/);
    expect(profileOf(examined(xml.subarray(0, 500), 'a.xml'))).toMatch(/^p=1;c=T;m=xml;s=cut;k=text;/);
  });

  it('says less where it is of an older day: what it does not say is unknown', () => {
    expect(parseProfile('p=1;c=T;m=-;H=294;b=T1,Z1;z=12;h=2d2d2064;t=756d700a')).toEqual({
      dominant: 'T',
      format: undefined,
      verdict: 'unknown',
      traits: [],
      entropy: 2.94,
      blocks: new Map([
        ['T', 1],
        ['Z', 1],
      ]),
      longestZeroRun: 4096,
    });
    expect(parseProfile('p=1;c=T;m=new;s=splendid;k=shiny,dense;H=1;b=T1;z=-')).toMatchObject({
      format: 'new',
      verdict: 'unknown',
      traits: ['dense'],
    });
  });

  it.each(['', 'p=2;c=T;m=-;H=1;b=T1;z=-;h=;t=', 'c=T;b=T1;z=-', 'p=1;c=T', 'nonsense'])(
    '%j says nothing',
    (text) => {
      expect(parseProfile(text)).toBeUndefined();
    },
  );
});

it.each([
  [{ T: 2, B: 1 }, 'T'],
  [{ T: 1, Z: 2 }, 'Z'],
  [{ R: 5, H: 4, C: 1 }, 'R'],
  [{ T: 3, B: 3 }, 'T'],
  [{}, '-'],
])('most blocks of %j are %s', (some, wanted) => {
  expect(dominantClass({ Z: 0, C: 0, T: 0, R: 0, H: 0, B: 0, ...some })).toBe(wanted);
});
