import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import type { Step } from '../../structure/kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../structure/kit/exact-reader.ts';
import { u16be, u32be, u64be } from '../../structure/kit/read-int.ts';
import { broken, SOUND } from '../../structure/kit/verdicts.ts';

const MAGIC = '72730236';
const COMMAND = { end: 0, lastShortLiteral: 0x40, firstCopy: 0x45, lastCopy: 0x54 };
const WIDTHS = [1, 2, 4, 8];

/**
 * A delta of librsync (prototab.c, "command bytes"): literals and copies with big-endian lengths of 1, 2, 4 or 8 bytes, up
 * to the command that ends it. Nothing sums what the literals hold.
 */
export function librsyncDelta(): Probe<StructureVerdict> {
  return exactProbe(walk);
}

function* walk(tape: ExactReader): Step<StructureVerdict> {
  const magic = (yield* tape.take(4, 'the magic of a delta')).toString('hex');
  if (magic !== MAGIC) return broken(`no delta of librsync: it begins as ${magic}`);
  for (;;) {
    const at = tape.offset;
    const command = (yield* tape.take(1, 'a command'))[0] ?? 0;
    if (command === COMMAND.end) break;
    if (command <= COMMAND.lastShortLiteral) yield* tape.skip(command, `the literal at ${at}`);
    else if (command < COMMAND.firstCopy)
      yield* tape.skip(yield* number(tape, WIDTHS[command - 0x41] ?? 1), `the literal at ${at}`);
    else if (command <= COMMAND.lastCopy) {
      const place = command - COMMAND.firstCopy;
      yield* number(tape, WIDTHS[place >> 2] ?? 1);
      yield* number(tape, WIDTHS[place & 3] ?? 1);
    } else return broken(`no command of a delta at ${at}: ${command}`);
  }
  const { offset } = tape;
  return (yield* tape.readToEnd()) === offset
    ? SOUND
    : broken(`bytes follow the end of the delta, from ${offset} on`);
}

function* number(tape: ExactReader, width: number): Step<number> {
  const bytes = yield* tape.take(width, 'a length');
  if (width === 1) return bytes[0] ?? 0;
  if (width === 2) return u16be(bytes, 0);
  return width === 4 ? u32be(bytes, 0) : u64be(bytes, 0);
}
