/** A pass over XML byte by byte, for what does not lie in one chunk and for all that is no element. */
import {
  APOSTROPHE,
  ENDS_NAME,
  GREATER,
  IN_TAG,
  LESS,
  OPENS_VALUE,
  QUOTE,
  SLASH,
  STARTS_NAME,
} from './bytes.ts';
import {
  closeElement,
  enter,
  NO_PRINT,
  noteFault,
  openElement,
  printWith,
  type ScanState,
} from './scan-state.ts';

const CLOSED_BY = { comment: '-->', instruction: '?>', cdata: ']]>' } as const;
const LONGEST_ROOT = 64;

/** Takes one byte of the current construct, which is no text; it lies at `at` in the chunk. */
export function seeByte(scan: ScanState, byte: number, at: number): void {
  const { construct } = scan;
  if (construct === 'open') seeOpen(scan, byte, at);
  else if (construct === 'tag') seeTag(scan, byte, at);
  else if (construct === 'declaration') seeDeclaration(scan, byte);
  else if (construct !== 'text') seeSection(scan, byte, CLOSED_BY[construct]);
}

/** Skips what cannot end the current construct; returns the place of the next byte that may, or the length. */
export function passBoring(scan: ScanState, bytes: Buffer, from: number): number {
  const { construct } = scan;
  if (construct === 'text') return passText(scan, bytes, from);
  if (construct === 'comment' || construct === 'instruction' || construct === 'cdata')
    return passSection(scan, bytes, from, CLOSED_BY[construct]);
  return construct === 'tag' && scan.isNamed && !scan.isUnquoted ? passTag(scan, bytes, from) : from;
}

function passText(scan: ScanState, bytes: Buffer, from: number): number {
  const less = bytes.indexOf(LESS, from);
  if (less < 0) return bytes.length;
  open(scan, 'text');
  return less + 1;
}

function passSection({ last }: ScanState, bytes: Buffer, from: number, end: string): number {
  if (last !== '' && end.includes(last.slice(-1))) return from;
  const next = bytes.indexOf(end.charCodeAt(0), from);
  return next < 0 ? bytes.length : next;
}

function passTag(scan: ScanState, bytes: Buffer, from: number): number {
  const { quote } = scan;
  let i = from;
  if (quote !== 0) {
    while (i < bytes.length && bytes[i] !== quote) i += 1;
    return i;
  }
  while (i < bytes.length && IN_TAG[bytes[i] ?? 0] === 0) i += 1;
  if (i > from) scan.previous = bytes[i - 1] ?? 0;
  return i;
}

function open(scan: ScanState, below: ScanState['below']): void {
  scan.construct = 'open';
  scan.start = '';
  scan.below = below;
}

/** Reads enough of what follows '<' to recognise it. */
function seeOpen(scan: ScanState, byte: number, at: number): void {
  scan.start += String.fromCharCode(byte);
  const { start } = scan;
  if (start === '?') enter(scan, 'instruction');
  else if (start === '!--') enter(scan, 'comment');
  else if (start === '![CDATA[') enter(scan, 'cdata');
  else if ('!--'.startsWith(start) || '![CDATA['.startsWith(start)) return;
  else if (start.startsWith('!')) {
    scan.subset = scan.below === 'text' ? 1 : scan.subset + 1;
    enter(scan, 'declaration');
    seeDeclaration(scan, byte);
  } else openTag(scan, byte, at);
}

function openTag(scan: ScanState, byte: number, at: number): void {
  scan.isClosing = byte === SLASH;
  enter(scan, 'tag');
  scan.print = NO_PRINT;
  scan.isNamed = false;
  if (scan.isClosing) return;
  if (STARTS_NAME[byte] === 0) scan.isOdd = true;
  seeTag(scan, byte, at);
}

function seeTag(scan: ScanState, byte: number, at: number): void {
  if (!scan.isNamed) seeName(scan, byte);
  if (scan.isUnquoted && ENDS_NAME[byte] === 0) scan.isFormed = false;
  scan.isUnquoted = false;
  if (!seeQuote(scan, byte)) {
    if (byte === LESS) scan.isFormed = false;
    else if (byte === GREATER) closeTag(scan, at);
  }
  scan.previous = byte;
}

/** Takes a byte of the name of a tag, or the one behind it. */
function seeName(scan: ScanState, byte: number): void {
  if (ENDS_NAME[byte] === 1) {
    scan.isNamed = true;
    return;
  }
  scan.print = printWith(scan.print, byte);
  if (scan.root === '' && scan.last.length < LONGEST_ROOT) scan.last += String.fromCharCode(byte);
}

/** Takes a byte of a quoted value or the quotes around it; returns whether it was one. */
function seeQuote(scan: ScanState, byte: number): boolean {
  if (scan.quote === 0 && byte !== QUOTE && byte !== APOSTROPHE) return false;
  if (scan.quote === 0) {
    scan.quote = byte;
    if (OPENS_VALUE[scan.previous] === 0) scan.isFormed = false;
  } else if (byte === scan.quote) {
    scan.quote = 0;
    scan.isUnquoted = true;
  }
  return true;
}

function closeTag(scan: ScanState, at: number): void {
  if (!scan.isFormed) noteFault(scan, 'tag', at);
  if (scan.isClosing) closeElement(scan, scan.print, at);
  else {
    if (scan.root === '') scan.root = scan.last;
    if (scan.previous !== SLASH) openElement(scan, scan.print);
  }
  scan.construct = 'text';
}

/** Reads a declaration, which may have others inside it. */
function seeDeclaration(scan: ScanState, byte: number): void {
  if (seeQuote(scan, byte)) return;
  if (byte === LESS) open(scan, 'declaration');
  else if (byte === GREATER) {
    scan.subset -= 1;
    if (scan.subset <= 0) scan.construct = 'text';
  }
}

function seeSection(scan: ScanState, byte: number, end: string): void {
  scan.last = (scan.last + String.fromCharCode(byte)).slice(-end.length);
  if (scan.last === end) scan.construct = scan.below;
}
