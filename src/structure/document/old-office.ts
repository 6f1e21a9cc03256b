import { latin1At } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';

/** How documents of programs begin that wrote no compound files yet. */
const HEADS = [
  // Word for Windows 1, 2 and 6.
  '\x9b\xa5',
  '\xdb\xa5',
  '\xdc\xa5',
  // Word for DOS and Write; Word for the Macintosh.
  '\x31\xbe\0\0',
  '\x32\xbe\0\0',
  '\xfe\x32\0',
  '\xfe\x34\0',
  '\xfe\x37\0',
  // WordPerfect, Works for DOS.
  '\xffWPC',
  '\x01\xfe',
  // Excel 2 to 5: a BOF record without a compound file around it.
  '\x09\0\x04\0',
  '\x09\0\x06\0',
  '\x09\x02\x06\0',
  '\x09\x04\x06\0',
  '\x09\x08\x06\0',
  '\x09\x08\x08\0',
  // Lotus 1-2-3, which Excel saves too.
  '\0\0\x02\0',
  '\0\0\x1a\0',
  // PowerPoint 2 and 3.
  '\xed\xde\xad\x0b',
  '\x0b\xad\xde\xed',
];

/**
 * Documents older than compound files, by signs of two to four bytes, which are enough only under a name for such
 * documents.
 */
export const oldOffice: Structure = {
  name: 'old-office',
  traits: [],
  extensions: ['doc', 'dot', 'xls', 'xlt', 'xlw', 'ppt'],
  recognises: () => false,
  recognisesNamed: (head) => {
    const start = latin1At(head, 0, 4);
    return HEADS.some((each) => start.startsWith(each));
  },
};

/** A message of a Fido network (FTS-0001): its date is at a fixed offset. */
export const fidoMessage: Structure = {
  name: 'fido-message',
  traits: [],
  extensions: ['msg'],
  recognises: () => false,
  recognisesNamed: (head) => /^\d\d [A-Z][a-z]{2} \d\d {1,2}\d\d:\d\d/.test(latin1At(head, 144, 19)),
};
