import { nameOf } from '../model/path.ts';
import type { Detector } from './detector.ts';
import { fromTo, isTextFormat } from './evidence.ts';
import { extensionOf, TEXT_EXTENSIONS } from './extensions.ts';

const LEAST_HOLE = 512;
const HEAD = 4096;

/**
 * Text with stretches of zeros of 512 bytes or more on the 512-byte grid: a lost sector, a page never written. Text is
 * a file whose name says so or whose first 4 KiB are UTF-8 or mostly ASCII, without a NUL (pictures have bright bytes and
 * black ones), and whose blocks, the zero ones aside, are text by half at least.
 */
export const zeroHoles: Detector = {
  code: 'zero-holes',
  examine({ zeroRuns, longestZeroRun, blocks, head, format, standing }, path) {
    if (standing.is === 'proven' || (format !== undefined && !isTextFormat(format))) return undefined;
    if (longestZeroRun < LEAST_HOLE) return undefined;
    const name = nameOf(path);
    const extension = extensionOf(name);
    const isTextByName = TEXT_EXTENSIONS.has(extension);
    const others = blocks.B + blocks.H + blocks.R + blocks.C;
    if (blocks.T < 1 || blocks.T < others || !(isTextByName || isText(head.subarray(0, HEAD))))
      return undefined;
    const severity = isTextByName && extension !== 'log' ? 'error' : 'warning';
    return { code: 'zero-holes', severity, detail: fromTo('zeros', zeroRuns) };
  },
};

function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false;
  const high = bytes.reduce((n, byte) => n + (byte >> 7), 0);
  if (high * 3 < bytes.length) return true;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
