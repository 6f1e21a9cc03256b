import { type Finding, finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, directoryOf, join, nameOf } from '../../model/path.ts';
import { namesOf } from '../kit/list-files.ts';
import { type PlacedName, placeNames } from '../kit/place-names.ts';
import { createSomeFindings } from '../kit/some-findings.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { NAME } from './names.ts';
import { type Par2Packet, RECOVERY, readPar2Packets } from './packets.ts';
import { describePar2Damage } from './repair.ts';
import { createPar2Set, type Par2Set, type Par2Target } from './set.ts';

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openPar2(candidate: Candidate): Promise<VoucherContents | undefined> {
  const { root, path } = candidate;
  const directory = directoryOf(path);
  const base = NAME.exec(nameOf(path))?.[1];
  const own = namesOf(root, directory)
    .filter(({ name, kind }) => kind === 'file' && base !== undefined && NAME.exec(name)?.[1] === base)
    .map(({ name }) => join(directory, name))
    .toSorted();
  const packets: Par2Packet[] = [];
  const findings: Finding[] = [];
  for (const file of own) {
    const read = await readPar2Packets(root, file);
    packets.push(...read.packets);
    findings.push(...read.problems.map(({ is, detail }) => problem(is, file, detail)));
    const less = missingBlocks(nameOf(file), read.packets);
    if (less !== undefined && read.problems.length === 0) findings.push(problem('cut', file, less));
  }
  const sets = setsOf(packets);
  if (sets.length === 0 && findings.length === 0)
    findings.push(problem('damaged', path, 'there is no packet in it'));
  const names = sets.flatMap(({ targets }) => targets.map(({ name }) => name));
  const { placed, notes, links } = placeNames(candidate, names, { escaped: true });
  const places = new Map(names.map((name, i) => [name, placed[i] ?? { danger: 'empty path' }]));
  const { entries, unsafe } = entriesOf(sets, places);
  for (const set of sets) findings.push(...lacking(set, path));
  const refused = createSomeFindings();
  for (const [name, reason] of unsafe)
    refused.add(finding('manifest-unsafe-path', path, { note: `${name}: ${reason}` }));
  findings.push(...refused.all());
  return {
    inventory: 'open',
    entries,
    findings,
    notes: [...sets.map(noteOf), ...notes],
    own: [...own, ...links],
    describeDamage: (damaged) => describePar2Damage(root, pathsIn(places), sets, damaged),
  };
}

function problem(is: 'damaged' | 'cut', path: BytePath, detail: string): Finding {
  return finding(is === 'cut' ? 'manifest-truncated' : 'manifest-damaged', path, { note: detail });
}

/** A volume says in its name how many recovery blocks it was made with. */
function missingBlocks(name: BytePath, packets: readonly Par2Packet[]): string | undefined {
  const [, , , sign, count] = NAME.exec(name) ?? [];
  const there = packets.filter(({ type }) => type === RECOVERY).length;
  if (sign !== '+' || there >= Number(count)) return undefined;
  return `${there} of ${count} recovery blocks are in it`;
}

function setsOf(packets: readonly Par2Packet[]): Par2Set[] {
  const sets = new Map<string, Par2Packet[]>();
  for (const packet of packets) {
    const known = sets.get(packet.set);
    if (known === undefined) sets.set(packet.set, [packet]);
    else known.push(packet);
  }
  return [...sets.values()].map(createPar2Set);
}

function entriesOf(
  sets: readonly Par2Set[],
  places: ReadonlyMap<BytePath, PlacedName>,
): { readonly entries: ManifestEntry[]; readonly unsafe: [BytePath, string][] } {
  const entries: ManifestEntry[] = [];
  const unsafe: [BytePath, string][] = [];
  for (const target of sets.flatMap(({ targets }) => targets)) {
    const place = places.get(target.name) ?? { danger: 'empty path' };
    if ('path' in place) entries.push(entryOf(place.path, target));
    else unsafe.push([target.name, place.danger]);
  }
  return { entries, unsafe };
}

function pathsIn(places: ReadonlyMap<BytePath, PlacedName>): ReadonlyMap<BytePath, BytePath> {
  return new Map([...places].flatMap(([name, place]) => ('path' in place ? [[name, place.path]] : [])));
}

function entryOf(path: BytePath, { size, md5 }: Par2Target): ManifestEntry {
  const isExact = size <= BigInt(Number.MAX_SAFE_INTEGER);
  return {
    path,
    kind: 'file',
    digests: [{ algorithm: 'md5', hex: md5 }],
    ...(isExact ? { size: Number(size) } : {}),
  };
}

function lacking({ sliceSize, undescribed }: Par2Set, path: BytePath): Finding[] {
  if (sliceSize === undefined) return [problem('damaged', path, 'no main packet is left of the set')];
  if (undescribed === 0) return [];
  return [problem('damaged', path, `no packet describes ${undescribed} of the files of the set`)];
}

function noteOf({ targets, blocks }: Par2Set): string {
  const slices = targets.reduce((sum, each) => sum + (each.slices?.length ?? 0), 0);
  return `${blocks} recovery blocks for ${slices} slices of ${targets.length} files`;
}
