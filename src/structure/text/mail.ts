import { asWarning } from '../kit/as-warning.ts';
import { onTape } from '../kit/exact-reader.ts';
import { createLines } from '../kit/lines.ts';
import { wordAt } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';
import { cut, SOUND } from '../kit/verdicts.ts';

const MBOX = /^From \S.* \d{1,2}:\d\d(?::\d\d)?.* \d{4}/;
const HEADERS =
  /^(?:Return-Path|Received|Delivered-To|From|To|Date|Subject|Message-ID|MIME-Version|X-[\w-]+|DKIM-Signature|Content-Type): ?\S/i;
const FOLLOWING = /\n(?:Received|From|To|Date|Subject|Message-ID|MIME-Version|Content-Type): ?\S/i;
const BOUNDARY = /boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i;

/**
 * A mail, or a mailbox of them (RFC 5322, RFC 4155): the last mail, where it is in parts, has its closing boundary (RFC
 * 2046 5.1.1). Careless programs leave it out, so without it is a warning.
 */
export const mail: Structure = {
  name: 'mail',
  starts: 'CDFMRSTXcdfmrstx',
  traits: ['text'],
  extensions: [],
  recognises(head) {
    const start = wordAt(head, 0, 4096);
    return (MBOX.test(start) || HEADERS.test(start)) && FOLLOWING.test(start);
  },
  begin: () =>
    onTape(function* (tape) {
      let isHead = true;
      let header = '';
      let boundary = '';
      let isOpen = false;
      const closeHeader = (): void => {
        if (/^content-type:\s*multipart\//i.test(header)) {
          const [, quoted, bare] = BOUNDARY.exec(header) ?? [];
          boundary = quoted ?? bare ?? '';
        }
        header = '';
      };
      const lines = createLines((line) => {
        if (MBOX.test(line)) {
          isHead = true;
          boundary = header = '';
          isOpen = false;
        } else if (isHead) {
          if (/^[ \t]/.test(line)) header += line.slice(0, 1024);
          else {
            closeHeader();
            header = line;
            isHead = line !== '';
          }
          if (header.length > 4096) header = header.slice(0, 4096);
        } else if (boundary !== '' && line.startsWith(`--${boundary}`))
          isOpen = !line.slice(2 + boundary.length).startsWith('--');
      });
      const size = yield* tape.rest(lines.update);
      lines.end();
      return isOpen ? asWarning(cut(`ends at byte ${size} without the boundary "--${boundary}--"`)) : SOUND;
    }),
};
