import { exactProbe } from '../kit/exact-reader.ts';
import { createForeignSectors, withForeign } from '../kit/foreign-sectors.ts';
import { createLines } from '../kit/lines.ts';
import { latin1At } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';
import { asNote, asWarning, cut, SOUND } from '../kit/verdicts.ts';

const MBOX = /^From \S.* \d{1,2}:\d\d(?::\d\d)?.* \d{4}/;
const HEADERS =
  /^(?:Return-Path|Received|Delivered-To|From|To|Date|Subject|Message-ID|MIME-Version|X-[\w-]+|DKIM-Signature|Content-Type): ?\S/i;
const FOLLOWING = /\n(?:Received|From|To|Date|Subject|Message-ID|MIME-Version|Content-Type): ?\S/i;
const LINE_END = 10;
/** Where bodies are not text (RFC 2045 6.2, yEnc 1.3). */
const RAW = /^(?:content-transfer-encoding:\s*binary|=ybegin )/i;
const BOUNDARY = /boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i;

/**
 * A mail, or a mailbox (RFC 5322, RFC 4155): the last mail, if it is multipart, has its closing boundary (RFC 2046
 * 5.1.1). Careless programs omit it, so its absence is a warning, and a note where the mail ends with a line end.
 */
export const mail: Structure = {
  name: 'mail',
  starts: 'CDFMRSTXcdfmrstx',
  traits: ['text'],
  extensions: [],
  recognises(head) {
    const start = latin1At(head, 0, 4096);
    return (MBOX.test(start) || HEADERS.test(start)) && FOLLOWING.test(start);
  },
  createCheck: () =>
    exactProbe(function* (reader) {
      let isHead = true;
      let header = '';
      let boundary = '';
      let isOpen = false;
      let mayHaveBytes = false;
      const foreign = createForeignSectors();
      const closeHeader = (): void => {
        if (/^content-type:\s*multipart\//i.test(header)) {
          const [, quoted, bare] = BOUNDARY.exec(header) ?? [];
          boundary = quoted ?? bare ?? '';
        }
        header = '';
      };
      const lines = createLines((line) => {
        mayHaveBytes ||= RAW.test(line);
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
      let last = 0;
      const size = yield* reader.readToEnd((bytes) => {
        last = bytes.at(-1) ?? last;
        lines.update(bytes);
        foreign.update(bytes);
      });
      lines.end();
      const run = mayHaveBytes ? undefined : foreign.end();
      if (run !== undefined) return withForeign(run);
      if (!isOpen) return SOUND;
      const verdict = cut(`ends at ${size}, without the boundary "--${boundary}--"`);
      return last === LINE_END ? asNote(verdict) : asWarning(verdict);
    }),
};
