import { createProblems } from '../../manifest/checksum/problems.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, join, toText } from '../../model/path.ts';
import { findingsOf } from '../kit/entry-collector.ts';
import { namesOf } from '../kit/list-files.ts';
import { statEntry } from '../kit/read-voucher-file.ts';
import { spellingFinderOf } from '../kit/spelling-finder.ts';
import type { VoucherContents } from '../kit/voucher.ts';
import { readOxums } from './bag-info.ts';
import { type Declaration, decoderOf } from './declaration.ts';
import { type BagEntry, foldName, foldNames } from './fold-names.ts';
import { type BagNames, readFetch } from './lines.ts';
import { type BagManifest, readBagManifest, readText } from './manifest.ts';
import { holdOxums, listPayload } from './payload.ts';

const MANIFEST = /^(tag)?manifest-([a-z0-9-]+)\.txt$/i;
const SHOWN = 20;

/** Reads everything that a bag says of itself; says in the notes whether it is complete, and when it is valid. */
export async function readBag(
  root: BytePath,
  directory: BytePath,
  { version, encoding }: Declaration,
  before: readonly Finding[],
): Promise<VoucherContents> {
  const known = decoderOf(encoding);
  const decode = known ?? ((bytes: Buffer): BytePath => bytes.toString('latin1'));
  const notes: string[] = [];
  if (known === undefined)
    notes.push(`the encoding ${toText(encoding)} is not known: names are read as bytes`);
  const findings = [...before];
  const tops = namesOf(root, directory)
    .filter(({ kind }) => kind === 'file')
    .map(({ name }) => name)
    .toSorted();
  const at = (name: BytePath): BytePath => join(directory, name);
  const payload = listPayload(root, at('data'));
  const isThere = (path: BytePath): boolean =>
    payload.files.has(at(path)) ||
    payload.files.has(payload.follow(at(path))) ||
    (!path.startsWith('data/') && statEntry(root, at(path)) !== undefined);
  const find = spellingFinderOf(root);
  const respelled = new Set<BytePath>();
  const respell = (path: BytePath): BytePath | undefined => {
    const found = find(at(path));
    if (found === undefined || (directory !== '' && !found.startsWith(`${directory}/`))) return undefined;
    return found.slice(at('').length);
  };
  const names: BagNames = { isOld: version !== '1.0', isThere, respell, respelled };
  const own = [
    'bagit.txt',
    'bag-info.txt',
    'package-info.txt',
    'fetch.txt',
    ...tops.filter((name) => MANIFEST.test(name)),
  ];

  const tags: BagManifest[] = [];
  const manifests: BagManifest[] = [];
  const reading = { root, directory, decode, names };
  for (const name of tops.filter((each) => /^tag/i.test(each) && MANIFEST.test(each)))
    tags.push(await readBagManifest(reading, name, []));
  for (const name of tops.filter((each) => !/^tag/i.test(each) && MANIFEST.test(each)))
    manifests.push(await readBagManifest(reading, name, tags));
  for (const each of [...tags, ...manifests]) {
    findings.push(...each.findings);
    notes.push(...each.notes);
  }
  if (manifests.length === 0)
    findings.push(finding('manifest-damaged', at('bagit.txt'), { note: 'the bag has no payload manifest' }));
  if (!payload.isThere)
    findings.push(finding('missing', at('data'), { evidence: [{ is: 'kind', wanted: 'directory' }] }));

  const entries = new Map<BytePath, BagEntry>();
  const distrusted = new Set(manifests.filter((each) => each.isDistrusted).map((each) => each.name));
  const silent = new Set<BytePath>();
  for (const { name, lines } of [...tags, ...manifests])
    for (const { path, digest, line } of lines) {
      if (distrusted.has(path)) continue;
      const earlier = entries.get(path);
      const digests = [...(earlier?.digests ?? []), ...(digest === undefined ? [] : [digest])];
      entries.set(path, earlier === undefined ? { digests, source: at(name), line } : { digests });
    }
  const collided = collisions([...entries.keys()].filter((path) => path.startsWith('data/')));
  const files = [...payload.files].map((path) => path.slice(directory === '' ? 0 : directory.length + 1));
  const folded = foldNames(entries, files);
  if (folded > 0) notes.push(`names that are there in another spelling: ${folded}`);
  for (const [path, { digests }] of entries) if (digests.length === 0) silent.add(path);
  if (silent.size > 0) notes.push(`files with digests of unknown algorithms alone: ${silent.size}`);
  for (const path of silent)
    findings.push(
      isThere(path)
        ? finding('unvouched', at(path), { note: 'the algorithm of its digest is not known' })
        : finding('missing', at(path)),
    );
  if (!names.isOld) findings.push(...differences(manifests, at), ...untagged(manifests, tags, at));

  const problems = createProblems();
  const fetches = readFetch(decode(await readText(root, at('fetch.txt'))), names, problems);
  findings.push(...findingsOf(at('fetch.txt'), problems));
  const absent = fetches.filter(({ path }) => !isThere(path));
  const unlisted = new Set(absent.map(({ path }) => path).filter((path) => !entries.has(path)));
  for (const path of unlisted) entries.set(path, { digests: [], source: at('fetch.txt') });
  for (const { path, size } of fetches) {
    const entry = entries.get(path);
    if (entry !== undefined && size !== undefined) entries.set(path, { ...entry, size });
  }
  if (fetches.length > 0)
    notes.push(
      `fetch.txt names ${fetches.length} files, ${absent.length} of them not here; nothing is ever fetched`,
    );

  // Versions before 0.95 call it package-info.txt.
  for (const name of ['bag-info.txt', 'package-info.txt'].filter((each) => tops.includes(each))) {
    const info = readOxums(at(name), decode(await readText(root, at(name))));
    findings.push(...info.findings, ...holdOxums(root, at('data'), payload, { ...info, source: name }));
  }
  const listed = [...entries.keys()].filter((path) => path.startsWith('data/'));
  const lost = [...entries.keys()].filter((path) => !isThere(path)).length;
  const more = files.filter((path) => !entries.has(path));
  const isBroken = findings.some(({ code }) => code.startsWith('manifest-'));
  const isComplete = !isBroken && lost === 0 && more.length === 0 && findings.length === 0;
  notes.push(
    isComplete
      ? `complete: all ${listed.length} files of the payload are there, and no others`
      : `not complete: promised files not there: ${lost}, files in data/ not listed: ${more.length}, problems of the bag itself: ${findings.length}`,
    isComplete ? 'valid, where this run has no findings' : 'not valid, because not complete',
  );
  if (tags.length === 0) notes.push('no tag manifest: nothing vouches for bag-info.txt and the manifests');
  notes.push(...collided);
  if (respelled.size > 0) notes.push(`names found under another spelling: ${respelled.size}`);
  const isClosed = !isBroken && manifests.length > 0;
  return {
    inventory: isClosed ? 'closed' : 'open',
    base: at('data'),
    entries: [
      ...[...entries]
        .filter(([path]) => !silent.has(path))
        .map(
          ([path, entry]): ManifestEntry => ({
            path: payload.follow(at(path)),
            kind: 'file',
            ...entry,
          }),
        ),
      ...payload.empty.map((path): ManifestEntry => ({ path, kind: 'directory', digests: [] })),
    ],
    findings,
    notes,
    own: [...own.map(at), ...payload.links],
    ignores: (path) => silent.has(directory === '' ? path : path.slice(directory.length + 1)),
  };
}

/** From 1.0 on, every payload manifest lists every file of the payload (RFC 8493, section 2.1.3). */
function differences(manifests: readonly BagManifest[], at: (name: BytePath) => BytePath): Finding[] {
  const sets = manifests
    .filter((each) => !each.isDistrusted)
    .map(({ name, lines }) => ({ name, paths: new Set(lines.map(({ path }) => path)) }));
  return sets.flatMap(({ name, paths }) => {
    const others = sets.flatMap((other) => [...other.paths]).filter((path) => !paths.has(path));
    const [first] = others;
    if (first === undefined) return [];
    const rest = new Set(others).size - 1;
    const detail = `it does not list ${toText(first)}${rest > 0 ? ` and ${rest} more` : ''}, which another manifest does`;
    return [finding('manifest-damaged', at(name), { note: detail })];
  });
}

/** From 1.0 on, every tag manifest lists every payload manifest (RFC 8493, section 2.2.1). */
function untagged(
  manifests: readonly BagManifest[],
  tags: readonly BagManifest[],
  at: (name: BytePath) => BytePath,
): Finding[] {
  return tags
    .filter((tag) => !tag.isDistrusted)
    .flatMap((tag) =>
      manifests
        .filter(({ name }) => tag.lines.every(({ path }) => path !== name))
        .map(({ name }) =>
          finding('manifest-damaged', at(tag.name), {
            note: `it does not list ${toText(name)}, as it must from version 1.0 on`,
          }),
        ),
    );
}

/** Paths that a file system without cases, or with composed names, would take for one (RFC 8493, section 5.2). */
function collisions(paths: readonly BytePath[]): string[] {
  const seen = new Set<string>();
  const found: string[] = [];
  for (const path of paths) {
    const folded = foldName(path);
    if (seen.has(folded)) found.push(toText(path));
    seen.add(folded);
  }
  const more = found.length > SHOWN ? ` and ${found.length - SHOWN} more` : '';
  const named = found.slice(0, SHOWN).join(', ');
  return found.length === 0 ? [] : [`names that differ in case or composition alone: ${named}${more}`];
}
