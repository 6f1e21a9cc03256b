import { unpack } from '../../manifest/unpack.ts';
import { lz4 } from '../../structure/archive/lz4/lz4.ts';
import { zstd } from '../../structure/archive/zstd/zstd.ts';
import type { Structure } from '../../structure/kit/structure.ts';

type Chunks = AsyncGenerator<Buffer, void, undefined>;

/** Packings whose check unpacks what it checks. */
const CHECKED: ReadonlyMap<string, Structure> = new Map([
  ['zst', zstd],
  ['lz4', lz4],
]);

/** Whether what is packed so, as an extension says it, can be unpacked here. */
export function isUnpackable(packing: string): boolean {
  return packing === 'gz' || CHECKED.has(packing);
}

/** Unpacks the chunks of a list or of a file of a voucher. Throws an error whose code begins with `Z_` where they are damaged. */
export async function* unpackPacked(packing: string, chunks: Iterable<Buffer>): Chunks {
  const structure = CHECKED.get(packing);
  if (structure === undefined) yield* unpack(chunks);
  else yield* unpackChecked(structure, chunks);
}

async function* unpackChecked(structure: Structure, chunks: Iterable<Buffer>): Chunks {
  let ready: Buffer[] = [];
  const check = structure.createCheck?.({
    path: '',
    size: undefined,
    head: new Uint8Array(),
    depth: 'normal',
    nest: () => ({ update: (bytes) => void ready.push(Buffer.from(bytes)), end: () => ({ is: 'unknown' }) }),
  });
  for (const chunk of chunks) {
    check?.update(chunk);
    yield* ready;
    ready = [];
  }
  const verdict = check?.end();
  yield* ready;
  if (verdict?.is !== 'proven' && verdict?.is !== 'sound')
    throw Object.assign(new Error(`not whole ${structure.name}`), { code: 'Z_DATA_ERROR' });
}
