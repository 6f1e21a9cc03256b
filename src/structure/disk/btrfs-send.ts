import { crc32c } from '../../hash/crc.ts';
import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { u32le } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, mismatch, PROVEN } from '../kit/verdicts.ts';

const MAGIC = Buffer.from('btrfs-stream\0');
const HEADER = 10;
const END = 21;
/** The kernel's CRC starts at 0 and is not inverted at its end; ours takes and returns the inverse. */
const NOTHING = 0xffffffff;

/**
 * A stream of btrfs send (fs/btrfs/send.h): magic number and version, then commands of length, number and a CRC-32C
 * over all of it with that field zero, up to the command `end`. Streams may follow one another.
 */
export const btrfsSend: Structure = {
  name: 'btrfs-send',
  starts: 'b',
  traits: ['dense'],
  extensions: [],
  recognises: (head) => MAGIC.equals(head.subarray(0, MAGIC.length)),
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  for (;;) {
    const start = reader.offset;
    const magic = yield* reader.takeUpTo(MAGIC.length);
    if (start > 0 && magic.length === 0) return PROVEN;
    if (!MAGIC.equals(magic)) return broken(`the end of the stream is followed by other bytes at ${start}`);
    yield* reader.take(4, 'the version');
    for (let command = 0; command !== END; ) {
      const at = reader.offset;
      const header = yield* reader.take(HEADER, 'a command; the stream has no end command');
      const wanted = u32le(header, 6);
      command = header.readUInt16LE(4);
      header.fill(0, 6);
      let crc = crc32c(header, NOTHING);
      yield* reader.skip(u32le(header, 0), `the command at ${at}`, (bytes) => {
        crc = crc32c(bytes, crc);
      });
      const found = ~crc >>> 0;
      if (found !== wanted) return mismatch(`command at ${at}: CRC-32C`, wanted, found);
    }
  }
}
