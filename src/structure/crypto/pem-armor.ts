import { exactProbe } from '../kit/exact-reader.ts';
import { createLines, type SeeLine } from '../kit/lines.ts';
import { latin1At } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, ENCRYPTED, SOUND } from '../kit/verdicts.ts';

const BEGIN = /^-----BEGIN ([A-Z0-9][A-Z0-9 .,/-]*)-----$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const HEADER = /^[A-Za-z0-9-]+:( |$)|^[ \t]/;
const START = /(?:^|\n)-----BEGIN [A-Z0-9][A-Z0-9 .,/-]*-----\r?\n/;
const CLEARTEXT = 'PGP SIGNED MESSAGE';
const ENCRYPTED_LABEL = /^PGP MESSAGE|ENCRYPTED/;

/**
 * Keys, certificates and messages in text (RFC 7468, RFC 9580 section 6, OpenSSH, age): every `-----BEGIN X-----` has
 * its `-----END X-----`, with headers and base64 between. Text outside of them is arbitrary.
 */
export const pemArmor: Structure = {
  name: 'armour',
  starts: '-',
  traits: ['text'],
  extensions: ['gpg', 'pgp', 'age'],
  recognises: (head) => latin1At(head, 0, 10) === '-----BEGIN' && START.test(latin1At(head, 0, 256)),
  createCheck: () =>
    exactProbe(function* (reader) {
      const blocks = createBlocks();
      const lines = createLines(blocks.see, 256);
      const size = yield* reader.readToEnd(lines.update);
      lines.end();
      return blocks.end(size);
    }),
};

function createBlocks(): { readonly see: SeeLine; readonly end: (size: number) => StructureVerdict } {
  let label: string | undefined;
  let from = 0;
  let isSealed = false;
  let wrong: StructureVerdict | undefined;
  return {
    see(line, offset, isWhole) {
      const text = line.trimEnd();
      const begun = BEGIN.exec(text)?.[1];
      if (label === undefined || label === CLEARTEXT) {
        // A signed text is open until its signature begins, which closes it.
        if (begun === undefined) return;
        label = begun;
        from = offset;
        if (ENCRYPTED_LABEL.test(begun)) isSealed = true;
        return;
      }
      if (text === `-----END ${label}-----`) label = undefined;
      else if (begun !== undefined) {
        wrong ??= cut(`${label} from ${from} does not end before the next one begins at ${offset}`);
        label = begun;
        from = offset;
      } else if (isWhole && !BASE64.test(text.replace(/^=/, '')) && !HEADER.test(line) && hasControls(line))
        wrong ??= broken(`the line at ${offset} in ${label} is neither base64 nor a header`);
    },
    end(size) {
      if (label !== undefined)
        return cut(`ends at ${size}, without "-----END ${label}-----" for the block begun at ${from}`);
      return wrong ?? (isSealed ? ENCRYPTED : SOUND);
    },
  };
}

/** Returns whether a line has bytes that do not occur in text: only these are damage, whatever else the text is. */
function hasControls(line: string): boolean {
  for (let i = 0; i < line.length; i++) {
    const byte = line.charCodeAt(i);
    if ((byte < 32 && byte !== 9 && byte !== 12 && byte !== 13) || byte >= 127) return true;
  }
  return false;
}
