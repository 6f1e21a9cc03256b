import { closeSync, existsSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Numbers that look random and are the same in every run (xorshift32). */
export function numbers(seed) {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
}

/** A buffer of incompressible bytes. */
export function noise(size, seed) {
  const next = numbers(seed);
  return Buffer.from(Uint32Array.from({ length: size / 4 }, next).buffer);
}

/** `count` files of `size` bytes each, of noise that differs in every chunk. */
export function makeBig(directory, count, size) {
  make(directory, () => {
    const chunk = noise(1 << 20, 7);
    for (let i = 0; i < count; i++) {
      const file = openSync(join(directory, `big-${i}.bin`), 'w');
      for (let at = 0; at < size; at += chunk.length) {
        chunk.writeUInt32LE(at / chunk.length, 0);
        chunk.writeUInt32LE(i, 4);
        writeSync(file, chunk);
      }
      closeSync(file);
    }
  });
}

/** `count` files of text, `least` to `most` bytes, 200 to a directory. */
export function makeSmall(directory, count, least, most) {
  make(directory, () => {
    const next = numbers(11);
    const text = Buffer.from(Uint8Array.from({ length: 1 << 20 }, () => 97 + (next() % 26)));
    for (let i = 0; i < count; i++) {
      const below = join(directory, `d${String(Math.floor(i / 200)).padStart(5, '0')}`);
      if (i % 200 === 0) mkdirSync(below, { recursive: true });
      const from = next() % (text.length - most);
      writeFileSync(
        join(below, `file${i % 200}.txt`),
        text.subarray(from, from + least + (next() % (most - least + 1))),
      );
    }
  });
}

/** Makes a directory once; what an earlier run made is taken as it is. */
function make(directory, fill) {
  if (existsSync(join(directory, '..', `${directory.split('/').at(-1)}.made`))) return;
  mkdirSync(directory, { recursive: true });
  fill();
  writeFileSync(`${directory}.made`, '');
}
