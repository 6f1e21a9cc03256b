import { GREATER } from './bytes.ts';
import { passBoring, seeByte } from './constructs.ts';
import { passElements } from './elements.ts';
import { initialState, type XmlFault } from './scan-state.ts';

/** The result of a pass over XML. */
export type XmlFound = {
  readonly firstNul: number;
  readonly depth: number;
  /** The construct in which the file ends, if any. */
  readonly inside: string | undefined;
  /** The name of the first element, '' where there was none. */
  readonly root: string;
  /** The first thing that no XML has, if any. */
  readonly fault: XmlFault | undefined;
  /** It is not the XML that this pass supports. */
  readonly isOdd: boolean;
  /** Its last byte that is no blank ends a tag. */
  readonly endsInTag: boolean;
};

const BLANK = 32;
const NAMES = {
  open: 'a tag',
  tag: 'a tag',
  declaration: 'a declaration',
  comment: 'a comment',
  instruction: 'an instruction',
  cdata: 'a CDATA section',
} as const;

/** Creates a pass that matches elements to their ends; it understands comments, CDATA, instructions and declarations with a subset. */
export function createXmlScan(): { readonly update: (bytes: Buffer) => void; readonly end: () => XmlFound } {
  const scan = initialState();
  let offset = 0;
  let firstNul = -1;
  let last = 0;
  return {
    update(bytes) {
      scan.offset = offset;
      if (firstNul < 0) {
        const nul = bytes.indexOf(0);
        if (nul >= 0) firstNul = offset + nul;
      }
      for (let i = 0; i < bytes.length; ) {
        if (scan.construct === 'text' && scan.root !== '') {
          i = passElements(scan, bytes, i);
          if (i < 0) break;
        }
        i = passBoring(scan, bytes, i);
        if (i < bytes.length) seeByte(scan, bytes[i] ?? 0, i);
        i += 1;
      }
      offset += bytes.length;
      last = lastVisible(bytes) ?? last;
    },
    end() {
      const { construct, depth, root, fault, isOdd } = scan;
      const inside = construct === 'text' ? undefined : NAMES[construct];
      return { firstNul, depth, inside, root, fault, isOdd, endsInTag: last === GREATER };
    },
  };
}

/** Returns the last byte that is no blank. */
function lastVisible(bytes: Uint8Array): number | undefined {
  let at = bytes.length - 1;
  while (at >= 0 && (bytes[at] ?? 0) <= BLANK) at -= 1;
  return bytes[at];
}
