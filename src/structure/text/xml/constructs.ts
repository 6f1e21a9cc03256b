/** A pass over XML byte by byte, for what does not lie in one chunk and for all that is no element. */
import { APOSTROPHE, GREATER, IN_TAG, LESS, QUOTE, SLASH, STARTS_NAME } from './bytes.ts';
import { enter, type ScanState } from './scan-state.ts';

const CLOSED_BY = { comment: '-->', instruction: '?>', cdata: ']]>' } as const;
const LONGEST_ROOT = 64;

/** Takes one byte of the current construct, which is no text. */
export function seeByte(scan: ScanState, byte: number): void {
  const { construct } = scan;
  if (construct === 'open') seeOpen(scan, byte);
  else if (construct === 'tag') seeTag(scan, byte);
  else if (construct === 'declaration') seeDeclaration(scan, byte);
  else if (construct !== 'text') seeSection(scan, byte, CLOSED_BY[construct]);
}

/** Skips what cannot end the current construct; returns the place of the next byte that may, or the length. */
export function passBoring(scan: ScanState, bytes: Buffer, from: number): number {
  const { construct } = scan;
  if (construct === 'text') return passText(scan, bytes, from);
  if (construct === 'comment' || construct === 'instruction' || construct === 'cdata')
    return passSection(scan, bytes, from, CLOSED_BY[construct]);
  return construct === 'tag' && scan.root !== '' ? passTag(scan, bytes, from) : from;
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
function seeOpen(scan: ScanState, byte: number): void {
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
  } else openTag(scan, byte);
}

function openTag(scan: ScanState, byte: number): void {
  scan.isClosing = byte === SLASH;
  enter(scan, 'tag');
  if (scan.isClosing) return;
  if (STARTS_NAME[byte] === 0) scan.isOdd = true;
  seeTag(scan, byte);
}

function seeTag(scan: ScanState, byte: number): void {
  if (!seeQuote(scan, byte)) {
    if (byte === GREATER) closeTag(scan);
    else if (scan.root === '') seeRoot(scan, byte);
  }
  scan.previous = byte;
}

/** Takes a byte of a quoted value or the quotes around it; returns whether it was one. */
function seeQuote(scan: ScanState, byte: number): boolean {
  if (scan.quote === 0 && byte !== QUOTE && byte !== APOSTROPHE) return false;
  if (scan.quote === 0) scan.quote = byte;
  else if (byte === scan.quote) scan.quote = 0;
  return true;
}

function closeTag(scan: ScanState): void {
  if (scan.isClosing) scan.depth -= 1;
  else {
    if (scan.root === '') scan.root = scan.last.trimEnd();
    if (scan.previous !== SLASH) scan.depth += 1;
  }
  if (scan.depth < 0) scan.isOdd = true;
  scan.construct = 'text';
}

/** Gathers the name of the first element, up to the first space. */
function seeRoot(scan: ScanState, byte: number): void {
  const { last } = scan;
  if (byte === SLASH || last.length >= LONGEST_ROOT || last.endsWith(' ')) return;
  const char = String.fromCharCode(byte);
  scan.last = last + (/\s/.test(char) ? ' ' : char);
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
