import { bzip2 } from './archive/bzip2/bzip2.ts';
import { gzip } from './archive/gzip.ts';
import { lz4 } from './archive/lz4/lz4.ts';
import { lzip } from './archive/lzma/lzip.ts';
import { lzmaAlone } from './archive/lzma/lzma-alone.ts';
import { xz } from './archive/xz/xz.ts';
import { zstd } from './archive/zstd/zstd.ts';
import type { Structure } from './kit/structure.ts';

/** The formats that pack one stream and are unpacked by their check, by the extension that `packingOf` gives. */
export const PACKINGS: ReadonlyMap<string, Structure> = new Map([
  ['gz', gzip],
  ['bz2', bzip2],
  ['xz', xz],
  ['lzma', lzmaAlone],
  ['lz', lzip],
  ['zst', zstd],
  ['lz4', lz4],
]);
