import { crc32c } from '../../hash/crc.ts';
import type { Step } from '../kit/chunked-reader.ts';
import { onTape, type Tape } from '../kit/exact-reader.ts';
import { u32le } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, hex32, PROVEN } from '../kit/verdicts.ts';

const MAGIC = Buffer.from('btrfs-stream\0');
const HEADER = 10;
const END = 21;
/** The CRC of the kernel begins at 0 and is not inverted at its end; ours takes and gives the inverse. */
const NOTHING = 0xffffffff;

/**
 * A stream of btrfs send (fs/btrfs/send.h): magic and version, then commands of length, number and a CRC-32C over all of
 * it with that field zero, up to the command `end`. Streams may follow one another.
 */
export const btrfsSend: Structure = {
  name: 'btrfs-send',
  starts: 'b',
  traits: ['dense'],
  extensions: [],
  recognises: (head) => MAGIC.equals(head.subarray(0, MAGIC.length)),
  begin: () => onTape(walk),
};

function* walk(tape: Tape): Step<StructureVerdict> {
  for (;;) {
    const start = tape.offset;
    const magic = yield* tape.most(MAGIC.length);
    if (start > 0 && magic.length === 0) return PROVEN;
    if (!MAGIC.equals(magic)) return broken(`bytes follow the end of the stream, from ${start} on`);
    yield* tape.take(4, 'the version');
    for (let command = 0; command !== END; ) {
      const at = tape.offset;
      const header = yield* tape.take(HEADER, 'a command, and no command ends the stream');
      const wanted = u32le(header, 6);
      command = header.readUInt16LE(4);
      header.fill(0, 6);
      let crc = crc32c(header, NOTHING);
      yield* tape.skip(u32le(header, 0), `the command at ${at}`, (bytes) => {
        crc = crc32c(bytes, crc);
      });
      const found = ~crc >>> 0;
      if (found !== wanted)
        return broken(`the CRC-32C of the command at ${at} is ${hex32(found)}, wanted ${hex32(wanted)}`);
    }
  }
}
