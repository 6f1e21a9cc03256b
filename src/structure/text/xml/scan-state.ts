/** The construct that a pass over XML is in; `open` is behind a '<' that is not recognised yet. */
export type Construct = 'text' | 'open' | 'tag' | 'declaration' | 'comment' | 'instruction' | 'cdata';

/** What no XML has: an end of another element than the open one, or a tag that is not formed like one, at an offset. */
export type XmlFault = { readonly is: 'end' | 'tag'; readonly at: number };

/** Where a pass over XML stands. */
export type ScanState = {
  construct: Construct;
  /** The prints of the names of the elements that are open, by depth. */
  readonly open: Int32Array;
  depth: number;
  /** The print of the name of the current tag, and whether the name is over. */
  print: number;
  isNamed: boolean;
  /** The first thing that no XML has. */
  fault: XmlFault | undefined;
  /** The offset of the chunk. */
  offset: number;
  /** The name of the first element, '' before its end. */
  root: string;
  /** It has a '<' that begins nothing, an end before any element, or no document's depth: no XML that this pass supports. */
  isOdd: boolean;
  /** What follows '<', the last bytes of a section, or the open quote. */
  start: string;
  last: string;
  quote: number;
  isClosing: boolean;
  previous: number;
  /** A quoted value ended with the byte before. */
  isUnquoted: boolean;
  /** The current tag is formed like one so far. */
  isFormed: boolean;
  /** Declarations that are open inside each other, and the construct to go back to behind a section. */
  subset: number;
  below: 'text' | 'declaration';
};

/** Documents are less deep; beyond it nothing is said. */
const MOST_OPEN = 4096;
/** The print of a name starts so, and takes each byte so (FNV-1a). */
export const NO_PRINT = 0x811c9dc5 | 0;
const PRIME = 0x01000193;

/** Returns the state before the first byte. */
export function initialState(): ScanState {
  return {
    construct: 'text',
    open: new Int32Array(MOST_OPEN),
    depth: 0,
    print: 0,
    isNamed: false,
    fault: undefined,
    offset: 0,
    root: '',
    isOdd: false,
    start: '',
    last: '',
    quote: 0,
    isClosing: false,
    previous: 0,
    isUnquoted: false,
    isFormed: true,
    subset: 0,
    below: 'text',
  };
}

/** Enters a construct at its first byte. */
export function enter(scan: ScanState, construct: Construct): void {
  scan.construct = construct;
  scan.last = '';
  scan.quote = 0;
  scan.previous = 0;
  scan.isUnquoted = false;
  scan.isFormed = true;
}

/** Adds a byte of a name to its print. */
export function printWith(print: number, byte: number): number {
  return Math.imul(print ^ byte, PRIME);
}

/** Notes that an element begins. */
export function openElement(scan: ScanState, print: number): void {
  if (scan.depth >= MOST_OPEN) {
    scan.isOdd = true;
    return;
  }
  scan.open[scan.depth] = print;
  scan.depth += 1;
}

/** Notes the end of an element, whose tag ends at `at` in the chunk. */
export function closeElement(scan: ScanState, print: number, at: number): void {
  if (scan.root === '') scan.isOdd = true;
  const isOpen = scan.depth > 0 && scan.open[scan.depth - 1] === print;
  if (!isOpen) noteFault(scan, 'end', at);
  if (scan.depth > 0) scan.depth -= 1;
}

/** Notes what no XML has, at `at` in the chunk, where it is the first. */
export function noteFault(scan: ScanState, is: XmlFault['is'], at: number): void {
  scan.fault ??= { is, at: scan.offset + at };
}
