import { describe, expect, it } from 'vitest';
import { contentClassOf, contentSummaryOf } from '../../src/detect/content-summary.ts';
import { detect } from '../../src/detect/detectors.ts';
import type { Content, ContentFinding, ContentSummary, StructureVerdict } from '../../src/model/content.ts';
import { seededBytes } from '../help/bytes.ts';
import { proseOf } from '../help/made.ts';
import { examined } from './read.ts';

function summaryAt(bytes: Uint8Array, path: string): ContentSummary {
  const content = examined(bytes, path);
  return contentSummaryOf(content, detect(content, path));
}

const PROSE = Buffer.from(proseOf(500));
const RANDOM = seededBytes(3, 20_000);

describe('what became of the look at a file', () => {
  it.each<[string, Uint8Array, string, ContentSummary['contentClass']]>([
    ['text', PROSE, 'a.txt', 'sound'],
    ['text of any name', PROSE, 'a.x7k', 'sound'],
    ['nothing, which proves nothing', Buffer.alloc(0), 'a', 'unknown'],
    ['nothing where something must be', Buffer.alloc(0), 'a.zip', 'suspect'],
    ['zeros', Buffer.alloc(20_000), 'a.txt', 'garbage'],
    ['random bytes', RANDOM, 'a', 'suspect'],
    ['random bytes in the place of a picture', RANDOM, 'a.png', 'garbage'],
    ['few bytes of nothing known', Buffer.from([1, 2, 3, 200, 201, 0, 0, 7]), 'a', 'unknown'],
  ])('%s', (_, bytes, path, wanted) => {
    expect(summaryAt(bytes, path).contentClass).toBe(wanted);
  });

  const content = examined(RANDOM, 'a');
  const error: ContentFinding = { code: 'zero-filled', severity: 'error' };

  it.each<[string, Partial<Content>, ContentFinding | undefined, ContentSummary['contentClass']]>([
    ['an error is garbage, whatever holds', { verdict: { is: 'proven' } }, error, 'garbage'],
    ['a warning is suspect', { verdict: { is: 'sound' } }, { ...error, severity: 'warning' }, 'suspect'],
    ['a note says nothing', { verdict: { is: 'sound' } }, { ...error, severity: 'note' }, 'sound'],
    ['a checksum inside proves', { verdict: { is: 'proven' }, handling: 'encrypted' }, undefined, 'proven'],
    ['a store says that it is encrypted', { handling: 'encrypted' }, undefined, 'encrypted'],
    ['the user says so', { handling: 'expected' }, undefined, 'encrypted'],
    ['pages are unknown', { handling: 'paged' }, undefined, 'unknown'],
    ['a store that does not say is unknown', { handling: 'opaque' }, undefined, 'unknown'],
  ])('%s', (_, more, suspicion, wanted) => {
    const standing: StructureVerdict = { is: 'unknown' };
    expect(contentClassOf({ ...content, verdict: standing, ...more }, suspicion)).toBe(wanted);
  });
});

describe('one fill', () => {
  it.each<[string, Uint8Array, string]>([
    ['garbage', Buffer.alloc(600), 'a.bin'],
    ['garbage', Buffer.alloc(9000, 0xff), 'a'],
    ['suspect', Buffer.alloc(9000, 0xff), 'N00E006.hgt'],
    ['suspect', Buffer.alloc(600, 0xff), 'a.bin'],
    ['garbage', Buffer.alloc(9000), 'a.jpg'],
  ])('is %s for its directory: %#', (wanted, bytes, path) => {
    const seen = examined(bytes, path);
    expect(contentClassOf(seen, detect(seen, path))).toBe(wanted);
  });
});

describe('the numbers of a file', () => {
  it('are its head, its kind and whether its head is lost', () => {
    expect(summaryAt(PROSE, 'a')).toMatchObject({ kind: 'T', head: 0x3020_6f66, isHeadLost: false });
    expect(summaryAt(RANDOM, 'a')).toMatchObject({
      kind: 'R',
      head: RANDOM.readUInt32BE(0),
      isHeadLost: true,
      isRecognised: false,
    });
    expect(summaryAt(Buffer.alloc(8192), 'a')).toMatchObject({ kind: 'Z', head: 0, isHeadLost: true });
    expect(summaryAt(Buffer.concat([Buffer.alloc(512), PROSE]), 'a').isHeadLost).toBe(true);
    expect(summaryAt(Buffer.from('abc'), 'a').head).toBe(0x6162_6300);
    expect(summaryAt(Buffer.alloc(0), 'a')).toMatchObject({ kind: '-', head: 0, isHeadLost: false });
  });

  it('are the same for the same content under any name, and others for other content', () => {
    expect(summaryAt(RANDOM, 'a').print).toBe(summaryAt(Buffer.from(RANDOM), 'b.x').print);
    const prints = new Set<number>();
    for (let seed = 1; seed <= 200; seed++) prints.add(summaryAt(seededBytes(seed, 5000), 'a').print);
    for (let size = 1; size <= 200; size++) prints.add(summaryAt(RANDOM.subarray(0, size), 'a').print);
    expect(prints.size).toBeGreaterThanOrEqual(399);
  });
});
