/** The construct that a pass over XML is in; `open` is behind a '<' that is not recognised yet. */
export type Construct = 'text' | 'open' | 'tag' | 'declaration' | 'comment' | 'instruction' | 'cdata';

/** Where a pass over XML stands. */
export type ScanState = {
  construct: Construct;
  /** Elements that are open. */
  depth: number;
  /** The name of the first element, '' before its end. */
  root: string;
  /** More was closed than opened: not the XML that this pass supports. */
  isOdd: boolean;
  /** What follows '<', the last bytes of a section, or the open quote. */
  start: string;
  last: string;
  quote: number;
  isClosing: boolean;
  previous: number;
  /** Declarations that are open inside each other, and the construct to go back to behind a section. */
  subset: number;
  below: 'text' | 'declaration';
};

/** Returns the state before the first byte. */
export function initialState(): ScanState {
  return {
    construct: 'text',
    depth: 0,
    root: '',
    isOdd: false,
    start: '',
    last: '',
    quote: 0,
    isClosing: false,
    previous: 0,
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
}
