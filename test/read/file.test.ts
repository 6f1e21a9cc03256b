import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorCode } from '../../src/model/fault.ts';
import { fill, type Meter, readThrough, Stopped, statOf, withFile } from '../../src/read/file.ts';
import { noise } from '../hash/stream.ts';
import { makeFolder } from '../help/folder.ts';

const folder = makeFolder();

function openFiles(): number {
  return readdirSync('/proc/self/fd').length;
}

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

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return 'nothing was thrown';
  } catch (error) {
    return errorCode(error);
  }
}

describe('reading through a file', () => {
  it.each([0, 1, 999, 1000, 1001, 2000, 10_000])(
    'gives all %i bytes, in full chunks but the last',
    (size) => {
      const bytes = Buffer.from(noise(size));
      folder.write('caf\xe9', bytes);
      const meter = metering();
      const chunks: Buffer[] = [];
      const total = withFile(folder.path, 'caf\xe9', (descriptor) =>
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
      withFile(folder.path, 'long', (descriptor) =>
        readThrough(descriptor, Buffer.alloc(1000), meter, () => {}),
      );
    expect(read).toThrow(Stopped);
    expect(meter.total).toBe(3000);
  });

  it('does not stop when it has the end already', () => {
    folder.write('short', Buffer.alloc(500));
    const meter = metering(0);
    expect(
      withFile(folder.path, 'short', (descriptor) =>
        readThrough(descriptor, Buffer.alloc(1000), meter, () => {}),
      ),
    ).toBe(500);
  });

  it('fills a buffer from where the file stands', () => {
    folder.write('abc', 'abcdefg');
    const buffer = Buffer.alloc(4);
    withFile(folder.path, 'abc', (descriptor) => {
      expect([fill(descriptor, buffer), buffer.toString()]).toEqual([4, 'abcd']);
      expect([fill(descriptor, buffer), buffer.toString('latin1', 0, 3)]).toEqual([3, 'efg']);
      expect(fill(descriptor, buffer)).toBe(0);
      expect(statOf(descriptor).size).toBe(7n);
    });
  });
});

describe('opening a file', () => {
  it('does not follow a link', () => {
    folder.write('target', 'secret');
    folder.link('link', 'target');
    expect(codeOf(() => withFile(folder.path, 'link', () => {}))).toBe('ELOOP');
  });

  it('does not hang on a FIFO', () => {
    execFileSync('mkfifo', [`${folder.path}/fifo`]);
    withFile(folder.path, 'fifo', (descriptor) => {
      expect(statOf(descriptor).isFIFO()).toBe(true);
      expect(fill(descriptor, Buffer.alloc(10))).toBe(0);
    });
  });

  it('says what the system says', () => {
    expect(codeOf(() => withFile(folder.path, 'absent', () => {}))).toBe('ENOENT');
    expect(codeOf(() => withFile(folder.path, 'target/below', () => {}))).toBe('ENOTDIR');
    expect(codeOf(() => withFile(folder.path, 'x'.repeat(300), () => {}))).toBe('ENAMETOOLONG');
    expect(
      codeOf(() => withFile('', folder.path.slice(1), (descriptor) => fill(descriptor, Buffer.alloc(1)))),
    ).toBe('EISDIR');
  });

  it.skipIf(process.platform !== 'linux')('closes it whatever happens', () => {
    folder.write('a', 'a');
    const before = openFiles();
    expect(() =>
      withFile(folder.path, 'a', () => {
        throw new Error('in the middle');
      }),
    ).toThrow('in the middle');
    withFile(folder.path, 'a', () => {
      expect(openFiles()).toBe(before + 1);
    });
    expect(openFiles()).toBe(before);
  });
});
