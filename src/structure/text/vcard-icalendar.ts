/** Address books and calendars: each `BEGIN:` has its `END:` (RFC 6350, RFC 5545). */

import { exactProbe } from '../kit/exact-reader.ts';
import { createForeignSectors, withForeign } from '../kit/foreign-sectors.ts';
import { createLines } from '../kit/lines.ts';
import { latin1At } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';
import { cut, SOUND } from '../kit/verdicts.ts';

/** An address book. */
export const vcard = bracketed('vcard', 'VCARD');

/** A calendar. */
export const icalendar = bracketed('icalendar', 'VCALENDAR');

function bracketed(name: string, word: string): Structure {
  const start = new RegExp(`^(?:\\xef\\xbb\\xbf)?\\s*BEGIN:${word}[ \\t]*\\r?\\n`, 'i');
  return {
    name,
    traits: ['text'],
    extensions: [],
    starts: '\xef \xa0\t\n\v\f\rBb',
    recognises: (head) => start.test(latin1At(head, 0, 256)),
    createCheck: () =>
      exactProbe(function* (reader) {
        // The first BEGIN may follow a byte order mark, where no line begins with it.
        let open = 0;
        let from = 0;
        let isFirst = true;
        const lines = createLines((line, offset) => {
          const text = line.trim().toUpperCase();
          if (isFirst && text.endsWith(`BEGIN:${word}`)) open = 1;
          else if (text === `BEGIN:${word}`) {
            open += 1;
            from = offset;
          } else if (text === `END:${word}`) open = Math.max(open - 1, 0);
          if (text !== '') isFirst = false;
        }, 64);
        const foreign = createForeignSectors();
        const size = yield* reader.readToEnd((bytes) => {
          lines.update(bytes);
          foreign.update(bytes);
        });
        lines.end();
        const run = foreign.end();
        if (run !== undefined) return withForeign(run);
        return open > 0 ? cut(`ends at ${size}, without END:${word} for the BEGIN at ${from}`) : SOUND;
      }),
  };
}
