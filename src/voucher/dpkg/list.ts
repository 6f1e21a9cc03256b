import { cleanPath } from '../../manifest/checksum/path.ts';
import { createProblems } from '../../manifest/checksum/problems.ts';
import { finding } from '../../model/finding.ts';
import { type BytePath, directoryOf, join, nameOf, unsafeBecause } from '../../model/path.ts';
import { findingsOf } from '../kit/entry-collector.ts';
import { type Links, linksBelow, namesOf } from '../kit/list-files.ts';
import { readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { type DpkgState, readDpkgState } from './state.ts';

const LINE = /^([0-9a-f]{32}) [ *](.+)$/;
const SYSTEM = /^(?:(.+)\/)?var\/lib\/dpkg\/info$/;
const PACKAGE = /^(?:(.+)\/)?DEBIAN$/;

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openDpkg({ root, path }: Candidate): Promise<VoucherContents | undefined> {
  const directory = directoryOf(path);
  const system = SYSTEM.exec(directory);
  const top =
    (system ?? PACKAGE.exec(directory))?.[1] ?? (system === null && directory !== 'DEBIAN' ? undefined : '');
  if (top === undefined) return undefined;
  const lists =
    system === null
      ? [path]
      : namesOf(root, directory)
          .filter(({ name, kind }) => kind === 'file' && name.endsWith('.md5sums'))
          .map(({ name }) => join(directory, name))
          .toSorted();
  const state = await readDpkgState(root, top, system === null ? undefined : directory);
  return readLists(root, top, lists, state);
}

async function readLists(
  root: BytePath,
  top: BytePath,
  lists: readonly BytePath[],
  state: DpkgState,
): Promise<VoucherContents> {
  const links = linksBelow(root);
  const expected = new Map<BytePath, { hex: string; list: BytePath }>();
  const findings = [];
  const counts = { configuration: 0, released: 0, excluded: 0, outside: 0, elsewhere: 0 };
  const isElsewhere = partsElsewhere(root, top);
  for (const list of lists) {
    const bytes = await readVoucherFile(root, list);
    if (typeof bytes === 'string') {
      findings.push(finding('manifest-damaged', list, { note: `it cannot be read (${bytes})` }));
      continue;
    }
    const problems = createProblems();
    const packageName = nameOf(list).replace(/\.md5sums$/, '');
    const listed = await state.filesOf(packageName);
    for (const [i, line] of bytes.toString('latin1').split('\n').entries()) {
      if (line === '') continue;
      const [, hex = '', name = ''] = LINE.exec(line) ?? [];
      const path = cleanPath(name.replace(/^\/+/, ''));
      const reason = path === undefined ? undefined : unsafeBecause(path);
      if (path === undefined || path === '') problems.add('damaged', i + 1, 'not an MD5 digest and a path');
      else if (reason !== undefined) problems.add('unsafe', i + 1, reason);
      else if (isElsewhere(path)) counts.elsewhere += 1;
      else if (state.isConfiguration(path)) counts.configuration += 1;
      else if (listed !== undefined && !listed.has(`/${path}`)) counts.released += 1;
      else {
        const at = placeOf(join(top, state.divert(path, packageName)), links);
        if (at === undefined) counts.outside += 1;
        else if (state.isExcluded(path) && statEntry(root, at) === undefined) counts.excluded += 1;
        else if (expected.get(at)?.hex === hex || !expected.has(at)) expected.set(at, { hex, list });
        else
          findings.push(
            finding('manifest-duplicate', at, {
              note: `${nameOf(list)} and ${nameOf(expected.get(at)?.list ?? '')} give it different digests`,
            }),
          );
      }
    }
    findings.push(...findingsOf(list, problems));
  }
  return {
    inventory: 'open',
    base: top,
    entries: [...expected].map(([path, { hex }]) => ({
      path,
      kind: 'file',
      digests: [{ algorithm: 'md5', hex }],
    })),
    findings,
    notes: [
      'MD5 proves nothing against intent, and dpkg keeps no digests of configuration files',
      ...(counts.configuration > 0 ? [`configuration files, left out: ${counts.configuration}`] : []),
      ...(counts.released > 0
        ? [`files that are no longer of the package, left out: ${counts.released}`]
        : []),
      ...(counts.excluded > 0
        ? [`files that dpkg was told not to install, left out: ${counts.excluded}`]
        : []),
      ...(counts.elsewhere > 0
        ? [`files of directories that are no part of this copy, left out: ${counts.elsewhere}`]
        : []),
      ...(counts.outside > 0
        ? [`files behind links that lead out of the root, not read: ${counts.outside}`]
        : []),
    ],
    own: lists,
  };
}

/** Directories of which a system has at least one, or a link to it. */
const PROGRAMS = ['usr', 'bin', 'sbin', 'lib'];

/**
 * Returns what tells whether a path lies in a directory that was not copied: where nothing of the programs of a system is
 * there, as in a backup of `/etc` and `/var`, the directories that are absent were not meant to be.
 */
function partsElsewhere(root: BytePath, top: BytePath): (path: BytePath) => boolean {
  const isThere = (name: BytePath): boolean => statEntry(root, join(top, name)) !== undefined;
  if (PROGRAMS.some(isThere)) return () => false;
  const known = new Map<BytePath, boolean>();
  return (path) => {
    const directory = directoryOf(path);
    if (directory === '') return false;
    const isAbsent = known.get(directory) ?? !isThere(directory);
    known.set(directory, isAbsent);
    return isAbsent;
  };
}

/** Where a path lies without links (`/bin` leads to `usr/bin`); what is not there lies where it says. */
function placeOf(path: BytePath, links: Links): BytePath | undefined {
  const real = links.follow(path);
  return real === undefined && !links.leadsOut(path) ? path : real;
}
