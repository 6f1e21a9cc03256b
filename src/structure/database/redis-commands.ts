import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import { latin1At } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';
import { asWarning, broken, cut, SOUND } from '../kit/verdicts.ts';

const MOST_DIGITS = 10;
const [CR, LF, HASH, DOLLAR, STAR, ZERO, NINE] = [0x0d, 0x0a, 0x23, 0x24, 0x2a, 0x30, 0x39];

/** A first command: how many arguments, and how long the first is. */
const START = /^\*\d{1,7}\r\n\$\d{1,9}\r\n/;

/** An append-only file of Redis without a snapshot, as it is the only one before version 7. */
export const redisAof: Structure = {
  name: 'redis-aof',
  starts: '*',
  traits: [],
  extensions: [],
  recognises: (head) => START.test(latin1At(head, 0, 24)),
  createCheck: () => redisCommands(),
};

/** What the next byte belongs to. */
type Part = 'command' | 'note' | 'argument' | 'number' | 'line-end' | 'data' | 'data-cr' | 'data-lf';

/**
 * Commands of Redis (RESP): `*` and how many arguments, each of them `$`, its length, and so many bytes; every line and
 * every argument ends in CR LF. Lines of `#` are notes. Byte by byte, for files of small commands are long.
 */
export function redisCommands(): Probe<StructureVerdict> {
  let part: Part = 'command';
  let isCount = true;
  let value = 0;
  let digits = 0;
  let leftArguments = 0;
  let leftBytes = 0;
  let commandAt = 0;
  let before = 0;
  let wrong: StructureVerdict | undefined;

  /** Follows the byte into its part; false where it does not belong there. */
  const follow = (byte: number): boolean => {
    switch (part) {
      case 'command':
      case 'argument':
        if (part === 'command' && byte === HASH) part = 'note';
        else if (byte === (part === 'command' ? STAR : DOLLAR)) {
          isCount = part === 'command';
          value = digits = 0;
          part = 'number';
        } else return false;
        return true;
      case 'number':
        if (byte === CR && digits > 0) part = 'line-end';
        else if (byte >= ZERO && byte <= NINE && digits < MOST_DIGITS) {
          value = value * 10 + byte - ZERO;
          digits += 1;
        } else return false;
        return true;
      case 'line-end':
        if (isCount) leftArguments = value;
        else leftBytes = value;
        if (!isCount) part = value > 0 ? 'data' : 'data-cr';
        else part = value > 0 ? 'argument' : 'command';
        return byte === LF;
      case 'data-cr':
        part = 'data-lf';
        return byte === CR;
      case 'data-lf':
        leftArguments -= 1;
        part = leftArguments > 0 ? 'argument' : 'command';
        return byte === LF;
      case 'note':
      case 'data':
        return true;
    }
  };

  /** Passes over what lies whole in the chunk, which is nearly all; gives where it stops. */
  const passWhole = (chunk: Uint8Array, start: number): number => {
    let at = start;
    while (part === 'command' || part === 'argument') {
      if (chunk[at] !== (part === 'command' ? STAR : DOLLAR)) break;
      let number = 0;
      let next = at + 1;
      for (let byte = chunk[next] ?? 0; byte >= ZERO && byte <= NINE; byte = chunk[++next] ?? 0)
        number = number * 10 + byte - ZERO;
      const isLine =
        next > at + 1 && next - at - 1 <= MOST_DIGITS && chunk[next] === CR && chunk[next + 1] === LF;
      if (!isLine || number === 0) break;
      if (part === 'command') {
        commandAt = before + at;
        leftArguments = number;
        part = 'argument';
        at = next + 2;
        continue;
      }
      const end = next + 2 + number;
      if (chunk[end] !== CR || chunk[end + 1] !== LF) break;
      leftArguments -= 1;
      if (leftArguments === 0) part = 'command';
      at = end + 2;
    }
    return at;
  };

  return {
    update(chunk) {
      for (let at = 0; at < chunk.length && wrong === undefined; ) {
        at = passWhole(chunk, at);
        if (at >= chunk.length) break;
        if (part === 'data') {
          const passed = Math.min(leftBytes, chunk.length - at);
          leftBytes -= passed;
          at += passed;
          if (leftBytes === 0) part = 'data-cr';
        } else if (part === 'note') {
          const end = chunk.indexOf(LF, at);
          if (end >= 0) part = 'command';
          at = end < 0 ? chunk.length : end + 1;
        } else {
          if (part === 'command') commandAt = before + at;
          const byte = chunk[at] ?? 0;
          if (!follow(byte)) wrong = wrongAt(byte, before + at, commandAt);
          at += 1;
        }
      }
      before += chunk.length;
    },
    end() {
      if (wrong !== undefined) return wrong;
      // Redis takes what comes before, by itself or with redis-check-aof: a server that was killed leaves it so.
      return part === 'command'
        ? SOUND
        : asWarning(cut(`ends at ${before}, inside the command at ${commandAt}`));
    },
  };
}

function wrongAt(byte: number, at: number, commandAt: number): StructureVerdict {
  const hex = byte.toString(16).padStart(2, '0');
  return broken(`the byte ${hex} at ${at} does not belong into the command at ${commandAt}`);
}
