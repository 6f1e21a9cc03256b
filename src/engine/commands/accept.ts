/**
 * Makes the next generation of a manifest: what was accepted as it lies there now, everything else as it was recorded.
 * Promises that nothing is blessed that was not shown: a file that changed since ends it. Writes only to its sink.
 */
import { mergeOrdered } from '../../flow/merge-ordered.ts';
import { linkAfter } from '../../manifest/native/chain.ts';
import { readHeader } from '../../manifest/native/head.ts';
import { type KeptLine, keptLines } from '../../manifest/native/lines.ts';
import { retentionOf } from '../../manifest/native/retention.ts';
import { digestsWith, nativeWriter, sealedLine } from '../../manifest/native/write.ts';
import { orderKey } from '../../model/entry.ts';
import { Fault } from '../../model/fault.ts';
import { type FileState, isSameState } from '../../model/file-state.ts';
import { FINDING_CODES, type FindingCode } from '../../model/finding.ts';
import type { HeldList, ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, directoryOf, toText } from '../../model/path.ts';
import { walk } from '../../walk/walk.ts';
import { readEntries } from '../generations/read-entries.ts';
import type { RunContext, RunOptions } from '../run.ts';
import { type ChangedPath, type ShownPaths, shownOf } from './acceptance.ts';
import type { ManifestSink } from './seal.ts';

/** What is accepted, why, and the manifest that is followed. */
export type AcceptanceRequest = {
  readonly root: BytePath;
  readonly manifest: BytePath;
  readonly chosen: readonly ChangedPath[];
  readonly reason: string;
  /** The lists in the tree that were checked when the changes were shown. */
  readonly held?: readonly HeldList[] | undefined;
  /** Codes of findings about those lists that are accepted by name. */
  readonly acceptedCodes?: readonly FindingCode[];
};

/** Writes the next generation of a manifest into a sink, and says its number. Throws a Fault (3) where a file changed meanwhile. */
export async function accept(
  { root, manifest, chosen, reason, held, acceptedCodes = [] }: AcceptanceRequest,
  options: RunOptions,
  sink: ManifestSink,
  surroundings: RunContext,
): Promise<number> {
  const header = await readHeader(manifest);
  if (header === undefined) throw changedSince(manifest);
  const field = (name: string): string => toText(header.get(name)?.[0] ?? '');
  const algorithm = field('algo') === '' ? 'sha256' : field('algo');
  const link = await linkAfter(manifest);
  if (link.seq !== Number(field('seq')) + 1) throw changedSince(manifest);
  const writer = nativeWriter({
    algorithm,
    created: surroundings.now().toISOString(),
    tool: surroundings.tool,
    host: surroundings.host,
    id: surroundings.id.replaceAll('-', ''),
    ...link,
    reason,
    origin: field('origin') === 'source' ? 'source' : 'copy',
    root: toText(root),
    exclude: (header.get('exclude') ?? []).map(toText),
    held,
    retention: retentionOf(header),
    accepted: acceptedCodes,
  });
  const shown = shownOf(chosen);
  const merged = mergeOrdered<KeptLine>(
    [
      without(keptLines(manifest, algorithm, link.prev), shown),
      readAgain(root, shown, chosen, algorithm, options),
    ],
    ({ key }) => key,
    ([first]) => first,
  );
  sink.write(writer.begin());
  for await (const lines of merged) sink.write(lines.map((line) => writer.addLine(line)).join(''));
  sink.write(writer.end());
  return link.seq;
}

async function* without(
  chunks: AsyncIterable<readonly KeptLine[]>,
  shown: ShownPaths,
): AsyncGenerator<readonly KeptLine[], void, undefined> {
  const links = new Set([...shown].flatMap(([path, state]) => (state?.kind === 'link' ? [path] : [])));
  for await (const chunk of chunks)
    yield chunk.filter(({ path }) => !shown.has(path) && (links.size === 0 || !isBelow(path, links)));
}

/** Whether a path lies below a link that took the place of a directory, so that nothing can be recorded there. */
function isBelow(path: BytePath, links: ReadonlySet<BytePath>): boolean {
  for (let at = directoryOf(path); at !== ''; at = directoryOf(at)) if (links.has(at)) return true;
  return false;
}

/** What lies at the paths now, in path order, as lines of the manifest; it must be what was shown, all of it and no more. */
async function* readAgain(
  root: BytePath,
  shown: ShownPaths,
  chosen: readonly ChangedPath[],
  algorithm: string,
  options: RunOptions,
): AsyncGenerator<readonly KeptLine[], void, undefined> {
  const changed = new Map(chosen.map((each) => [each.path, each]));
  const unmet = new Set([...shown].flatMap(([path, state]) => (state === undefined ? [] : [path])));
  const see = (path: BytePath, state: FileState | undefined): void => {
    if (!isSameState(shown.get(path), state)) throw changedSince(path);
    unmet.delete(path);
  };
  async function* files(): ReturnType<typeof walk> {
    for await (const chunk of walk({ root, leaveOut: undefined })) {
      for (const { path, kind, trouble } of chunk)
        if (kind === 'directory' && trouble !== undefined && leadsTo(path, shown)) throw changedSince(path);
      yield chunk.filter(({ path }) => shown.has(path));
    }
  }
  const tree = { root, files: files(), digests: digestsWith(algorithm), acceptFindings: true };
  for await (const entries of readEntries(tree, options, see)) {
    yield entries.map((entry) => {
      if (entry.unreadable !== undefined) throw changedSince(entry.path);
      const line = sealedLine(blessed(entry, changed.get(entry.path)), algorithm);
      return { ...line, path: entry.path, key: orderKey(entry) };
    });
  }
  for (const path of unmet) throw changedSince(path);
}

/** Whether a directory that cannot be listed hides a path that was shown. */
function leadsTo(directory: BytePath, shown: ShownPaths): boolean {
  return directory === '' || [...shown.keys()].some((path) => path.startsWith(`${directory}/`));
}

function blessed(entry: ManifestEntry, each: ChangedPath | undefined): ManifestEntry {
  const codes = (each?.findings ?? [])
    .map(({ code }) => code)
    .filter((code) => FINDING_CODES[code].subject === 'content');
  const accepted = [...new Set([...(entry.accepted ?? []), ...codes])];
  return accepted.length === 0 ? entry : { ...entry, accepted };
}

function changedSince(path: BytePath): Fault {
  return new Fault(
    3,
    `${toText(path)}: it changed since it was shown; nothing was accepted`,
    'run it again when nothing writes here',
  );
}
