/** What follows LZMA2 in a block of xz when it is unpacked: programs of x86, and differences. */

import type { FilterHeader } from './header.ts';

/** Turns what was unpacked back into what was packed. */
export type Filter = {
  /** Returns the bytes that are done, valid until the next call; the input may be changed. */
  pass(bytes: Buffer): Buffer;
  /** Returns the last bytes. */
  end(): Buffer;
};

const NOTHING = Buffer.alloc(0);

const ID = { delta: 3, x86: 4 };

/** Returns the filters of a block, the innermost first; undefined where one is not known here. */
export function filtersOf(headers: readonly FilterHeader[]): readonly Filter[] | undefined {
  const filters: Filter[] = [];
  for (const { id, properties } of headers.toReversed()) {
    if (id === ID.delta && properties.length === 1) filters.push(deltaFilter((properties[0] ?? 0) + 1));
    // Properties would be where the program is loaded, which is never given.
    else if (id === ID.x86 && properties.length === 0) filters.push(x86Filter());
    else return undefined;
  }
  return filters;
}

/** Adds to each byte the one at a distance before it. */
function deltaFilter(distance: number): Filter {
  const last = Buffer.alloc(256);
  let at = 0;
  return {
    pass(bytes) {
      for (let i = 0; i < bytes.length; i++) {
        const value = ((bytes[i] ?? 0) + (last[(distance + at) & 0xff] ?? 0)) & 0xff;
        last[at & 0xff] = value;
        at = (at - 1) & 0xff;
        bytes[i] = value;
      }
      return bytes;
    },
    end: () => NOTHING,
  };
}

/** The bytes of a call or a jump of x86. */
const CALL = 5;
const CALLS: readonly (number | undefined)[] = [0xe8, 0xe9];
/** Which byte of an address an earlier call may have been in, by the mask of the last four bytes. */
const BYTE_OF_MASK = [0, 1, 2, 2, 3];

const mayEndAddress = (byte: number): boolean => byte === 0 || byte === 0xff;

/** Makes the addresses of calls and jumps of x86 relative again. */
function x86Filter(): Filter {
  let held = NOTHING;
  let position = 0;
  let mask = 0;
  let last = -CALL;

  /** Forgets calls that are too far back to matter. */
  const approach = (at: number): void => {
    const offset = at - last;
    last = at;
    if (offset > CALL) mask = 0;
    else for (let i = 0; i < offset; i++) mask = (mask & 0x77) << 1;
  };

  const relative = (address: number, end: number): number => {
    let from = address;
    for (;;) {
      const to = (from - end) | 0;
      if (mask === 0) return to;
      const shift = (BYTE_OF_MASK[mask >> 1] ?? 0) * 8;
      if (!mayEndAddress((to >>> (24 - shift)) & 0xff)) return to;
      from = to ^ ((1 << (32 - shift)) - 1);
    }
  };

  const convert = (bytes: Buffer): number => {
    let at = 0;
    while (at <= bytes.length - CALL) {
      if (!CALLS.includes(bytes[at])) {
        at++;
        continue;
      }
      approach(position + at);
      const isAddress = mayEndAddress(bytes[at + 4] ?? 0);
      if (isAddress && mask >> 1 <= 4 && mask >> 1 !== 3) {
        const to = relative(bytes.readInt32LE(at + 1), position + at + CALL);
        bytes.writeInt32LE((to & 0xff_ffff) | ((to & 0x100_0000) === 0 ? 0 : -0x100_0000), at + 1);
        at += CALL;
        mask = 0;
      } else {
        at++;
        mask |= isAddress ? 0x11 : 1;
      }
    }
    return at;
  };

  return {
    pass(bytes) {
      const all = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
      const done = convert(all);
      position += done;
      held = Buffer.from(all.subarray(done));
      return all.subarray(0, done);
    },
    end: () => held,
  };
}
