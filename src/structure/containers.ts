/**
 * Containers and compressed streams. Strict magic numbers come first; what is recognised by trying (zlib) or by name
 * only (brotli) comes last.
 */
import { ar, deb } from './archive/ar.ts';
import { brotli } from './archive/brotli.ts';
import { bzip2 } from './archive/bzip2/bzip2.ts';
import { cab } from './archive/cab.ts';
import { compress } from './archive/compress.ts';
import { cpio } from './archive/cpio/cpio.ts';
import { dar } from './archive/dar.ts';
import { gzip } from './archive/gzip.ts';
import { lz4 } from './archive/lz4/lz4.ts';
import { lzip } from './archive/lzma/lzip.ts';
import { lzmaAlone } from './archive/lzma/lzma-alone.ts';
import { lzop } from './archive/lzop.ts';
import { par2 } from './archive/par2.ts';
import { rar } from './archive/rar.ts';
import { rpm } from './archive/rpm.ts';
import { sevenZip } from './archive/seven-zip.ts';
import { squashfs } from './archive/squashfs.ts';
import { tar } from './archive/tar/tar.ts';
import { wim } from './archive/wim.ts';
import { xbstream } from './archive/xbstream.ts';
import { xz } from './archive/xz/xz.ts';
import { zip } from './archive/zip/zip.ts';
import { zlibStream } from './archive/zlib-stream.ts';
import { zstd } from './archive/zstd/zstd.ts';
import type { Structure } from './kit/structure.ts';

/** The formats that contain other files. */
export const CONTAINERS: readonly Structure[] = [
  gzip,
  zip,
  tar,
  xz,
  zstd,
  lz4,
  bzip2,
  lzip,
  sevenZip,
  rar,
  rpm,
  cab,
  lzop,
  xbstream,
  par2,
  deb,
  ar,
  cpio,
  wim,
  squashfs,
  dar,
  compress,
  lzmaAlone,
  zlibStream,
  brotli,
];
