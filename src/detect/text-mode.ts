/**
 * What a transfer in text mode does to a binary file: line ends are turned into those of another system (FTP, git), bytes
 * that are no UTF-8 are replaced (an editor, a JSON service), each byte becomes a character, or the high bit is cleared.
 */
import type { Content } from '../model/content.ts';
import type { TextMode } from '../model/evidence.ts';
import { isForbidden } from '../structure/kit/control-bytes.ts';
import { latin1At } from '../structure/kit/read-int.ts';
import { isTextFormat } from './evidence.ts';

/** The least number of line ends, or of replaced bytes, that are no coincidence. */
const LEAST = 32;
const AROUND = 8;
const REPLACED_SHARE = 20;
const [LINE_END, RETURN] = [10, 13];
const REPLACEMENT = Buffer.from([0xef, 0xbf, 0xbd]);
/** The signature of PNG is made to show what became of its line ends (RFC 2083 12.11). */
const PNG: readonly (readonly [head: string, how: TextMode])[] = [
  ['\x89PNG\r\r\n\x1a\r\n', 'crlf'],
  ['\x89PNG\n\x1a\n', 'lf'],
  ['\x89PNG\r\n\x1a\r\n', 'crlf'],
  ['\x89PNG\r\x1a\r', 'cr'],
];

/** Returns how a file that is no text was turned as if it were; undefined where it was not, or nobody can tell. */
export function textModeOf(content: Content): TextMode | undefined {
  const { head, tail, format, demanded = [] } = content;
  const isBinary =
    demanded.length > 0 ? demanded.every((each) => !isTextFormat(each)) : showsTextMode(content);
  if (!isBinary || (isTextFormat(format) && format?.name !== 'text')) return undefined;
  const png = PNG.find(([start]) => latin1At(head, 0, start.length) === start);
  if (png !== undefined) return png[1];
  const bytes = head.length < content.size ? Buffer.concat([head, tail]) : Buffer.from(head);
  if (haveReturns(bytes)) return 'crlf';
  const kinds = kindsOf(bytes);
  if (kinds.controls * 100 < bytes.length) return undefined;
  if (replacedIn(bytes) * REPLACED_SHARE >= bytes.length) return 'replaced';
  if (kinds.high === 0) return bytes.length >= 4096 && kinds.different >= 120 ? '7-bit' : undefined;
  return areCharacters(head) ? 'utf-8' : undefined;
}

/** Binary formats of which no file is free of lone bytes from 128 on, as one whose bytes became characters is. */
const MACHINE = new Set('elf pe mach-o tiff bmp wav ico sfnt ttc psd aiff'.split(' '));

/** Returns whether a format is one in which text mode shows although nothing else is wrong. */
export function showsTextMode({ format }: Content): boolean {
  return format !== undefined && (format.traits.includes('dense') || MACHINE.has(format.name));
}

/** Returns whether it cannot be anything else; without high bits a sound or a picture may be, but nothing dense. */
export function isSureTextMode(content: Content, how: TextMode): boolean {
  if (how === 'crlf' || how === 'utf-8' || how === 'replaced') return showsTextMode(content);
  return how === '7-bit' && isDense(content);
}

function isDense({ format }: Content): boolean {
  return format?.traits.includes('dense') === true;
}

/** Returns whether every line end among bytes that are no text follows a return, and there are enough of them. */
function haveReturns(bytes: Buffer): boolean {
  let ends = 0;
  for (let at = bytes.indexOf(LINE_END); at >= 0; at = bytes.indexOf(LINE_END, at + 1)) {
    if (at > 0 && bytes[at - 1] !== RETURN) return false;
    if (bytes.subarray(Math.max(0, at - AROUND), at).some((byte) => byte >= 0x80 || isForbidden(byte)))
      ends += 1;
  }
  return ends >= LEAST;
}

function kindsOf(bytes: Buffer): {
  readonly controls: number;
  readonly high: number;
  readonly different: number;
} {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
  let controls = 0;
  let high = 0;
  for (let byte = 0; byte < 256; byte++) {
    const n = counts[byte] ?? 0;
    if (isForbidden(byte)) controls += n;
    if (byte >= 0x80) high += n;
  }
  return { controls, high, different: counts.filter((n) => n > 0).length };
}

function replacedIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(REPLACEMENT); at >= 0; at = bytes.indexOf(REPLACEMENT, at + 3)) count += 1;
  return count < LEAST ? 0 : count;
}

/** Returns whether every byte from 128 on is of a character of Latin-1 in UTF-8: two bytes, the first c2 or c3. */
function areCharacters(bytes: Uint8Array): boolean {
  let characters = 0;
  for (let at = 0; at < bytes.length - 1; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) continue;
    const next = bytes[at + 1] ?? 0;
    const isOne = (byte === 0xc2 || byte === 0xc3) && next >= 0x80 && next < 0xc0;
    if (!isOne) return false;
    characters += 1;
    at += 1;
  }
  return characters >= LEAST;
}
