import { describe, expect, it } from 'vitest';
import { progressLine } from '../../src/cli/screen.ts';
import type { ProgressEvent } from '../../src/model/event.ts';

const GB = 1_000_000_000;
const EVENT: ProgressEvent = {
  type: 'progress',
  files: 51_042,
  bytes: 1.5 * GB,
  totalFiles: 97_164,
  totalBytes: 3 * GB,
  findings: 2,
  seconds: 100,
  path: 'photos/2019/holiday/IMG_0001.jpg',
};

describe('the line of progress', () => {
  it('says how far the run is, and how long it will take', () => {
    expect(progressLine(EVENT, 120)).toBe(
      '50 %, 1 min 40 s left, 1.5 GB of 3.0 GB, 51,042 of 97,164 files, 15.0 MB/s, 2 findings  photos/2019/holiday/IMG_0001.jpg',
    );
    expect(progressLine(EVENT, 200, 'daily-2026-11-20')).toMatch(/^daily-2026-11-20, 50 %, /);
  });

  it('keeps how far it is and the time left in few columns', () => {
    expect(progressLine(EVENT, 60)).toBe('50 %, 1 min 40 s left, 1.5 GB of 3.0 GB, 2 findings');
    expect(progressLine(EVENT, 37)).toBe('50 %, 1 min 40 s left  ...MG_0001.jpg');
    expect(progressLine(EVENT, 4)).toBe('50 %');
    for (let width = 0; width < 130; width++)
      expect(progressLine(EVENT, width, 'daily').length).toBeLessThanOrEqual(width);
  });

  it('never says more than there is, where bytes are read a second time', () => {
    expect(progressLine({ ...EVENT, bytes: 3.2 * GB }, 120)).toMatch(/^100 %, 3\.0 GB of 3\.0 GB, /);
  });

  it('counts without a total where none is known', () => {
    const { totalFiles: _, totalBytes: __, path: ___, ...unknown } = EVENT;
    expect(progressLine(unknown, 120)).toBe('1.5 GB, 51,042 files, 15.0 MB/s, 2 findings');
    expect(progressLine({ ...unknown, files: 0, bytes: 0, seconds: 0, findings: 0 }, 120)).toBe(
      '0 B, 0 files, 0 B/s',
    );
  });
});
