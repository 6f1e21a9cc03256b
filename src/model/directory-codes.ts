import type { CodeRow } from './code-row.ts';

/** What these codes have in common. */
const ROW = {
  subject: 'directory',
  bytes: undefined,
  weight: 'many',
  accept: 'by name',
  isSealable: true,
  compare: 'as in verify',
  exit: 'by severity',
  isForCalm: false,
} as const;

/** The codes about a directory, or about the run as a whole, the most urgent first. */
export const DIRECTORY_CODES = {
  'empty-root': {
    ...ROW,
    weight: 'first',
    severity: 'error',
    about: 'the backup directory is empty',
    advice: 'check that the right disk is mounted (findmnt) before you run anything that deletes',
    bears: { complete: 'no', plausible: 'no' },
    accept: 'never',
    isSealable: false,
  },
  'mass-loss': {
    ...ROW,
    severity: 'error',
    about: 'most of what was recorded is gone',
    advice: 'check the mount and the last sync or prune job; stop retention until it is clear',
    bears: { complete: 'no' },
  },
  'mass-change': {
    ...ROW,
    severity: 'error',
    about: 'most of what was recorded has changed',
    advice: 'stop the jobs that write here and compare with an older generation',
    bears: { intact: 'no' },
    compare: { code: 'mass-change', severity: 'warning' },
  },
  'garbage-directory': {
    ...ROW,
    severity: 'error',
    about: 'so much of the directory is garbage that none of it should be trusted',
    advice: 'do not restore from this directory; find the last generation that is sound',
    bears: { plausible: 'no' },
  },
  'flooded-directory': {
    ...ROW,
    severity: 'warning',
    about: 'the directory is flooded with files of one kind',
    advice: 'find out what writes here before you trust it',
    bears: { plausible: 'no' },
  },
  'suspect-series': {
    ...ROW,
    severity: 'warning',
    about:
      'dated or numbered dumps or archives that have not changed for days, or of which the newest is far smaller than the others',
    advice:
      'check the job that writes them: its source may be unreachable, or it may copy an old file again and again',
    bears: { plausible: 'no' },
  },
  shrunk: {
    ...ROW,
    severity: 'error',
    about: 'fewer files or bytes than before, beyond --max-shrink',
    advice: 'check what the job that wrote it left out; keep the older generation until it is clear',
    bears: { complete: 'no' },
  },
  'too-small': {
    ...ROW,
    severity: 'error',
    about: 'fewer files or bytes than --min-files or --min-bytes requires',
    advice: 'check the job that wrote it: it probably failed, or its source was not mounted',
    bears: { plausible: 'no' },
  },
  'too-old': {
    ...ROW,
    severity: 'error',
    about: 'no file or no seal is as recent as --max-age or --max-seal-age requires',
    advice: 'check whether the backup job still runs (systemctl list-timers, crontab -l) and where it writes',
    bears: { plausible: 'no' },
  },
  'too-many-findings': {
    ...ROW,
    severity: 'error',
    about: 'more findings than --max-findings allows, of any severity',
    advice: 'look at the findings; each may be minor, but this many are not',
    bears: { plausible: 'no' },
  },
  respelled: {
    ...ROW,
    isForCalm: true,
    severity: 'note',
    about: 'names are spelled otherwise than recorded, and their content holds',
    advice: 'nothing: another system wrote the names; seal the tree again to record them as they are now',
    bears: {},
  },
} as const satisfies Record<string, CodeRow>;
