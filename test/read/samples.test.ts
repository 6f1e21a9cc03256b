import { describe, expect, it } from 'vitest';
import { withFile } from '../../src/disk/open.ts';
import { readSamples } from '../../src/read/file.ts';
import { noise } from '../hash/stream.ts';
import { makeFolder } from '../help/folder.ts';

const KIB = 1024;
const folder = makeFolder();

/** What was read of a file: where each sample begins and its bytes, and the bytes that the meter counted. */
type Sampled = {
  readonly samples: readonly { readonly at: number; readonly bytes: Buffer }[];
  readonly end: number;
  readonly metered: number;
};

function sample(bytes: Buffer, buffer = 256 * KIB, size = bytes.length): Sampled {
  folder.write('big', bytes);
  const samples: { at: number; bytes: Buffer }[] = [];
  let end = 0;
  let metered = 0;
  const meter = { isStopped: () => false, at: () => {}, read: (n: number) => void (metered += n) };
  withFile(`${folder.path}/big`, ({ descriptor }) =>
    readSamples(
      descriptor,
      size,
      Buffer.alloc(buffer),
      meter,
      (chunk) => {
        samples.push({ at: end, bytes: Buffer.from(chunk) });
        end += chunk.length;
      },
      (skipped) => void (end += skipped),
    ),
  );
  return { samples, end, metered };
}

describe('the samples of a big file', () => {
  it.each([3 * KIB * KIB, 3 * KIB * KIB + 1, 5_000_003])(
    'of %i bytes are its head, its tail and 16 between, each where the skipped bytes say it is',
    (size) => {
      const bytes = Buffer.from(noise(size));
      const { samples, end, metered } = sample(bytes);
      expect(samples).toHaveLength(18);
      expect(samples.map(({ at }) => at % 4096)).toEqual(samples.map(() => 0));
      for (const { at, bytes: read } of samples)
        expect(read.equals(bytes.subarray(at, at + read.length))).toBe(true);
      expect(samples.slice(0, -1).every(({ bytes: read }) => read.length === 64 * KIB)).toBe(true);
      expect(samples[0]?.at).toBe(0);
      expect(end).toBe(size);
      expect(metered).toBe(samples.reduce((sum, each) => sum + each.bytes.length, 0));
    },
  );

  it('are spread evenly: no gap is more than a block wider than another', () => {
    const { samples } = sample(Buffer.from(noise(5_000_003)));
    const steps = samples.slice(1).map(({ at }, i) => at - (samples[i]?.at ?? 0));
    expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(4096);
  });

  it('end where the file was cut while it was read', () => {
    const bytes = Buffer.from(noise(1_000_000));
    const { samples, end, metered } = sample(bytes, 256 * KIB, 3_000_000);
    const read = samples.map((each) => each.bytes.length);
    expect(read.every((length) => length > 0)).toBe(true);
    expect(metered).toBe(read.reduce((sum, length) => sum + length, 0));
    expect(end - bytes.length).toBeLessThan(3_000_000 / 17);
  });
});
