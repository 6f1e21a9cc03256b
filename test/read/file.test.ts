import { describe, expect, it } from 'vitest';
import { withFile } from '../../src/disk/open.ts';
import { type Meter, readThrough, Stopped } from '../../src/read/file.ts';
import { noise } from '../hash/stream.ts';
import { makeFolder } from '../help/folder.ts';

const folder = makeFolder();

/** A meter that keeps what it is told, and stops after so many bytes. */
function metering(limit = Number.POSITIVE_INFINITY): Meter & { total: number } {
  const meter = {
    total: 0,
    isStopped: () => meter.total >= limit,
    at: () => {},
    read: (n: number) => {
      meter.total += n;
    },
  };
  return meter;
}

describe('reading through a file', () => {
  it.each([0, 1, 999, 1000, 1001, 2000, 10_000])(
    'gives all %i bytes, in full chunks but the last',
    (size) => {
      const bytes = Buffer.from(noise(size));
      folder.write('caf\xe9', bytes);
      const meter = metering();
      const chunks: Buffer[] = [];
      const total = withFile(`${folder.path}/caf\xe9`, ({ descriptor }) =>
        readThrough(descriptor, Buffer.alloc(1000), meter, (chunk) => chunks.push(Buffer.from(chunk))),
      );
      expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
      expect([total, meter.total]).toEqual([size, size]);
      expect(chunks.slice(0, -1).every((chunk) => chunk.length === 1000)).toBe(true);
      expect(chunks.every((chunk) => chunk.length > 0)).toBe(true);
    },
  );

  it('stops between two chunks', () => {
    folder.write('long', Buffer.alloc(10_000));
    const meter = metering(3000);
    const read = (): number =>
      withFile(`${folder.path}/long`, ({ descriptor }) =>
        readThrough(descriptor, Buffer.alloc(1000), meter, () => {}),
      );
    expect(read).toThrow(Stopped);
    expect(meter.total).toBe(3000);
  });

  it('does not stop when it has the end already', () => {
    folder.write('short', Buffer.alloc(500));
    const meter = metering(0);
    expect(
      withFile(`${folder.path}/short`, ({ descriptor }) =>
        readThrough(descriptor, Buffer.alloc(1000), meter, () => {}),
      ),
    ).toBe(500);
  });
});
