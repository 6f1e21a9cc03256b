import { createProblems, type Problems } from '../../manifest/checksum/problems.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { Digest } from '../../model/manifest.ts';
import { packingOf } from '../../model/packings.ts';
import { type BytePath, directoryOf, fromText, join, nameOf, toText } from '../../model/path.ts';
import { createEntryCollector, digestOf, findingsOf, hashBytes } from '../kit/entry-collector.ts';
import { namesOf } from '../kit/list-files.ts';
import { type PlacedNames, placeNames } from '../kit/place-names.ts';
import { readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { headText } from '../kit/voucher-text.ts';
import { type RepositoryFile, readPrimary, readRepomd } from './metadata.ts';

/** Metadata is called after its digest, so that what an earlier run left proves itself. */
const NAMED_BY_DIGEST = /^([0-9a-f]{32,128})-/;
const BY_LENGTH: ReadonlyMap<number, string> = new Map([
  [32, 'md5'],
  [40, 'sha1'],
  [64, 'sha256'],
  [96, 'sha384'],
  [128, 'sha512'],
]);

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openYum(candidate: Candidate): Promise<VoucherContents | undefined> {
  const { root, path } = candidate;
  const isOne = /<(?:\w+:)?repomd[\s>]/.test(headText(candidate));
  if (!isOne && nameOf(directoryOf(path)) !== 'repodata') return undefined;
  const bytes = await readVoucherFile(root, path);
  if (typeof bytes === 'string') return undefined;
  const directory = directoryOf(path);
  const collector = createEntryCollector(path);
  const { problems } = collector;
  const metadata = placed(candidate, readRepomd(bytes, problems), problems);
  const primary = await heldPackages(root, metadata.files);
  const packages = placed(candidate, primary.packages, problems);
  const away = placesAway(candidate, packages.files);
  const damaged = new Set(primary.damaged);
  for (const { at, file } of [...metadata.files, ...packages.files])
    if (!damaged.has(at) && !away.places.has(at))
      collector.add(
        { path: at, kind: 'file', digests: [file.digest], size: file.size, mtime: file.mtime },
        file.line,
      );
  const listed = new Set(collector.all().map((entry) => entry.path));
  for (const each of earlierMetadata(root, directory))
    if (!listed.has(each.path) && !damaged.has(each.path))
      collector.add({ path: each.path, kind: 'file', digests: [each.digest] }, 0);
  return {
    inventory: 'open',
    // Its packages lie beside the directory of the metadata.
    base: nameOf(directory) === 'repodata' ? directoryOf(directory) : directory,
    entries: collector.all(),
    findings: [...collector.findings(), ...primary.findings],
    notes: [
      signatureNote(root, path),
      ...primary.notes,
      ...away.notes,
      ...new Set([...metadata.notes, ...packages.notes]),
    ],
    own: [path, `${path}.key`, ...primary.damaged, ...metadata.links, ...packages.links],
  };
}

/** A file that the metadata names, and where that is below the root. */
type PlacedFile = { readonly file: RepositoryFile; readonly at: BytePath };

/** Places files of a repository: its directory of metadata is to it as a list is to the files beside it. */
function placed(
  candidate: Candidate,
  files: readonly RepositoryFile[],
  problems: Problems,
): { readonly files: readonly PlacedFile[] } & Pick<PlacedNames, 'notes' | 'links'> {
  const directory = { ...candidate, path: directoryOf(candidate.path) };
  const names = files.map((file) => nameHere(directory, file));
  const { placed: places, notes, links } = placeNames(directory, names);
  const found: PlacedFile[] = [];
  for (const [i, file] of files.entries()) {
    const place = places[i] ?? { danger: 'empty path' };
    if ('danger' in place) problems.add('unsafe', file.line, place.danger);
    else found.push({ file, at: place.path });
  }
  return { files: found, notes, links };
}

/**
 * The places of packages that need not be here: those at another address where most of them are not, and all where the root
 * is the directory of the metadata alone.
 */
function placesAway(
  { root, path }: Candidate,
  packages: readonly PlacedFile[],
): { readonly places: ReadonlySet<BytePath>; readonly notes: readonly string[] } {
  const gone = packages.filter(({ at }) => statEntry(root, at) === undefined);
  const isBeyond = directoryOf(path) === '' && gone.length === packages.length;
  const isMirror = gone.length * 2 > packages.length;
  const away = gone.filter(({ file }) => isBeyond || (isMirror && file.isElsewhere));
  const where = isBeyond ? 'outside of the root' : 'at another address';
  return {
    places: new Set(away.map(({ at }) => at)),
    notes: away.length > 0 ? [`packages ${where}, not held: ${away.length}`] : [],
  };
}

/** The name of a file as the disk has it: some tools escape it as an address. */
function nameHere({ root, path }: Candidate, { path: name }: RepositoryFile): BytePath {
  if (!/%[0-9a-f]{2}/i.test(name) || statEntry(root, join(directoryOf(path), name)) !== undefined)
    return name;
  try {
    return fromText(decodeURIComponent(toText(name)));
  } catch {
    return name;
  }
}

/** The packages of a repository, what is wrong with their list, and where that is not as `repomd.xml` has it. */
type Packages = {
  readonly packages: readonly RepositoryFile[];
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
  readonly damaged: readonly BytePath[];
};

const NONE: Packages = { packages: [], findings: [], notes: [], damaged: [] };

/** Reads the packages out of `primary.xml`, where it is as `repomd.xml` has it. */
async function heldPackages(root: BytePath, metadata: readonly PlacedFile[]): Promise<Packages> {
  const primary = metadata.find(({ file: { type } }) => type === 'primary');
  if (primary === undefined)
    return { ...NONE, notes: ['it names no primary metadata: its packages are not held'] };
  const { file, at: path } = primary;
  if (statEntry(root, path)?.kind !== 'file') return NONE;
  const packing = packingOf(path);
  const raw = await readVoucherFile(root, path);
  if (typeof raw === 'string' || (await hashBytes(file.digest.algorithm, raw)) !== file.digest.hex)
    return {
      ...NONE,
      findings: [finding('manifest-damaged', path, { note: 'it is not as repomd.xml has it' })],
      damaged: [path],
    };
  const bytes = packing === undefined ? raw : await readVoucherFile(root, path, { packing });
  const problems = createProblems();
  if (typeof bytes === 'string') problems.add('damaged', 0, `it cannot be unpacked (${bytes})`);
  const packages = typeof bytes === 'string' ? [] : readPrimary(bytes, problems);
  return { ...NONE, packages, findings: findingsOf(path, problems) };
}

function earlierMetadata(
  root: BytePath,
  directory: BytePath,
): { readonly path: BytePath; readonly digest: Digest }[] {
  return namesOf(root, directory).flatMap(({ name, kind }) => {
    const hex = kind === 'file' ? (NAMED_BY_DIGEST.exec(name)?.[1] ?? '') : '';
    const digest = digestOf(BY_LENGTH.get(hex.length) ?? '', hex);
    return digest === undefined ? [] : [{ path: join(directory, name), digest }];
  });
}

function signatureNote(root: BytePath, path: BytePath): string {
  return statEntry(root, `${path}.asc`) === undefined ? 'not signed' : 'signature present, not checked';
}
