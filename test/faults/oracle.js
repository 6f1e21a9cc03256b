// What a run with a fault in it must have said and left, by what the same run says without.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { PROGRAM } from './homes.js';

/** Findings that say that something could not be read, or vanished while the program looked at it. */
const UNREAD = new Set(['unreadable', 'denied', 'unsettled', 'missing']);
/** What a file that ends early is. */
const CUT = new Set([
  ...UNREAD,
  'truncated',
  'corrupt',
  'changed',
  'truncated-content',
  'empty-file',
  'broken-structure',
  'manifest-truncated',
  'manifest-damaged',
]);
/** What a directory that is removed while it is listed looks like. */
const GONE = new Set([...UNREAD, 'unexpected', 'empty-root', 'mass-loss']);
/** Errors that say nothing of the backup. */
const OUTSIDE = new Set([
  'EINTR',
  'EACCES',
  'ESTALE',
  'ETIMEDOUT',
  'EMFILE',
  'ENOMEM',
  'ENOSPC',
  'EDQUOT',
  'EROFS',
]);

/** What is wrong about a run, in words; none where all is as it must be. */
export function wrongsOf(home, clean, fault, ran) {
  const wrongs = [...brokenOf(ran), ...silenceOf(home, clean, ran), ...alarmsOf(clean, fault, ran)];
  if (home.writes) wrongs.push(...manifestOf(home, ran.code));
  // A lock that is left is that of a dead process, and the next run takes it.
  if (!['unlink', 'rmdir'].includes(fault.call) && fault.error !== 'short') wrongs.push(...leftIn(home));
  return wrongs;
}

function brokenOf({ code, signal, isHanging, stdout, stderr }) {
  const wrongs = [];
  if (isHanging) wrongs.push('hangs');
  else if (signal !== null || ![0, 1, 2, 3, 4].includes(code)) wrongs.push(`ends with ${code ?? signal}`);
  if (/this is a bug|^ {4}at |Unknown system error/m.test(stderr + stdout)) wrongs.push('shows a bug');
  if (code !== 0 && code !== 1 && stderr === '' && endOf(stdout) === undefined) wrongs.push('says nothing');
  return wrongs;
}

function silenceOf(home, clean, { code, stdout }) {
  if (code !== 0) return [];
  if (clean.code !== 0) return ['ends 0 though something is damaged'];
  const [wanted, found] = [clean.stdout, stdout].map((text) => summaryOf(endOf(text)));
  return wanted === found ? [] : [`ends 0 with ${found} and not ${wanted}`];
}

function alarmsOf(clean, { error }, { code, stdout }) {
  const findings = eventsOf(stdout).filter((event) => event.type === 'finding' && event.severity !== 'note');
  const known = new Set(eventsOf(clean.stdout).map((event) => `${event.code} ${event.path}`));
  const others = findings.filter((event) => !known.has(`${event.code} ${event.path}`));
  const allowed = error === 'short' ? CUT : error === 'ENOENT' ? GONE : UNREAD;
  // The manifest itself was read short: that is said, first.
  if (error === 'short' && code === 4) return [];
  const wrongs = others
    .filter((each) => !allowed.has(each.code))
    .map((each) => `accuses: ${each.code} ${each.path}`);
  // Where nothing was accepted, what was to be is still a finding.
  const isChanged = findings.length > others.length;
  if (OUTSIDE.has(error) && clean.code === 0 && !isChanged && (code === 1 || code === 4))
    wrongs.push(`ends ${code} for ${error}`);
  return wrongs;
}

/** What is wrong about the manifest that a run left, by its exit code: the old one is there, or the new one is whole. */
export function manifestOf(home, code) {
  if (!existsSync(home.manifest)) return ['lost the manifest'];
  const isOld = readFileSync(home.manifest, 'utf8') === home.before;
  if (isOld) return code === 0 ? ['ends 0 with the old manifest'] : [];
  const { status } = spawnSync(process.execPath, [PROGRAM, 'verify', home.root], { env: home.env });
  // What could not be read is in it as that, so that the rest of the tree is not in it.
  const isPartial = readFileSync(home.manifest, 'utf8').includes('\n#e\t');
  const isRight = status === 0 || (isPartial && code === 3 && (status === 1 || status === 3));
  return isRight ? [] : [`left a manifest that verifies with ${status}`];
}

/** Temporary files that a run left. */
export function leftIn({ home }) {
  return readdirSync(home, { recursive: true })
    .map(String)
    .filter((path) => /\.tmp$|^tmp\/.|\.lock\.[\da-f-]{36}$|\.lock$/.test(path))
    .map((path) => `left ${path.replaceAll(/[\da-f]{8}[\da-f-]*/g, '*')}`);
}

function eventsOf(stdout) {
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line));
}

function endOf(stdout) {
  return eventsOf(stdout).findLast((event) => event.type === 'end' || event.type === 'fault');
}

function summaryOf(end) {
  if (end === undefined) return 'no end';
  const { verdict, files, bytes, promised, held, coverage, counts } = end;
  return JSON.stringify({ verdict, files, bytes, promised, held, coverage, counts });
}
