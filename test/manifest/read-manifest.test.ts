import { readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isGzipName, readManifest } from '../../src/manifest/read-manifest.ts';
import { unpack } from '../../src/manifest/unpack.ts';
import { errorCode } from '../../src/model/fault.ts';
import { noise } from '../hash/stream.ts';
import { makeFolder } from '../help/folder.ts';

const folder = makeFolder();

/** All bytes of a stream, though each chunk is valid only until the next, and the code of the error that ended it. */
async function drain(stream: AsyncIterable<Buffer>): Promise<{ bytes: Buffer; code?: string | undefined }> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream) chunks.push(Buffer.from(chunk));
    return { bytes: Buffer.concat(chunks) };
  } catch (error) {
    return { bytes: Buffer.concat(chunks), code: errorCode(error) };
  }
}

function* pieces(bytes: Buffer, size: number, see = (): void => {}): Generator<Buffer, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) {
    see();
    yield bytes.subarray(at, at + size);
  }
}

function openFiles(): number {
  return readdirSync('/proc/self/fd').length;
}

describe('readManifest', () => {
  it.each([0, 1, 131_071, 131_072, 131_073, 400_000])('gives all of a file of %i bytes', async (size) => {
    const bytes = Buffer.from(noise(size));
    expect((await drain(readManifest(folder.write('plain', bytes)))).bytes.equals(bytes)).toBe(true);
    const packed = folder.write('packed.GZ', gzipSync(bytes));
    expect((await drain(readManifest(packed))).bytes.equals(bytes)).toBe(true);
  });

  it('reads a name of any bytes', async () => {
    const file = folder.write('caf\xe9 \n', 'content');
    expect((await drain(readManifest(file))).bytes.toString()).toBe('content');
  });

  it('throws the error of the system', async () => {
    expect((await drain(readManifest(`${folder.path}/absent`))).code).toBe('ENOENT');
    expect((await drain(readManifest(`${folder.path}/absent.gz`))).code).toBe('ENOENT');
    expect((await drain(readManifest(folder.path))).code).toBe('EISDIR');
  });

  it.skipIf(process.platform !== 'linux')(
    'leaves no file open, also when the reader stops early',
    async () => {
      const bytes = Buffer.from(noise(600_000));
      const files = [folder.write('plain', bytes), folder.write('packed.gz', gzipSync(bytes))];
      const before = openFiles();
      for (const file of files) {
        for await (const chunk of readManifest(file)) {
          expect(chunk.length).toBeGreaterThan(0);
          break;
        }
        await drain(readManifest(file));
      }
      expect(openFiles()).toBe(before);
    },
  );

  it.each([
    ['a.gz', true],
    ['a.GZ', true],
    ['a.gzip', false],
    ['agz', false],
    ['gz/a', false],
  ])('takes %s for packed: %s', (name, isPacked) => {
    expect(isGzipName(name)).toBe(isPacked);
  });
});

describe('unpack', () => {
  it('undoes gzip, however it is cut, also in several members', async () => {
    const someParts = fc.array(fc.uint8Array({ maxLength: 3000 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(someParts, fc.integer({ min: 1, max: 5000 }), async (parts, size) => {
        const packed = Buffer.concat(parts.map((part) => gzipSync(part)));
        const { bytes, code } = await drain(unpack(pieces(packed, size)));
        expect(code).toBeUndefined();
        expect(bytes.equals(Buffer.concat(parts))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('gives what comes before a damage or a cut, then the error, and never hangs', async () => {
    const content = Buffer.from(noise(100_000).map((byte) => byte & 0x3f));
    const packed = gzipSync(content);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: packed.length - 1 }), fc.boolean(), async (at, isCut) => {
        const broken = isCut ? packed.subarray(0, at) : Buffer.from(packed);
        if (!isCut) broken[at] = (broken[at] ?? 0) ^ 0x55;
        const { bytes, code } = await drain(unpack(pieces(broken, 1000)));
        if (isCut) expect(code).toBe('Z_BUF_ERROR');
        if (code === undefined) expect(bytes.equals(content)).toBe(true);
        else expect(code).toMatch(/^Z_/);
        if (isCut) expect(content.subarray(0, bytes.length).equals(bytes)).toBe(true);
        if (isCut && at > 30_000) expect(bytes.length).toBeGreaterThan(1000);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['what is not packed', Buffer.from('hello world, this is plain text'), 'Z_DATA_ERROR'],
    ['garbage after it', Buffer.concat([gzipSync('a'), Buffer.from('garbage')]), 'Z_DATA_ERROR'],
    ['nothing', Buffer.alloc(0), 'Z_BUF_ERROR'],
  ])('says that %s is wrong', async (_, bytes, wanted) => {
    expect((await drain(unpack(pieces(bytes, 10)))).code).toBe(wanted);
  });

  it('ends where zeros follow', async () => {
    const padded = Buffer.concat([gzipSync('content'), Buffer.alloc(100_000)]);
    for (const size of [1, 7, 65_536]) {
      expect(await drain(unpack(pieces(padded, size)))).toEqual({ bytes: Buffer.from('content') });
    }
  });

  it('unpacks a bomb piece by piece', async () => {
    const bomb = gzipSync(Buffer.alloc(1 << 26));
    let asked = 0;
    const stream = unpack(
      pieces(bomb, 8192, () => {
        asked += 1;
      }),
    );
    const first = await stream.next();
    expect(asked).toBeLessThan(4);
    let total = first.value?.length ?? 0;
    for await (const chunk of stream) total += chunk.length;
    expect(total).toBe(1 << 26);
    expect(asked).toBe(Math.ceil(bomb.length / 8192));
  });
});
