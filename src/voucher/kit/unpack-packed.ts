import { unpack } from '../../manifest/unpack.ts';
import type { Structure } from '../../structure/kit/structure.ts';

type Chunks = AsyncGenerator<Buffer, void, undefined>;

/** So much packed input is unpacked at a time. */
const PIECE = 4096;
/** What a piece may give: more than any list, and less than a decompression bomb. */
const MOST_OF_PIECE = 2 ** 28;

/**
 * Unpacks the chunks of a list or of a file of a voucher, in the packing that an extension says. Throws an error whose code begins
 * with `Z_` where they are damaged or cannot be unpacked, and `EFBIG` where they are a bomb.
 */
export async function* unpackPacked(packing: string, chunks: Iterable<Buffer>): Chunks {
  const structure = packing === 'gz' ? undefined : await structureOf(packing);
  if (structure === undefined) yield* unpack(chunks);
  else yield* unpackChecked(structure, packing, chunks);
}

async function structureOf(packing: string): Promise<Structure | undefined> {
  return (await import('../../structure/packings.ts')).PACKINGS.get(packing);
}

async function* unpackChecked(structure: Structure, packing: string, chunks: Iterable<Buffer>): Chunks {
  let ready: Buffer[] = [];
  let size = 0;
  let isWhole = false;
  const check = structure.createCheck?.({
    path: `list.${packing}`,
    size: undefined,
    head: new Uint8Array(),
    depth: 'deep',
    nest: () => ({
      update(bytes) {
        size += bytes.length;
        if (size > MOST_OF_PIECE) throw Object.assign(new Error('a decompression bomb'), { code: 'EFBIG' });
        ready.push(Buffer.from(bytes));
      },
      end() {
        isWhole = true;
        return { is: 'unknown' };
      },
    }),
  });
  for (const chunk of chunks)
    for (let at = 0; at < chunk.length; at += PIECE) {
      check?.update(Buffer.from(chunk.subarray(at, at + PIECE)));
      yield* ready;
      ready = [];
      size = 0;
    }
  const verdict = check?.end();
  yield* ready;
  if (!isWhole || (verdict?.is !== 'proven' && verdict?.is !== 'sound'))
    throw Object.assign(new Error(`not whole ${structure.name}`), { code: 'Z_DATA_ERROR' });
}
