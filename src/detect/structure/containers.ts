/**
 * Containers and compressed streams. Strict magic numbers come first; what is told by trying (zlib) or by name only
 * (brotli) comes last.
 */
import { ar, deb } from './ar.ts';
import { brotli } from './brotli.ts';
import { bzip2 } from './bzip2.ts';
import { cab } from './cab.ts';
import { compress } from './compress.ts';
import { cpio } from './cpio.ts';
import { gzip } from './gzip.ts';
import { lz4 } from './lz4.ts';
import { lzip } from './lzip.ts';
import { lzop } from './lzop.ts';
import { rar } from './rar.ts';
import { rpm } from './rpm.ts';
import { sevenZip } from './seven-zip.ts';
import { squashfs } from './squashfs.ts';
import type { Structure } from './structure.ts';
import { tar } from './tar.ts';
import { wim } from './wim.ts';
import { xbstream } from './xbstream.ts';
import { xz } from './xz.ts';
import { zip } from './zip.ts';
import { zlibStream } from './zlib-stream.ts';
import { zstd } from './zstd.ts';

/** The formats whose bytes hold other files. */
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
  deb,
  ar,
  cpio,
  wim,
  squashfs,
  compress,
  zlibStream,
  brotli,
];
