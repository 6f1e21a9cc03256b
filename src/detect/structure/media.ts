import { adts } from './adts.ts';
import { asf } from './asf.ts';
import { bmp } from './bmp.ts';
import { caf } from './caf.ts';
import { dds } from './dds.ts';
import { dicom } from './dicom.ts';
import { fits } from './fits.ts';
import { flac } from './flac.ts';
import { flv } from './flv.ts';
import { gif } from './gif.ts';
import { icc } from './icc.ts';
import { ico } from './ico.ts';
import { aiff, djvu } from './iff.ts';
import { isobmff } from './isobmff.ts';
import { jpeg } from './jpeg.ts';
import { jxl } from './jxl.ts';
import { matroska } from './matroska.ts';
import { midi } from './midi.ts';
import { mp3 } from './mp3.ts';
import { mpegPs, mpegTs } from './mpeg.ts';
import { ogg } from './ogg.ts';
import { ole } from './ole.ts';
import { pdf } from './pdf.ts';
import { pfb } from './pfb.ts';
import { png } from './png.ts';
import { pnm } from './pnm.ts';
import { dosEps, postscript } from './postscript.ts';
import { psd } from './psd.ts';
import { avi, wav, webp } from './riff.ts';
import { riffOther } from './riff-other.ts';
import { rtf } from './rtf.ts';
import { sfnt, ttc } from './sfnt.ts';
import type { Structure } from './structure.ts';
import { dvi, pk, vf } from './tex-files.ts';
import { tiff } from './tiff.ts';
import { wavpack } from './wavpack.ts';
import { woff } from './woff.ts';
import { woff2 } from './woff2.ts';

/** Pictures, sound, film, documents for the eye and fonts; those known by weaker signs (frames, packets) come last. */
export const MEDIA: readonly Structure[] = [
  png,
  jpeg,
  pdf,
  gif,
  webp,
  wav,
  avi,
  riffOther,
  bmp,
  dicom,
  tiff,
  fits,
  pnm,
  flac,
  ogg,
  midi,
  aiff,
  caf,
  jxl,
  isobmff,
  asf,
  wavpack,
  dds,
  flv,
  matroska,
  sfnt,
  ttc,
  woff,
  woff2,
  postscript,
  dosEps,
  djvu,
  rtf,
  ole,
  psd,
  ico,
  icc,
  pfb,
  dvi,
  pk,
  vf,
  mpegPs,
  mpegTs,
  adts,
  mp3,
];
