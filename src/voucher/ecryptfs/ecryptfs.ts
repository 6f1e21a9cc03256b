import { nameOf } from '../../model/path.ts';
import type { Step } from '../../structure/kit/chunked-reader.ts';
import { checkReaches, type ExactReader, exactProbe } from '../../structure/kit/exact-reader.ts';
import { u16be, u32be, u64be } from '../../structure/kit/read-int.ts';
import type { StructureVerdict } from '../../structure/kit/structure.ts';
import { ENCRYPTED, UNKNOWN } from '../../structure/kit/verdicts.ts';
import { checkedBy } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';

const PREFIX = 'ECRYPTFS_FNEK_ENCRYPTED.';
const MARKER = 0x3c81b7f5;
const EXTENT = 4096;

/** A lower directory of eCryptfs with encrypted names (linux, fs/ecryptfs/crypto.c: the header of a file). */
export const ecryptfs: Voucher = {
  name: 'ecryptfs',
  about: 'eCryptfs: every file is as long as its header says; its content needs the key',
  layouts: [
    {
      isHint: (name) => name.startsWith(PREFIX),
      isTop(names) {
        for (const name of names) return name.startsWith(PREFIX);
        return false;
      },
      handle: (path) => (nameOf(path).startsWith(PREFIX) ? checkedBy(() => exactProbe(walk)) : undefined),
    },
  ],
};

function* walk(tape: ExactReader): Step<StructureVerdict> {
  const header = yield* tape.take(26, 'its header');
  // Without the marker the header may lie in an extended attribute.
  if ((u32be(header, 8) ^ u32be(header, 12)) !== MARKER) return UNKNOWN;
  const start = u32be(header, 20) * u16be(header, 24);
  const end = start + Math.ceil(u64be(header, 0) / EXTENT) * EXTENT;
  return yield* checkReaches(tape, end, 'its content', ENCRYPTED);
}
