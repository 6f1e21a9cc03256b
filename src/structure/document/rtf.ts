import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { latin1At } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND } from '../kit/verdicts.ts';

const OPEN = 0x7b;
const CLOSE = 0x7d;
const ESCAPE = 0x5c;
const MAX_CONTROLS = 16;

/** Rich Text Format 1: the group with which it starts is closed; control bytes occur only in binary data (`\bin`). */
export const rtf: Structure = {
  name: 'rtf',
  starts: '{',
  traits: [],
  extensions: ['rtf', 'doc', 'dot'],
  recognises: (head) => /^\{\\rtf1?[\\\s{}]/.test(latin1At(head, 0, 8)),
  createCheck: () => chunkedProbe(check),
};

function* check(source: Source): Step<StructureVerdict> {
  let depth = 0;
  let controls = 0;
  for (;;) {
    const from = source.offset;
    const part = yield* source.takeSome(65_536);
    if (part.length === 0) return cut(`ends at ${from}; ${depth} of its groups are not closed`);
    let escape = -1;
    for (let at = 0; at < part.length && escape < 0; at++) {
      const byte = part[at] ?? 0;
      if (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && ++controls > MAX_CONTROLS)
        return broken(`${controls} control bytes in its text up to ${from + at}`);
      if (byte === OPEN) depth += 1;
      else if (byte === ESCAPE) escape = at;
      else if (byte === CLOSE) {
        depth -= 1;
        if (depth <= 0) return SOUND;
      }
    }
    if (escape < 0) continue;
    source.unread(part.length - escape);
    yield* skipWord(source);
  }
}

/** Skips an escaped character, or a control word and the binary data announced by `\bin`. */
function* skipWord(source: Source): Step<void> {
  const word = (yield* source.peek(16)).toString('latin1');
  const binary = /^\\bin(\d{1,10}) ?/.exec(word);
  if (binary === null) yield* source.skip(Math.min(2, word.length));
  else yield* source.skip(binary[0].length + Number(binary[1]));
}
