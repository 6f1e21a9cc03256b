import { type CodeRow, RESTORE_OTHER } from './code-row.ts';

const LOOK = 'open the file and check it; if it is as it should be, seal again with --accept-findings';

/** What these codes have in common. */
const ROW = {
  subject: 'content',
  bears: { plausible: 'no' },
  bytes: undefined,
  weight: 'one',
  accept: 'by name',
  isSealable: true,
  compare: 'as in verify',
  exit: 'by severity',
  isForCalm: false,
} as const;

/** The codes about content: whether a file holds data at all, whatever was promised. */
export const CONTENT_CODES = {
  'zero-filled': {
    ...ROW,
    severity: 'error',
    about: 'the whole file is zeros',
    advice: RESTORE_OTHER,
  },
  'constant-filled': {
    ...ROW,
    severity: 'error',
    about: 'the whole file is one repeated byte or short pattern',
    advice: RESTORE_OTHER,
  },
  'repeated-blocks': {
    ...ROW,
    isForCalm: true,
    severity: 'warning',
    about: 'the file repeats the same blocks',
    advice: LOOK,
  },
  'zero-holes': {
    ...ROW,
    severity: 'error',
    about: 'ranges of zeros inside other data',
    advice: RESTORE_OTHER,
  },
  'random-filled': {
    ...ROW,
    isForCalm: true,
    severity: 'warning',
    about: 'random bytes without any known structure',
    advice: LOOK,
  },
  'partly-encrypted': {
    ...ROW,
    severity: 'error',
    about: 'parts of the file are random, others are not',
    advice: RESTORE_OTHER,
  },
  'wrong-type': {
    ...ROW,
    isForCalm: true,
    severity: 'error',
    about: 'the content is not of the type that the name says',
    advice: LOOK,
  },
  'broken-structure': {
    ...ROW,
    severity: 'error',
    about: 'the structure is invalid, or a checksum inside the file does not match',
    advice: RESTORE_OTHER,
  },
  'truncated-content': {
    ...ROW,
    severity: 'error',
    about: 'the content ends early',
    advice: `${RESTORE_OTHER}; check the job that wrote it`,
  },
  'empty-file': {
    ...ROW,
    severity: 'warning',
    about: 'zero bytes, but the name implies content',
    advice: 'check the job that wrote it: it probably failed',
  },
  'ransom-trace': {
    ...ROW,
    severity: 'error',
    about: 'names or notes typical of ransomware',
    advice: 'disconnect this storage; keep it as it is and get help',
    weight: 'first',
    accept: 'never',
  },
} as const satisfies Record<string, CodeRow>;
