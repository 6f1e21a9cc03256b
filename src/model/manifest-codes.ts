import type { CodeRow } from './code-row.ts';

/** What these codes have in common. */
const ROW = {
  subject: 'manifest',
  bears: { intact: 'unknown', complete: 'unknown' },
  bytes: undefined,
  weight: 'one',
  accept: 'never',
  isSealable: false,
  compare: 'as in verify',
  exit: 4,
  isForCalm: false,
} as const;

/** The codes about what vouches: with one of them nothing is proven, and the run ends with exit 4. */
export const MANIFEST_CODES = {
  'manifest-damaged': {
    ...ROW,
    severity: 'error',
    about: 'the manifest itself is damaged',
    advice: 'take the manifest from a copy; the files may well be sound',
  },
  'manifest-truncated': {
    ...ROW,
    severity: 'error',
    about: 'the manifest ends early',
    advice: 'take the manifest from a copy; the files may well be sound',
  },
  'manifest-unsafe-path': {
    ...ROW,
    severity: 'error',
    about: 'the manifest names a path outside the tree; it was not opened',
    advice: 'treat this manifest as hostile: find out who wrote it',
  },
  'manifest-duplicate': {
    ...ROW,
    severity: 'error',
    about: 'the manifest has two different entries for one path',
    advice: 'create the manifest again from a source you trust',
  },
  'no-voucher': {
    ...ROW,
    isForCalm: true,
    severity: 'error',
    about: 'nothing vouches for this tree',
    advice: 'seal it (restorable seal DIR), or only search it for garbage (restorable scan DIR)',
  },
  'manifest-untrusted': {
    ...ROW,
    severity: 'error',
    about: 'nothing confirms that the manifest is authentic',
    advice: 'take the manifest from a copy that this storage cannot write to',
    bears: { ...ROW.bears, authentic: 'no' },
  },
  'weak-manifest': {
    ...ROW,
    isForCalm: true,
    severity: 'note',
    about: 'the manifest checks less than it could',
    advice:
      'see that this is what you meant; if it is not, seal the tree again (restorable seal --force DIR)',
    bears: { intact: 'in part' },
    exit: 'by severity',
  },
} as const satisfies Record<string, CodeRow>;
