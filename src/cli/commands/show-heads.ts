import { join } from 'node:path';
import { isTrouble, listDirectory } from '../../disk/list.ts';
import { birthOf, isThere, statTarget } from '../../disk/stat.ts';
import { goneAmong, headKey, type KnownHead, problemOf } from '../../engine/heads.ts';
import { unlisted } from '../../engine/root.ts';
import { isNativeName, openNative } from '../../manifest/native/read.ts';
import type { ExitCode } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import type { ManifestHead } from '../../model/manifest.ts';
import { fromText, toText } from '../../model/path.ts';
import { visible } from '../../report/text.ts';
import { findRoots } from '../arguments/roots.ts';
import { worst } from '../exit.ts';
import { type KeptHeads, openHeads } from '../journal/heads.ts';
import { absolute } from '../remote/name.ts';
import { openScreen, type Screen } from '../screen.ts';

/** The flags of `head`, as commander gives them. */
export type HeadFlags = {
  readonly manifest?: string;
  readonly pin?: boolean;
  readonly digest?: string;
  readonly forget?: boolean;
  readonly json?: boolean;
};

/** How a manifest stands to the one that was seen last. */
type Standing = 'first' | 'same' | 'follows' | 'older' | 'forked' | 'foreign' | 'gone';

const WORDS: Readonly<Record<Standing, string>> = {
  first: 'none was seen before: the next verify trusts what lies there (trust on first use)',
  same: 'it is the last one that was seen',
  follows: 'it follows the last one that was seen',
  older: 'it is OLDER than the last one that was seen',
  forked: 'it does NOT follow the last one that was seen, but another beside it',
  foreign: 'it does NOT follow the last one that was seen: it is of another chain',
  gone: 'the last one that was seen is GONE',
};

/** Shows the manifests of a root and those that were seen last; pins or forgets them where that is asked for. */
export async function showHeads(named: string, flags: HeadFlags): Promise<ExitCode> {
  if (flags.digest !== undefined && flags.pin !== true)
    throw new Fault(2, '--digest is for --pin', 'add --pin');
  if (flags.pin === true && flags.forget === true)
    throw new Fault(2, '--pin and --forget exclude each other', 'omit one');
  const [root = ''] = await findRoots([named], {});
  const screen = await openScreen('auto');
  const heads = openHeads(true);
  const directory = fromText(root);
  if (flags.forget === true) {
    heads.forget(directory);
    return 0;
  }
  const files = flags.manifest === undefined ? manifestsIn(root) : [absolute(flags.manifest)];
  if (files.length === 0 && flags.pin === true)
    throw new Fault(4, `${root}: no manifest found`, `create one: restorable seal ${root}`);
  const codes: ExitCode[] = [];
  if (flags.pin !== true) codes.push(...goneFrom(root, files, flags, { heads, screen }));
  for (const file of files) codes.push(await showOne(root, file, flags, { heads, screen }));
  if (files.length === 0 && codes.length === 0)
    throw new Fault(4, `${root}: no manifest found`, `create one: restorable seal ${root}`);
  if (heads.failure !== undefined) throw heads.failure;
  return worst(codes);
}

type Tools = { readonly heads: KeptHeads; readonly screen: Screen };

async function showOne(
  root: string,
  file: string,
  { pin, digest, json }: HeadFlags,
  { heads, screen }: Tools,
): Promise<ExitCode> {
  const [directory, path] = [fromText(root), fromText(file)];
  const { head } = await openNative(path, '', false);
  if (head === undefined)
    throw new Fault(4, `${file}: the manifest is damaged`, `see how: restorable verify ${root}`);
  if (digest !== undefined && head.digest !== digest)
    throw new Fault(
      4,
      `${file}: its digest is ${head.digest}, not ${digest}; nothing was pinned`,
      'find out who changed it',
    );
  const key = headKey(directory, path);
  const place = birthOf(directory) ?? '';
  if (pin === true) heads.keep(directory, key, head, place);
  const before =
    pin === true ? { ...head, seenAt: 'now', directory: place } : heads.of(directory, place).get(key);
  if (heads.failure !== undefined) throw heads.failure;
  const standing = before === undefined ? 'first' : await standingOf(path, head, before, place);
  print(screen, json === true, {
    manifest: file,
    standing,
    head,
    ...(before === undefined ? {} : { before }),
  });
  return ['first', 'same', 'follows'].includes(standing) ? 0 : 4;
}

async function standingOf(
  file: string,
  head: ManifestHead,
  before: KnownHead,
  place: string,
): Promise<Standing> {
  const problem = await problemOf(file, head, before, place);
  return problem ?? (head.digest === before.digest ? 'same' : 'follows');
}

/** Names the manifests at the top that were seen and are not there. */
function goneFrom(
  root: string,
  files: readonly string[],
  { manifest, json }: HeadFlags,
  { heads, screen }: Tools,
): ExitCode[] {
  const directory = fromText(root);
  if (manifest !== undefined) return [];
  const known = heads.of(directory, birthOf(directory) ?? '');
  const gone = goneAmong(known, directory, files.map(fromText));
  for (const [key, before] of gone)
    print(screen, json === true, { manifest: join(root, key), standing: 'gone', before });
  return gone.map(() => 4);
}

type Shown = {
  readonly manifest: string;
  readonly standing: Standing;
  readonly head?: ManifestHead;
  readonly before?: KnownHead;
};

function print(screen: Screen, isJson: boolean, { manifest, standing, head, before }: Shown): void {
  if (isJson) {
    screen.out(`${JSON.stringify({ type: 'head', manifest, standing, head, before })}\n`);
    return;
  }
  const line = ({ seq, created, digest }: ManifestHead): string =>
    visible(`generation ${seq} of ${created}, ${digest}`);
  screen.out(`${visible(manifest)}: ${WORDS[standing]}\n`);
  if (head !== undefined) screen.out(`  here  ${line(head)}\n`);
  if (before !== undefined) screen.out(`  last  ${line(before)}, seen ${visible(before.seenAt)}\n`);
}

function manifestsIn(root: string): string[] {
  const entries = listDirectory(fromText(root));
  if (isTrouble(entries)) throw unlisted({ directory: fromText(root) }, entries);
  return entries
    .map(({ name }) => name)
    .filter((name) => isNativeName(name))
    .toSorted()
    .map((name) => join(root, toText(name)))
    .filter((file) => isThere(statTarget(fromText(file))));
}
