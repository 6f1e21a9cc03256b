import { createProblems } from '../../manifest/checksum/problems.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { type BytePath, directoryOf, join, nameOf, unsafeBecause } from '../../model/path.ts';
import { findingsOf, hashBytes } from '../kit/entry-collector.ts';
import { namesOf } from '../kit/list-files.ts';
import { readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';
import { type MhlList, type MhlReference, readChain, readMhl } from '../mhl/hash-list.ts';

/** One generation of a history, held against the chain. */
export type MhlGeneration = { readonly path: BytePath; readonly list: MhlList; readonly position: number };

/** A history as far as it can be believed. */
export type History = {
  readonly generations: readonly MhlGeneration[];
  /** The position in the chain of the last generation that is not known, which may have renamed what earlier ones name. */
  readonly lastUnknown: number | undefined;
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
};

/** Reads the generations that the chain names; without a chain, which is a finding, all that are there. */
export async function readGenerations(
  root: BytePath,
  directory: BytePath,
  hasChain: boolean,
): Promise<History> {
  const findings: Finding[] = [];
  const notes: string[] = [];
  const chain = join(directory, 'ascmhl_chain.xml');
  const there = namesOf(root, directory)
    .filter(({ name, kind }) => kind === 'file' && /\.mhl$/i.test(name))
    .map(({ name }) => name)
    .toSorted();
  let links: readonly (Omit<MhlReference, 'digest'> & Partial<MhlReference>)[] = there.map((path, i) => ({
    path,
    line: i,
  }));
  if (hasChain) {
    const bytes = await readVoucherFile(root, chain);
    const problems = createProblems();
    if (typeof bytes === 'string') problems.add('damaged', 0, `it cannot be read (${bytes})`);
    else links = readChain(bytes, problems);
    for (const { line, path, digest } of links) {
      const reason = path === '' ? undefined : unsafeBecause(path);
      if (reason !== undefined) problems.add('unsafe', line, reason);
      else if (path === '' || digest === undefined) problems.add('damaged', line, 'not a path and a C4 ID');
    }
    findings.push(...findingsOf(chain, problems));
    const unnamed = there.filter((name) => !links.some(({ path }) => path === name));
    if (unnamed.length > 0) notes.push(`lists that the chain does not name, not read: ${unnamed.join(', ')}`);
  } else findings.push(finding('missing', chain, { evidence: [{ is: 'kind', wanted: 'file' }] }));

  const generations: MhlGeneration[] = [];
  let lastUnknown: number | undefined;
  for (const [position, link] of links.entries()) {
    if (link.path === '' || unsafeBecause(link.path) !== undefined || nameOf(link.path) !== link.path)
      continue;
    const path = join(directory, link.path);
    const bytes = await heldBytes(root, path, link.digest?.hex, 'the chain', findings);
    if (bytes === undefined) {
      lastUnknown = position;
      continue;
    }
    const problems = createProblems();
    const list = readMhl(bytes, problems);
    if (!list.isList) problems.add('damaged', 0, 'not a hash list');
    const found = findingsOf(path, problems);
    findings.push(...found);
    if (found.length === 0) generations.push({ path, list, position });
    else lastUnknown = position;
    await holdReferences(root, directoryOf(directory), path, list, findings);
  }
  return { generations, lastUnknown, findings, notes };
}

/** The bytes of a list where they are what somebody says; a finding where not. */
async function heldBytes(
  root: BytePath,
  path: BytePath,
  hex: string | undefined,
  by: string,
  findings: Finding[],
): Promise<Buffer | undefined> {
  if (statEntry(root, path) === undefined) {
    findings.push(finding('missing', path, { evidence: [{ is: 'kind', wanted: 'file' }] }));
    return undefined;
  }
  const bytes = await readVoucherFile(root, path);
  const detail =
    typeof bytes === 'string'
      ? `it cannot be read (${bytes})`
      : hex !== undefined && (await hashBytes('sha512', bytes)) !== hex
        ? `it is not as ${by} has it`
        : undefined;
  if (detail === undefined && typeof bytes !== 'string') return bytes;
  findings.push(finding('manifest-damaged', path, { note: detail ?? '' }));
  return undefined;
}

/** Lists of directories further down that a generation names must be as it has them. */
async function holdReferences(
  root: BytePath,
  base: BytePath,
  by: BytePath,
  { references }: MhlList,
  findings: Finding[],
): Promise<void> {
  for (const { line, path, digest } of references) {
    const reason = unsafeBecause(path);
    if (reason === undefined) await heldBytes(root, join(base, path), digest?.hex, nameOf(by), findings);
    else findings.push(finding('manifest-unsafe-path', by, { note: `line ${line}: ${reason}` }));
  }
}
