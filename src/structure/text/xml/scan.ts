import { passBoring, seeByte } from './constructs.ts';
import { passElements } from './elements.ts';
import { initialState } from './scan-state.ts';

/** The result of a pass over XML. */
export type XmlFound = {
  readonly firstNul: number;
  readonly depth: number;
  /** The construct in which the file ends, if any. */
  readonly inside: string | undefined;
  /** The name of the first element, '' where there was none. */
  readonly root: string;
  /** More was closed than opened: not the XML that this pass supports. */
  readonly isOdd: boolean;
};

const NAMES = {
  open: 'a tag',
  tag: 'a tag',
  declaration: 'a declaration',
  comment: 'a comment',
  instruction: 'an instruction',
  cdata: 'a CDATA section',
} as const;

/** Creates a pass that counts elements; it understands comments, CDATA, instructions and declarations with a subset. */
export function createXmlScan(): { readonly update: (bytes: Buffer) => void; readonly end: () => XmlFound } {
  const scan = initialState();
  let offset = 0;
  let firstNul = -1;
  return {
    update(bytes) {
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
        if (i < bytes.length) seeByte(scan, bytes[i] ?? 0);
        i += 1;
      }
      offset += bytes.length;
    },
    end() {
      const { construct, depth, root, isOdd } = scan;
      return { firstNul, depth, inside: construct === 'text' ? undefined : NAMES[construct], root, isOdd };
    },
  };
}
