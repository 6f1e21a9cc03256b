import fc from 'fast-check';
import type { BytePath } from '../../src/model/path.ts';

const NASTY = ' -./:\\\t\n\r\x1b"\'*?[#%=\x7f\x80\xc3\xa4\xe9\xff'.split('');

/** Any byte string, also with NUL. */
export const someBytes = fc
  .uint8Array({ maxLength: 24 })
  .map((bytes) => Buffer.from(bytes).toString('latin1'));

/** So many hex digits. */
export function someHex(length: number): fc.Arbitrary<string> {
  return fc
    .array(fc.integer({ min: 0, max: 15 }), { minLength: length, maxLength: length })
    .map((digits) => digits.map((digit) => digit.toString(16)).join(''));
}

/** A name as a file system can hold it: any bytes but NUL and '/', and neither '.' nor '..'. */
export const someName: fc.Arbitrary<BytePath> = fc
  .array(
    fc.oneof(
      fc.constantFrom('a', 'b', ...NASTY),
      fc.integer({ min: 1, max: 255 }).map((byte) => String.fromCharCode(byte)),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((chars) => chars.join('').replaceAll('/', '_'))
  .filter((name) => name !== '.' && name !== '..');

/** A path of one to four names. */
export const somePath: fc.Arbitrary<BytePath> = fc
  .array(someName, { minLength: 1, maxLength: 4 })
  .map((names) => names.join('/'));

/** Cuts a list in chunks, also empty ones, as a stream. */
export async function* inChunks<T>(
  items: readonly T[],
  sizes: readonly number[],
): AsyncGenerator<readonly T[], void, undefined> {
  for (let at = 0, turn = 0; at < items.length; turn++) {
    const size = sizes.length === 0 ? 1 : (sizes[turn % sizes.length] ?? 1);
    const isStuck = size === 0 && sizes.every((each) => each === 0);
    yield items.slice(at, at + (isStuck ? 1 : size));
    at += isStuck ? 1 : size;
  }
}

/** Everything a stream gives. */
export async function gather<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of stream) all.push(item);
  return all;
}
