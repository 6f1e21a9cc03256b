import { accessSync, constants, readFileSync, rmSync } from 'node:fs';
import type { HeadStore, KnownHead } from '../../engine/heads.ts';
import { isAbsent } from '../../model/entry.ts';
import { errorCode, Fault } from '../../model/fault.ts';
import type { ManifestHead } from '../../model/manifest.ts';
import { type BytePath, toText } from '../../model/path.ts';
import { isRecord } from '../../model/record.ts';
import { journalDirectory } from './journal.ts';
import { replaceStateFile, stateFile } from './state-file.ts';

/** The heads of the state directory, and what went wrong when they were kept. */
export type KeptHeads = HeadStore & {
  readonly failure: Fault | undefined;
  readonly isKept: boolean;
  /** Notes that the head of a root cannot be kept. */
  fail(root: string, error: unknown): void;
  /** Forgets what was seen of a root. */
  forget(root: BytePath): void;
};

/** The heads of a root by the path of their manifest: those of each directory, the one that was seen last first. */
type Known = ReadonlyMap<string, readonly KnownHead[]>;

/** Of so many directories that took turns in one place, a head is kept. */
const MOST_DIRECTORIES = 16;
const HINT = 'look at it, and take what lies there as the last: restorable head --pin DIR';

/** Opens the heads in the state directory; `isKept` where new ones are written. */
export function openHeads(isKept: boolean, isFirst: NonNullable<HeadStore['isFirst']> = () => {}): KeptHeads {
  let failure: Fault | undefined;
  return {
    get failure() {
      return failure;
    },
    isKept,
    fail: (root, error) => {
      failure ??= unwritten(root, error);
    },
    of(root, directory) {
      try {
        return lastOf(readHeads(fileOf(root)), directory);
      } catch (error) {
        // The verdict on the tree is said all the same; that nobody knows whether it is the last one makes the run end with 3.
        if (isKept) failure ??= error instanceof Fault ? error : unwritten(fileOf(root), error);
        return new Map();
      }
    },
    keep(root, manifest, head, directory) {
      if (!isKept) return;
      const file = fileOf(root);
      try {
        const known = headsIn(file);
        const others = (known.get(manifest) ?? []).filter((each) => each.directory !== directory);
        const last = { ...head, seenAt: new Date().toISOString(), directory };
        const heads = new Map(known).set(manifest, [last, ...others].slice(0, MOST_DIRECTORIES));
        const kept = { schema: 1, root: toText(root), heads: Object.fromEntries(heads) };
        replaceStateFile(file, Buffer.from(`${JSON.stringify(kept)}\n`));
      } catch (error) {
        // Where the journal cannot be written either, that is said of the journal.
        if (isWritable()) failure ??= unwritten(file, error);
      }
    },
    isFirst: (root, manifest) => {
      if (isKept) isFirst(root, manifest);
    },
    forget: (root) => rmSync(fileOf(root), { force: true }),
  };
}

/** The heads of a directory; those that were seen last where it was never seen. */
function lastOf(known: Known, directory: string): ReadonlyMap<string, KnownHead> {
  const own = [...known].flatMap(([manifest, heads]) => {
    const head = heads.find((each) => each.directory === directory);
    return head === undefined ? [] : [[manifest, head] as const];
  });
  if (own.length > 0) return new Map(own);
  return new Map(
    [...known].flatMap(([manifest, [last]]) => (last === undefined ? [] : [[manifest, last] as const])),
  );
}

function fileOf(root: BytePath): string {
  return `${stateFile('heads', root)}.json`;
}

function headsIn(file: string): Known {
  try {
    return readHeads(file);
  } catch {
    return new Map();
  }
}

function readHeads(file: string): Known {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = errorCode(error) ?? String(error);
    if (isAbsent(code)) return new Map();
    throw new Fault(3, `${file}: cannot read what was seen of this root (${code})`, HINT, error);
  }
  const heads = parse(text);
  if (heads === undefined) throw new Fault(3, `${file}: what was seen of this root is damaged`, HINT);
  return heads;
}

function parse(text: string): Known | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value) || value['schema'] !== 1 || !isRecord(value['heads'])) return undefined;
    const entries = Object.entries(value['heads']);
    const heads = entries.filter((entry): entry is [string, KnownHead[]] => isHeads(entry[1]));
    return heads.length === entries.length ? new Map(heads) : undefined;
  } catch {
    return undefined;
  }
}

function isHeads(value: unknown): value is KnownHead[] {
  return Array.isArray(value) && value.length > 0 && value.every(isHead);
}

function isHead(value: unknown): value is KnownHead {
  const texts: readonly (keyof ManifestHead | keyof KnownHead)[] = [
    'digest',
    'created',
    'host',
    'root',
    'seenAt',
    'directory',
  ];
  return (
    isRecord(value) &&
    typeof value['seq'] === 'number' &&
    texts.every((each) => typeof value[each] === 'string')
  );
}

function isWritable(): boolean {
  try {
    accessSync(journalDirectory(), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function unwritten(file: string, error: unknown): Fault {
  const why = errorCode(error) ?? String(error);
  const hint = 'make it writable, set XDG_STATE_HOME, or keep none: --no-journal';
  return new Fault(3, `${file}: cannot keep which manifest was seen (${why})`, hint, error);
}
