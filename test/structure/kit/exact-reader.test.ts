import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DATA } from '../../../src/structure/data.ts';
import { exactProbe } from '../../../src/structure/kit/exact-reader.ts';
import { createLines } from '../../../src/structure/kit/lines.ts';
import { SOUND } from '../../../src/structure/kit/verdicts.ts';
import { chunks } from '../../hash/stream.ts';
import { seededBytes } from '../../help/bytes.ts';

const someSizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 4 });

describe('a tape', () => {
  const run = (bytes: Uint8Array, check: Parameters<typeof exactProbe>[0], sizes = [10]) => {
    const probe = exactProbe(check);
    for (const chunk of chunks(bytes, sizes)) probe.update(chunk);
    return probe.end();
  };

  it('ends a check where the file ends before what it needs', () => {
    const bytes = seededBytes(1, 100);
    expect(
      run(bytes, function* (tape) {
        yield* tape.take(90, 'the head');
        yield* tape.take(20, 'the tail');
        return SOUND;
      }),
    ).toEqual({ is: 'cut', detail: 'ends at 100, inside the tail; 10 bytes are missing' });
    expect(
      run(bytes, function* (tape) {
        yield* tape.skip(1000, 'a part');
        return SOUND;
      }),
    ).toEqual({ is: 'cut', detail: 'ends at 100, inside a part; 900 bytes are missing' });
  });

  it.each([Number.NaN, -1, 2 ** 60, Number.POSITIVE_INFINITY])('says nothing of a length of %d', (length) => {
    for (const way of ['take', 'skip', 'skipTo'] as const)
      expect(
        run(seededBytes(1, 100), function* (tape) {
          yield* tape[way](length, 'a part');
          return SOUND;
        }),
      ).toEqual({ is: 'unknown' });
  });

  it('shows all but the last bytes', () => {
    fc.assert(
      fc.property(
        fc.integer({ max: 500, min: 0 }),
        fc.integer({ max: 40, min: 1 }),
        someSizes,
        (size, count, sizes) => {
          const bytes = seededBytes(2, size);
          const seen: Buffer[] = [];
          let tail = Buffer.alloc(0);
          run(
            bytes,
            function* (tape) {
              tail = Buffer.from(yield* tape.readAllBut(count, (part) => seen.push(Buffer.from(part))));
              return SOUND;
            },
            sizes,
          );
          expect(tail).toEqual(bytes.subarray(Math.max(0, size - count)));
          expect(Buffer.concat([...seen, tail])).toEqual(bytes);
        },
      ),
    );
  });
});

describe('lines', () => {
  it('are what split gives, wherever chunks are cut', () => {
    const text = fc
      .array(fc.constantFrom('a', 'bc', '-', '\n', '\r\n', '\\x', ''), { maxLength: 60 })
      .map((all) => all.join(''));
    fc.assert(
      fc.property(text, someSizes, fc.option(fc.constant('-\\')), (bytes, sizes, starts) => {
        const seen: string[] = [];
        const lines = createLines(
          (line, offset) => seen.push(`${offset} ${line}`),
          1024,
          starts ?? undefined,
        );
        for (const chunk of chunks(Buffer.from(bytes), sizes)) lines.update(Buffer.from(chunk));
        lines.end();
        let offset = 0;
        const wanted = bytes.split('\n').map((line, i, all) => {
          const said = `${offset} ${line.replace(/\r$/, '')}`;
          offset += line.length + 1;
          const isLast = i === all.length - 1 && line === '';
          return isLast || (starts !== null && !/^[-\\]/.test(line)) ? '' : said;
        });
        expect(seen).toEqual(wanted.filter((line) => line !== ''));
      }),
    );
  });
});

describe('the list', () => {
  it('has names of their own, and extensions that one format claims, but for those of dumps, of documents and tables that programs export in other formats too, of what OpenPGP and age write in binary and in text, and of files of GnuPG itself', () => {
    const names = DATA.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const extensions = DATA.flatMap((each) => each.extensions);
    const shared = extensions.filter((extension, i) => extensions.indexOf(extension) !== i);
    const documents = ['doc', 'dot', 'mdf', 'msg', 'plist', 'xls', 'xlt'];
    expect([...new Set(shared)].toSorted()).toEqual(['age', ...documents, 'gpg', 'pgp', 'sql'].toSorted());
  });
});
