import { adts } from './audio-video/adts.ts';
import { asf } from './audio-video/asf.ts';
import { caf } from './audio-video/caf.ts';
import { flac } from './audio-video/flac/flac.ts';
import { flv } from './audio-video/flv.ts';
import { aiff, djvu } from './audio-video/iff.ts';
import { isobmff } from './audio-video/isobmff.ts';
import { matroska } from './audio-video/matroska.ts';
import { midi } from './audio-video/midi.ts';
import { mp3 } from './audio-video/mp3.ts';
import { mpegPs, mpegTs } from './audio-video/mpeg.ts';
import { ogg } from './audio-video/ogg.ts';
import { riffOther } from './audio-video/riff/other.ts';
import { avi, wav, webp } from './audio-video/riff/riff.ts';
import { wavpack } from './audio-video/wavpack.ts';
import { cff } from './document/cff.ts';
import { ole } from './document/ole.ts';
import { pdf } from './document/pdf/pdf.ts';
import { pfb } from './document/pfb.ts';
import { dosEps, postscript } from './document/postscript.ts';
import { rtf } from './document/rtf.ts';
import { sfnt, ttc } from './document/sfnt.ts';
import { dvi, pk, vf } from './document/tex-files.ts';
import { woff } from './document/woff.ts';
import { woff2 } from './document/woff2.ts';
import { bmp } from './image/bmp.ts';
import { dds } from './image/dds.ts';
import { gif } from './image/gif.ts';
import { icc } from './image/icc.ts';
import { ico } from './image/ico.ts';
import { jpeg } from './image/jpeg/jpeg.ts';
import { jxl } from './image/jxl.ts';
import { png } from './image/png.ts';
import { pnm } from './image/pnm.ts';
import { psd } from './image/psd.ts';
import { tiff } from './image/tiff/tiff.ts';
import type { Structure } from './kit/structure.ts';
import { dicom } from './science/dicom.ts';
import { fits } from './science/fits.ts';

/** Pictures, sound, film, documents for display and fonts; those with weaker signs (frames, packets) come last. */
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
  cff,
  dvi,
  pk,
  vf,
  mpegPs,
  mpegTs,
  adts,
  mp3,
];
