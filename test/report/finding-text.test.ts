import { describe, expect, it } from 'vitest';
import type { FindingEvent } from '../../src/model/event.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import { ALL_CODES, FINDING_CODES } from '../../src/model/finding.ts';
import { findingText } from '../../src/report/finding-text/finding-text.ts';
import { COMPARE_WORDS, USUAL_WORDS } from '../../src/report/finding-text/words.ts';
import { github } from '../../src/report/formats/github.ts';
import { html } from '../../src/report/formats/html/html.ts';
import { markdown } from '../../src/report/formats/markdown.ts';
import { terminal } from '../../src/report/formats/terminal.ts';
import { stateText } from '../../src/report/state-text.ts';
import { begin, end, found, report } from './events.ts';

/** Any number that a finding may have, and one beyond it. */
const N = 12_345;
const MORE = 123_456_789;
const DIGEST = { algorithm: 'sha256', hex: 'ab'.repeat(32) };
const GENERATION = { seq: N, digest: `sha256:${'ab'.repeat(32)}`, created: '2026-11-23T05:20:00Z' };
const RANGES = { ranges: [{ start: N, end: MORE }], more: N, size: MORE };
const ALONE = { is: 'ranges', of: 'zeros', ...RANGES } as const;

/** Evidence of every kind, each number of it as large as it may be. A note has the words of the reader of a format. */
const SAMPLES: { readonly [Is in Evidence['is']]: readonly Extract<Evidence, { readonly is: Is }>[] } = {
  note: [],
  text: [],
  accepted: [],
  'in-flight': [],
  sampled: [],
  stale: [],
  gone: [],
  state: [],
  target: [],
  kind: [],
  move: [],
  holds: [],
  agrees: [],
  against: [],
  packed: [],
  'store-grows': [],
  unproven: [],
  restless: [],
  late: [],
  vanished: [],
  trouble: [],
  'link-above': [],
  listed: [],
  'unread-before': [],
  digest: [],
  empty: [],
  type: [],
  turned: [],
  entropy: [],
  gained: [],
  'text-mode': [],
  signature: [],
  'sealed-above': [],
  stores: [],
  ranges: [ALONE, { ...ALONE, where: 'edge' }, { ...ALONE, where: 'whole' }],
  filled: [
    { is: 'filled', size: MORE, period: 0, first: '00' },
    { is: 'filled', size: MORE, period: N, first: '00' },
  ],
  record: [{ is: 'record', word: 'FILE', at: MORE }],
  random: [{ is: 'random', blocks: N, of: MORE, entropy: 7.999, first: '00' }],
  interleaved: [{ is: 'interleaved', random: N, turn: MORE, first: '00' }],
  repeats: [{ is: 'repeats', blocks: N, of: MORE, at: [N, MORE] }],
  'ransom-note': [{ is: 'ransom-note', words: ['bitcoin'] }],
  'cut-row': [{ is: 'cut-row', at: MORE, fields: N, of: MORE }],
  'cut-text': [{ is: 'cut-text', at: MORE }],
  size: [{ is: 'size', wanted: N, found: MORE }],
  cut: [{ is: 'cut', at: N, of: MORE }],
  longer: [{ is: 'longer', wanted: N, found: MORE, begins: true }],
  'now-random': [{ is: 'now-random', blocks: N, of: MORE }],
  conflict: [{ is: 'conflict', lines: [{ line: N, digest: DIGEST }], fits: N }],
  uncompared: [{ is: 'uncompared', by: 'size', files: N, first: 'a' }],
  'unread-at-seal': [{ is: 'unread-at-seal', code: 'EIO', line: N }],
  slices: [
    { is: 'slices', damaged: N, of: MORE, runs: [], more: N, bytes: N, size: MORE, needed: N, blocks: MORE },
    {
      is: 'slices',
      damaged: N,
      of: MORE,
      runs: [
        { start: N, end: N + 1 },
        { start: N, end: MORE },
      ],
      more: N,
      bytes: N,
      size: MORE,
      needed: MORE,
      blocks: N,
    },
  ],
  outlier: [{ is: 'outlier', extension: 'jpg', files: MORE, peers: N, own: 0xffd8ffe0, looks: 'random' }],
  flooded: [{ is: 'flooded', files: N, of: MORE, areNew: true, trait: 'have one size' }],
  garbage: [{ is: 'garbage', files: N, ofFiles: MORE, bytes: N, ofBytes: MORE }],
  renamed: [{ is: 'renamed', files: N, extension: 'locked', example: 'a', random: N }],
  names: [{ is: 'names', what: 'empty', files: N, of: MORE }],
  disguised: [{ is: 'disguised', files: N, formats: ['png', 'zip'], example: 'a' }],
  series: [
    { is: 'series', newest: 'a', of: N, bytes: N, median: MORE },
    { is: 'series', newest: 'a', of: MORE, same: N, bytes: N },
  ],
  hollow: [
    { is: 'hollow', entries: N, files: 0 },
    { is: 'hollow', entries: N, files: N },
  ],
  entries: [{ is: 'entries', wanted: N, found: MORE }],
  lost: [
    { is: 'lost', lost: N },
    { is: 'lost', lost: N, changed: MORE },
  ],
  least: [{ is: 'least', unit: 'bytes', least: MORE, found: N }],
  shrink: [{ is: 'shrink', unit: 'files', before: MORE, now: N, most: 0.2 }],
  age: [{ is: 'age', of: 'file', most: N * 3_600_000, age: MORE * 3_600_000 }],
  count: [{ is: 'count', most: N, found: MORE }],
  sums: [
    { is: 'sums', wanted: { bytes: BigInt(MORE), files: 12_345n }, found: { bytes: 2n ** 70n, files: 1n } },
  ],
  head: [
    {
      is: 'head',
      problem: 'older',
      root: 'a',
      before: { ...GENERATION, seenAt: '2026-11-23T05:20:00Z' },
      found: GENERATION,
    },
  ],
};

/** A whole number of four digits or more without separators: no year of a date, and no part of a digest or of a name. */
const BARE = /(?<![\w.,:-])\d{4,}(?![\w:-]|\.\d)/;

describe('the numbers in the text for people', () => {
  it.each(
    Object.values(SAMPLES)
      .flat()
      .map((each) => [each.is, each] as const),
  )('have separators: %s', (_, evidence) => {
    for (const words of [USUAL_WORDS, COMPARE_WORDS])
      for (const text of Object.values(findingText({ evidence: [evidence] }, words))) {
        expect(text).not.toMatch(BARE);
        expect(text.length).toBeGreaterThan(0);
      }
  });

  it('have separators in the tables of codes', () => {
    for (const code of ALL_CODES)
      for (const text of [FINDING_CODES[code].about, FINDING_CODES[code].advice])
        expect(text).not.toMatch(BARE);
  });

  it.each([terminal, markdown, github, html].map((each) => [each.name, each] as const))(
    'have separators in the report %s',
    (_, reporter) => {
      const share = { files: N, bytes: MORE };
      const evidence = findingText({ evidence: [{ is: 'lost', lost: N }] });
      const text = report(reporter, [
        begin({
          filesFrom: N,
          vouchers: [{ format: 'native', path: 'm', entries: N, answers: ['corrupt'] }],
        }),
        ...Array.from({ length: 60 }, (__, i) => found('corrupt', `f${i}`)),
        found('mass-loss', 'a', evidence),
        { type: 'directory', path: 'a', ...share, judged: { garbage: share } },
        { type: 'directory', path: '', ...share, judged: { garbage: share } },
        end({
          verdict: 'damaged',
          exit: 1,
          ...share,
          coverage: { files: 1, bytes: 1 },
          counts: { corrupt: N },
          judged: { sound: share, garbage: share },
          promised: MORE,
          held: N,
          filesFrom: N,
        }),
      ]);
      expect(text).toContain('12,345');
      expect(text).not.toMatch(/(?<![\w.,:#-])12345(?!\w)(?=[^<>"]*(?:<|$))/m);
    },
  );
});

describe('the sizes and dates of a file whose bytes differ', () => {
  const said = (state: FindingEvent['state']): string | undefined =>
    stateText(state === undefined ? {} : { state });
  const was = { size: N, mtime: '2026-03-01T10:00:59.000Z' };

  it.each([
    ['both the same', was, was, 'same size, same date: 12,345 bytes, 2026-03-01 10:00Z'],
    [
      'the date two seconds off, as FAT has it',
      was,
      { ...was, mtime: '2026-03-01T10:01:01.000Z' },
      'same size, same date: 12,345 bytes, 2026-03-01 10:01Z',
    ],
    [
      'another date',
      was,
      { ...was, mtime: '2026-03-04T02:11:07.000Z' },
      'same size, 12,345 bytes; date was 2026-03-01 10:00Z, now 2026-03-04 02:11Z',
    ],
    [
      'another second of the same minute',
      was,
      { ...was, mtime: '2026-03-01T10:00:07.900Z' },
      'same size, 12,345 bytes; date was 2026-03-01 10:00:59Z, now 2026-03-01 10:00:07Z',
    ],
    [
      'another size',
      was,
      { ...was, size: 1 },
      'size was 12,345 bytes, now 1 byte; same date, 2026-03-01 10:00Z',
    ],
    ['no date promised', { size: N }, was, 'same size, 12,345 bytes; date now 2026-03-01 10:00Z'],
    ['nothing promised', {}, was, 'now 12,345 bytes, 2026-03-01 10:00Z'],
    ['no date found', was, { size: 2 }, 'size was 12,345 bytes, now 2 bytes'],
  ])('are one line: %s', (_, wanted, now, line) => {
    expect(said({ wanted, found: now })).toBe(line);
  });

  it('are nothing where nothing is known', () => {
    expect(said(undefined)).toBeUndefined();
    expect(said({ wanted: was, found: {} })).toBeUndefined();
  });
});
