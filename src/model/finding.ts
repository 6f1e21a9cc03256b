import type { BytePath } from './path.ts';

/** How bad: an `error` means do not restore from this, a `warning` means look first, a `note` is for the record. */
export type Severity = 'error' | 'warning' | 'note';

/** Which question a code answers; `manifest` codes end a run with exit 4, `denied` with exit 3. */
export type Subject = 'integrity' | 'content' | 'directory' | 'manifest';

type Code = {
  readonly subject: Subject;
  readonly severity: Severity;
  readonly about: string;
  readonly advice: string;
};

const code = (subject: Subject, severity: Severity, about: string, advice: string): Code => ({
  subject,
  severity,
  about,
  advice,
});

const RESTORE_OTHER = 'do not restore this file from here; take it from another generation or replica';
const LOOK = 'open the file and look at it; if it is as it should be, seal again with --accept-findings';

/** Every finding there is, with its usual severity, its meaning and the one line of advice all reports use. */
export const FINDING_CODES = {
  corrupt: code(
    'integrity',
    'error',
    'the digest differs while size and mtime are as promised: silent rot',
    `${RESTORE_OTHER}; then check the disk (smartctl -a) and the memory`,
  ),
  changed: code(
    'integrity',
    'error',
    'the digest differs, and the mtime too or none was promised',
    'find out what wrote here; if the change is right, seal the tree again, else restore it from a replica',
  ),
  truncated: code(
    'integrity',
    'error',
    'the file is shorter than promised',
    `${RESTORE_OTHER}; look for a full disk or a broken copy`,
  ),
  grown: code(
    'integrity',
    'error',
    'the file is longer than promised',
    'find out what appended to it before you restore it',
  ),
  missing: code(
    'integrity',
    'error',
    'promised, and not there',
    'look for it in another generation or replica; check what deletes here',
  ),
  unexpected: code(
    'integrity',
    'warning',
    'there, and not in the closed inventory that vouches for this tree',
    'remove it, exclude it (--exclude), or seal the tree again if it belongs here',
  ),
  unvouched: code(
    'integrity',
    'warning',
    'there, and no list or sidecar names it',
    'seal the tree (restorable seal DIR), so that everything in it has a digest',
  ),
  moved: code(
    'integrity',
    'warning',
    'the promised content lies at another path',
    'move it back, or seal the tree again if the move was meant',
  ),
  retyped: code(
    'integrity',
    'error',
    'what lies there is of another kind than promised',
    'do not restore through it; find out what replaced it',
  ),
  relinked: code(
    'integrity',
    'error',
    'the link points elsewhere than promised',
    'set the link right, or seal the tree again if the change was meant',
  ),
  unreadable: code(
    'integrity',
    'error',
    'the medium could not give the bytes (EIO and kin)',
    'stop writing to this disk; copy what can be read (ddrescue) and restore from a replica',
  ),
  denied: code(
    'integrity',
    'error',
    'could not be read for a reason outside the backup, such as permissions',
    'run as a user who may read it; until then nobody knows whether it is sound',
  ),
  unsettled: code(
    'integrity',
    'warning',
    'what was read changed between two reads',
    'run again when nothing writes here; if nothing does, test the memory and the disk',
  ),
  'special-file': code(
    'integrity',
    'note',
    'a FIFO, socket or device: named, never opened',
    'a backup does not need it; exclude it if it disturbs',
  ),
  'zero-filled': code('content', 'error', 'the whole file is zeros', RESTORE_OTHER),
  'constant-filled': code(
    'content',
    'error',
    'the whole file is one repeated byte or short pattern',
    RESTORE_OTHER,
  ),
  'repeated-blocks': code('content', 'warning', 'the file repeats the same blocks', LOOK),
  'zero-holes': code('content', 'error', 'stretches of zeros lie inside plain data', RESTORE_OTHER),
  'random-filled': code('content', 'warning', 'random bytes without any known structure', LOOK),
  'partly-encrypted': code('content', 'error', 'parts of the file are random, others are not', RESTORE_OTHER),
  'wrong-type': code('content', 'error', 'the content is not of the type that the name says', LOOK),
  'broken-structure': code(
    'content',
    'error',
    'the structure or the checksum inside the file does not hold',
    RESTORE_OTHER,
  ),
  'truncated-content': code(
    'content',
    'error',
    'the content ends before its own end',
    `${RESTORE_OTHER}; look at the job that wrote it`,
  ),
  'empty-file': code(
    'content',
    'warning',
    'zero bytes where the name demands content',
    'look at the job that wrote it: it probably failed',
  ),
  'ransom-trace': code(
    'content',
    'error',
    'names or notes as ransomware leaves them',
    'disconnect this storage; keep it as it is and get help',
  ),
  'garbage-directory': code(
    'directory',
    'error',
    'so much of the directory is garbage that none of it should be trusted',
    'do not restore from this directory; find the last generation that is sound',
  ),
  'flooded-directory': code(
    'directory',
    'warning',
    'the directory is flooded with files of one kind',
    'find out what writes here before you trust it',
  ),
  'empty-root': code(
    'directory',
    'error',
    'the backup directory is empty',
    'check that the right disk is mounted (findmnt) before you let anything run that deletes',
  ),
  'mass-loss': code(
    'directory',
    'error',
    'most of what was promised is gone',
    'check the mount and the last sync or prune job; stop retention until it is clear',
  ),
  'mass-change': code(
    'directory',
    'error',
    'most of what was promised has changed',
    'stop the jobs that write here and compare with an older generation',
  ),
  'manifest-damaged': code(
    'manifest',
    'error',
    'the manifest itself does not hold',
    'take the manifest from a copy; the files may well be sound',
  ),
  'manifest-truncated': code(
    'manifest',
    'error',
    'the manifest ends before its end',
    'take the manifest from a copy; the files may well be sound',
  ),
  'manifest-unsafe-path': code(
    'manifest',
    'error',
    'the manifest names a path outside the tree; it was not opened',
    'treat this manifest as hostile: find out who wrote it',
  ),
  'manifest-duplicate': code(
    'manifest',
    'error',
    'the manifest promises one path twice, in different ways',
    'make the manifest anew from a source you trust',
  ),
  'no-voucher': code(
    'manifest',
    'error',
    'nothing vouches for this tree',
    'seal it (restorable seal DIR), or look for garbage alone (restorable scan DIR)',
  ),
  'manifest-untrusted': code(
    'manifest',
    'error',
    'nobody vouches for the manifest',
    'take the manifest from a copy that the storage cannot write',
  ),
} as const satisfies Record<string, Code>;

/** The name of a finding; see `FINDING_CODES`. */
export type FindingCode = keyof typeof FINDING_CODES;

/** Something about the backup. `wanted` is what was promised, `found` what is there, `detail` how they differ. */
export type Finding = {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly path: BytePath;
  readonly wanted?: string;
  readonly found?: string;
  readonly detail?: string;
};

/** True where the text is the name of a finding. */
export function isFindingCode(text: string): text is FindingCode {
  return Object.hasOwn(FINDING_CODES, text);
}

/** A finding of a code with its usual severity. */
export function finding(
  name: FindingCode,
  path: BytePath,
  more: Partial<Omit<Finding, 'code' | 'path'>> = {},
): Finding {
  return { code: name, severity: FINDING_CODES[name].severity, path, ...more };
}

const RANK = { error: 2, warning: 1, note: 0 } as const;

/** True where a severity is as bad as a limit or worse. */
export function isAtLeast(severity: Severity, limit: Severity): boolean {
  return RANK[severity] >= RANK[limit];
}
