import { describe, expect, it } from 'vitest';
import type { FindingEvent } from '../../../../src/model/event.ts';
import { blocksKey, drawBlocks } from '../../../../src/report/formats/html/block-map.ts';
import { type BlockMap, blockMap } from '../../../../src/report/formats/html/blocks.ts';

describe('where in a file the damage lies', () => {
  it.each<[string, FindingEvent['ranges'], number | undefined, BlockMap]>([
    [
      'of a known size',
      [
        { start: 512, end: 1024, of: 'zeros' },
        { start: 2048, end: 3000, of: 'random' },
        { start: 3000, end: 3500, of: 'pattern' },
        { start: 3500, end: 3700, of: 'damaged' },
        { start: 3700, end: 4000, of: 'absent' },
      ],
      4000,
      {
        size: 4000,
        blocks: [
          { kind: 'zero', start: 512, end: 1024 },
          { kind: 'random', start: 2048, end: 3000 },
          { kind: 'pattern', start: 3000, end: 3500 },
          { kind: 'changed', start: 3500, end: 3700 },
          { kind: 'absent', start: 3700, end: 4000 },
        ],
      },
    ],
    [
      'of an unknown size',
      [{ start: 0, end: 4096, of: 'zeros' }],
      undefined,
      { blocks: [{ kind: 'zero', start: 0, end: 4096 }] },
    ],
    [
      'of a size that cannot be',
      [{ start: 0, end: 4096, of: 'zeros' }],
      100,
      { blocks: [{ kind: 'zero', start: 0, end: 4096 }] },
    ],
  ])('is shown by the ranges of a finding: %s', (_, ranges = [], size, wanted) => {
    expect(blockMap({ ranges, ...(size === undefined ? {} : { size }) })).toEqual(wanted);
  });

  it.each<[string, Pick<FindingEvent, 'ranges' | 'size'>]>([
    ['nothing', {}],
    ['no range', { ranges: [], size: 512 }],
    ['the whole file', { ranges: [{ start: 0, end: 512, of: 'zeros' }], size: 512 }],
    ['a range of nothing', { ranges: [{ start: 512, end: 512, of: 'zeros' }], size: 1000 }],
  ])('is not shown by %s', (_, event) => {
    expect(blockMap(event)).toBeUndefined();
  });

  it('is drawn in proportion, and said in words', () => {
    const { html } = drawBlocks({
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
      size: 1e12,
      blocks: [{ kind: 'zero', start: 1e12 - 1, end: 1e12 }],
    });
    expect(tiny.html).toContain('x="398.0" width="2.0"');
    const open = drawBlocks({ blocks: [{ kind: 'zero', start: 0, end: 1000 }] });
    expect(open.html).toContain('class="blocks open"');
    expect(open.html).toContain('width="347.8"');
  });

  it('has a key of what was drawn', () => {
    const { html } = blocksKey(new Set(['plain', 'random'] as const));
    expect(html).toContain('random bytes');
    expect(html).not.toContain('zeros');
  });
});
