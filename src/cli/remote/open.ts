/** Opens a remote tree: asks what lies there, lists it, and has rclone serve it. */
import type { Kind } from '../../model/entry.ts';
import { Fault } from '../../model/fault.ts';
import { type BytePath, nameOf, toText } from '../../model/path.ts';
import { createListing, type Listing } from './listing.ts';
import type { RemoteReady, RemoteTask } from './messages.ts';
import { entryOf, entryOfLine } from './names.ts';
import { onLines, type Rclone, runRclone, startRclone } from './rclone.ts';
import type { Served } from './reader.ts';
import { startServer } from './serve.ts';

/** The first version that can say what lies at one path. */
const LEAST_VERSION = [1, 56];
/** Exit codes of rclone: no such directory, no such file. */
const NOT_THERE = new Set([3, 4]);
const NO_MIME = '--no-mimetype';

/** A remote tree that can be read. */
export type OpenedTree = {
  readonly ready: RemoteReady;
  readonly listing: Listing;
  readonly served: Served;
  readonly server: Rclone;
  /** Lists one directory anew. Returns the code of an error where it cannot be listed. */
  list(directory: BytePath): Promise<string | undefined>;
  /** Looks at one path anew, and puts what lies there now into the listing. */
  look(path: BytePath): Promise<void>;
};

/** Opens what `REMOTE:PATH` names. Throws a Fault where it cannot. */
export async function openTree({ spec: named, bandwidth }: RemoteTask): Promise<OpenedTree> {
  const top = await lookAtTop(named);
  const [spec, only] = top === 'directory' ? [named, undefined] : splitFile(named);
  const listing = createListing();
  const [features, { served, server }] = await Promise.all([
    featuresOf(spec),
    startServer(spec, bandwidth),
    listTree(spec, only === undefined, listing),
  ]);
  return {
    ready: {
      is: 'ready',
      spec,
      hashes: features.hashes,
      unseen: unseenBy(features, listing),
      ...(only === undefined ? {} : { only }),
    },
    listing,
    served,
    server,
    list: (directory) => listOne(spec, directory, listing),
    look: (path) => lookAgain(spec, path, listing),
  };
}

async function requireVersion(): Promise<void> {
  const { code, text } = await runRclone(['version']).catch((error: unknown) => {
    throw new Fault(2, `rclone cannot be started (${String(error)})`, 'look whether /bin/sh is there', error);
  });
  if (code === 127)
    throw new Fault(2, 'rclone is not installed', 'install it, such as: apt-get install rclone');
  const [, major = '0', minor = '0'] = /^rclone v(\d+)\.(\d+)/.exec(text) ?? [];
  const [leastMajor = 0, leastMinor = 0] = LEAST_VERSION;
  if (Number(major) > leastMajor || (Number(major) === leastMajor && Number(minor) >= leastMinor)) return;
  throw new Fault(
    2,
    `rclone ${major}.${minor} is too old`,
    `install ${leastMajor}.${leastMinor} or later: https://rclone.org/install/`,
  );
}

/** Returns what lies at the path that was named. */
async function lookAtTop(spec: string): Promise<'file' | 'directory'> {
  const { code, text, lines } = await runRclone(['lsjson', '--stat', NO_MIME, '--', spec]);
  if (code === 0) {
    const entry = jsonObject(text);
    if (entry !== undefined) return entryOf(entry)?.kind === 'file' ? 'file' : 'directory';
  }
  await requireVersion();
  throw refusal(spec, code, lines);
}

function refusal(spec: string, code: number, lines: readonly string[]): Fault {
  const said = lines.at(-1) ?? `rclone ended with ${code}`;
  const remote = spec.slice(0, spec.indexOf(':') + 1);
  if (NOT_THERE.has(code))
    return new Fault(
      2,
      `rclone:${spec}: no such file or directory`,
      `see what is there: rclone lsf ${remote}`,
    );
  if (/didn't find section in config file/.test(said))
    return new Fault(2, `rclone:${spec}: no remote has that name`, 'see which there are: rclone listremotes');
  return new Fault(
    3,
    `rclone:${spec}: cannot be opened: ${said}`,
    `try it with rclone alone: rclone lsd ${spec}`,
  );
}

function jsonObject(text: string): object | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the directory of a file, and its name. */
function splitFile(spec: string): [directory: string, name: string] {
  const end = Math.max(spec.lastIndexOf('/'), spec.indexOf(':', 1)) + 1;
  const directory = spec.slice(0, end);
  return [
    directory.endsWith(':') || directory.endsWith(':/') ? directory : directory.slice(0, -1),
    spec.slice(end),
  ];
}

/** What rclone says of a backend. */
type Features = {
  readonly hashes: readonly string[];
  readonly keepsEmptyDirectories: boolean;
  readonly isLocal: boolean;
};

/** What is not listed: special files never, links where the backend follows or has none, empty directories where only files have names. */
function unseenBy({ isLocal, keepsEmptyDirectories }: Features, listing: Listing): readonly Kind[] {
  return [
    ...(isLocal || listing.hasLinks() ? [] : (['link'] as const)),
    ...(keepsEmptyDirectories ? [] : (['directory'] as const)),
    'fifo',
    'socket',
    'device',
  ];
}

async function featuresOf(spec: string): Promise<Features> {
  const { text } = await runRclone(['backend', 'features', '--', spec]);
  const { Hashes, Features }: Record<string, unknown> = { ...jsonObject(text) };
  const hashes = Array.isArray(Hashes) ? Hashes.filter((each) => typeof each === 'string') : [];
  const { CanHaveEmptyDirectories, IsLocal }: Record<string, unknown> =
    typeof Features === 'object' ? { ...Features } : {};
  return { hashes, keepsEmptyDirectories: CanHaveEmptyDirectories !== false, isLocal: IsLocal === true };
}

/** Lists the tree, or its top alone. What fails is listed again, directory by directory, when it is asked for. */
async function listTree(spec: string, isRecursive: boolean, listing: Listing): Promise<void> {
  const isWhole = await listInto(spec, '', isRecursive, listing);
  if (isWhole.code !== 0) return;
  if (isRecursive) listing.allWhole();
  else listing.whole('');
}

async function listOne(spec: string, directory: BytePath, listing: Listing): Promise<string | undefined> {
  const { code, lines } = await listInto(spec, directory, false, listing);
  if (code === 0) {
    listing.whole(directory);
    return undefined;
  }
  if (NOT_THERE.has(code)) return 'ENOENT';
  return /permission denied|access ?denied|forbidden/i.test(lines.at(-1) ?? '') ? 'EACCES' : 'ECOMM';
}

/** Puts what a directory has into the listing; the code is 0 where rclone said that it is all. */
async function listInto(
  spec: string,
  directory: BytePath,
  isRecursive: boolean,
  listing: Listing,
): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  const recursive = isRecursive ? ['-R'] : [];
  const rclone = startRclone(['lsjson', ...recursive, NO_MIME, '--', below(spec, directory)]);
  const above = directory === '' ? '' : `${directory}/`;
  let [isEnded, isSpoilt] = [false, false];
  onLines(rclone.child.stdout, (line) => {
    try {
      const entry = entryOfLine(line);
      if (entry !== undefined) listing.put(above + entry.path, entry);
      if (line === ']') isEnded = true;
    } catch {
      isSpoilt = true;
    }
  });
  const code = await rclone.ended;
  const isWhole = code === 0 && isEnded && !isSpoilt;
  return { code: isWhole ? 0 : typeof code === 'number' && code !== 0 ? code : -1, lines: rclone.lines };
}

async function lookAgain(spec: string, path: BytePath, listing: Listing): Promise<void> {
  const { code, text } = await runRclone(['lsjson', '--stat', NO_MIME, '--', below(spec, path)]);
  if (NOT_THERE.has(code)) return listing.drop(path);
  const json = code === 0 ? jsonObject(text) : undefined;
  const entry = json === undefined ? undefined : entryOf({ ...json, Path: toText(nameOf(path)) });
  if (entry !== undefined) listing.put(path, entry);
}

/** Returns the path of a remote below another. */
function below(spec: string, path: BytePath): string {
  if (path === '') return spec;
  return /[:/]$/.test(spec) ? spec + toText(path) : `${spec}/${toText(path)}`;
}
