import { describe, expect, it } from 'vitest';
import { blocksKey, drawBlocks } from '../../../../src/report/formats/html/block-map.ts';
import { type BlockMap, blockMap } from '../../../../src/report/formats/html/blocks.ts';

describe('where in a file the damage lies', () => {
  it.each<[string, string, BlockMap['blocks'], number | undefined]>([
    ['zeros', 'zeros from 4096 to 8192', [{ kind: 'zero', start: 4096, end: 8192 }], undefined],
    [
      'zeros of a size',
      'zeros from 512 to 1024, of 4000 bytes',
      [{ kind: 'zero', start: 512, end: 1024 }],
      4000,
    ],
    [
      'random bytes',
      'by samples: random bytes from 0 to 65536 and 3 more ranges',
      [{ kind: 'random', start: 0, end: 65_536 }],
      undefined,
    ],
    [
      'a pattern',
      'a pattern from 512 to 2048: de ad',
      [{ kind: 'pattern', start: 512, end: 2048 }],
      undefined,
    ],
    [
      'a cut and zeros',
      'cut at byte 4096 of 10000; zeros from 1024 to 2048',
      [
        { kind: 'zero', start: 1024, end: 2048 },
        { kind: 'absent', start: 4096, end: 10_000 },
      ],
      10_000,
    ],
    [
      'slices',
      '5 of 40 slices damaged (0, 4-6, 39); repairable: its par2 set needs 5 of 10 recovery blocks',
      [
        { kind: 'changed', start: 0, end: 1 },
        { kind: 'changed', start: 4, end: 7 },
        { kind: 'changed', start: 39, end: 40 },
      ],
      40,
    ],
    [
      'slices and more',
      '9 of 40 slices damaged (1, and 3 more runs); x',
      [{ kind: 'changed', start: 1, end: 2 }],
      40,
    ],
  ])('is read out of the evidence: %s', (_, detail, blocks, size) => {
    const map = blockMap({ detail });
    expect(map?.blocks).toEqual(blocks);
    expect(map?.size).toBe(size);
  });

  it('takes the size that was found, then the one that was wanted', () => {
    const detail = 'zeros from 0 to 512';
    expect(blockMap({ detail, wanted: '2000 bytes', found: '1000 bytes' })?.size).toBe(1000);
    expect(blockMap({ detail, wanted: '2000 bytes', found: 'xxh64:00' })?.size).toBe(2000);
    expect(blockMap({ detail, wanted: '100 bytes' })?.size).toBeUndefined();
  });

  it.each([
    '',
    'the digest differs',
    'all 512 bytes are zero',
    'zeros from 0 to 512, which is all of it',
    'zeros from 512 to 512',
    '12 of 512 blocks are random now',
    '2 of 4 slices damaged (7-9)',
    `zeros from ${'9'.repeat(40)} to ${'9'.repeat(41)}`,
  ])('is not told by %j', (detail) => {
    expect(blockMap({ detail })).toBeUndefined();
  });

  it('is drawn in proportion, and said in words', () => {
    const { html } = drawBlocks({
      unit: 'byte',
      size: 8000,
      blocks: [
        { kind: 'zero', start: 2000, end: 4000 },
        { kind: 'absent', start: 6000, end: 8000 },
      ],
    });
    expect(html).toContain('<rect class="block zero" x="100.0" width="100.0" height="12"/>');
    expect(html).toContain('<rect class="block absent" x="300.0" width="100.0" height="12"/>');
    expect(html).toContain(
      'aria-label="bytes: zeros from 2,000 to 4,000; cut off from 6,000 to 8,000, of 8,000"',
    );
    expect(html).not.toContain('open');
  });

  it('shows the smallest damage, also at the end, and leaves the end open where no size is told', () => {
    const tiny = drawBlocks({
      unit: 'byte',
      size: 1e12,
      blocks: [{ kind: 'zero', start: 1e12 - 1, end: 1e12 }],
    });
    expect(tiny.html).toContain('x="398.0" width="2.0"');
    const open = drawBlocks({ unit: 'byte', blocks: [{ kind: 'zero', start: 0, end: 1000 }] });
    expect(open.html).toContain('class="blocks open"');
    expect(open.html).toContain('width="347.8"');
  });

  it('has a key of what was drawn', () => {
    const { html } = blocksKey(new Set(['plain', 'random'] as const));
    expect(html).toContain('random bytes');
    expect(html).not.toContain('zeros');
  });
});
