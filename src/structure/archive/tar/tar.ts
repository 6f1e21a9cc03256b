/**
 * tar (POSIX ustar and pax, GNU, old v7): a chain of headers with checksums, each followed by its data, and two blocks
 * of zeros. The data has no checksum, so a tar is never more than sound. `tar` stops at the zeros, so a restore would
 * leave out members after them (a hole over headers, or archives joined by `cat`); that is a warning.
 */
import { type BytePath, nameOf, toText } from '../../../model/path.ts';
import type { Probe } from '../../../model/probe.ts';
import { chunkedProbe, type Source, type Step } from '../../kit/chunked-reader.ts';
import { extensionOf } from '../../kit/extensions.ts';
import type { CheckedFile, Structure, StructureVerdict } from '../../kit/structure.ts';
import { asWarning, SOUND, UNKNOWN, verdictsOf, within } from '../../kit/verdicts.ts';
import {
  BLOCK,
  longName,
  nameInHeader,
  parseTarHeader,
  paxName,
  paxSize,
  sumTarHeader,
  type TarHeader,
} from './header.ts';
import { goesOnBeside, isNewStart, isRest, offsetOfRest, type PartOfMember, restInPax } from './volume.ts';

const { broken, cut, mismatch } = verdictsOf('tar');

const DIRECTORY = '5';
const MAX_PAX = 65_536;
const ZEROS = Buffer.alloc(BLOCK);
/** Links, devices, directories and pipes: their size is mostly only informative. */
const WITHOUT_DATA = '123456';
/**
 * Regular files: POSIX, old and contiguous ones; the data of sparse files is a map of the holes followed by the rest.
 */
const FILES = ['0', '\0', '7'];
const SPARSE = 'GNUSparseFile.';

/** Receives the members of a tar as it is walked. */
export type TarObserver = {
  /**
   * Called when a member begins, with its name as the tar has it; the returned function receives the bytes of its data.
   */
  member(name: BytePath, header: TarHeader): ((bytes: Buffer) => void) | undefined;
  /** Called when the data of the last member has been read to its end. */
  end(): void;
  /** Called where the tar ends without its end, in a member or between two; returns whether it goes on in another volume. */
  goesOn?(open: PartOfMember | undefined): boolean;
};

/** What an extended header says about the member after it. */
type ExtendedHeader = {
  readonly size?: number | undefined;
  readonly name?: BytePath | undefined;
  /** What comes before it lies in another volume. */
  readonly rest?: PartOfMember | undefined;
};

/** The data of a member ends early; `reached` is how many bytes of it there are. */
type Short = { readonly reached: number };

/** tar, including volumes and sparse files. */
export const tar: Structure = {
  name: 'tar',
  traits: ['paged'],
  extensions: ['tar'],
  recognises(head) {
    const block = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, BLOCK));
    const header = parseTarHeader(block);
    if (header?.size === undefined) return false;
    return block.toString('latin1', 257, 262) === 'ustar' || isOldHeader(block) || isRest(block);
  },
  createCheck: (file) => chunkedProbe((source) => check(source, file)),
};

/** Walks a tar; one with directories alone, under the name of a tar, is of a source that was not mounted: a warning. */
function* check(source: Source, file: CheckedFile): Step<StructureVerdict> {
  let directories = 0;
  let hasOthers = false;
  const inner = file.depth === 'deep' ? checkedMembers(file) : undefined;
  const verdict = yield* walkTar(source, {
    member(path, header) {
      const isOldDirectory = FILES.includes(header.type) && path.endsWith('/');
      if (header.type === DIRECTORY || isOldDirectory) directories += 1;
      else hasOthers = true;
      return inner?.observer.member(path, header);
    },
    end: () => inner?.observer.end(),
    goesOn: (open) => goesOnBeside(nameOf(file.path), open, file.beside?.() ?? []),
  });
  if (verdict.is !== 'sound') return verdict;
  const isOfNothing = directories > 0 && !hasOthers && isBackup(nameOf(file.path));
  return isOfNothing
    ? asWarning(
        broken(`${directories} ${directories === 1 ? 'directory' : 'directories'} in it, and nothing else`),
      )
    : (inner?.wrong() ?? verdict);
}

/** A layer of an image may consist of directories. */
function isBackup(name: BytePath): boolean {
  return extensionOf(name) === 'tar' && name !== 'layer.tar';
}

/** Checks each file of a tar like a file of its own; the first fault counts. */
function checkedMembers(file: CheckedFile): {
  readonly observer: TarObserver;
  wrong(): StructureVerdict | undefined;
} {
  let name: BytePath = '';
  let inner: Probe<StructureVerdict> | undefined;
  let wrong: StructureVerdict | undefined;
  const observer: TarObserver = {
    member(path, { type }) {
      if (wrong !== undefined || !FILES.includes(type) || path.includes(SPARSE)) return undefined;
      const probe = file.nest(path);
      name = path;
      inner = probe;
      return (bytes) => probe.update(bytes);
    },
    end() {
      const inside = inner?.end();
      inner = undefined;
      if (inside?.is === 'broken' || inside?.is === 'cut') wrong = within(`inside ${toText(name)}`, inside);
    },
  };
  return { observer, wrong: () => wrong };
}

/**
 * Returns whether a block is a header from before POSIX, without magic: its name is valid, and everything after the
 * link name is zero.
 */
function isOldHeader(block: Buffer): boolean {
  const numbers = block.toString('latin1', 100, 148);
  return (
    (block[0] ?? 0) > 0x20 && /^[ 0-7\0]+$/.test(numbers) && block.subarray(345).every((byte) => byte === 0)
  );
}

/** Walks a tar from its first header to its end, and passes its members to `sight`. */
export function* walkTar(source: Source, observer?: TarObserver): Step<StructureVerdict> {
  let said: ExtendedHeader = {};
  for (;;) {
    const at = source.offset;
    const block = yield* source.take(BLOCK);
    if (block.length === 0) {
      if (observer?.goesOn?.(undefined) === true) return SOUND;
      return asWarning(cut(`ends at ${at}, without the two blocks of zeros`));
    }
    if (block.length < BLOCK) return cut(`ends at ${source.offset}, inside a block`);
    if (block.equals(ZEROS)) return yield* checkEnd(source, at);
    const header = parseTarHeader(block);
    if (header === undefined) {
      const { wanted, unsigned } = sumTarHeader(block);
      return mismatch(`header at ${at}: checksum`, `${wanted ?? 'none'}`, `${unsigned}`);
    }
    if (isNewStart(header, block)) continue;
    const isMeta = 'xgLK'.includes(header.type);
    const name = said.name ?? nameInHeader(block);
    const see = isMeta ? undefined : observer?.member(name, header);
    const next = yield* passData(source, header, said, see);
    if ('is' in next) return next;
    if ('reached' in next) {
      const rest = header.type === 'M' ? { name, offset: offsetOfRest(block) } : said.rest;
      const open = { name: rest?.name ?? name, offset: (rest?.offset ?? 0) + next.reached };
      if (!isMeta && observer?.goesOn?.(open) === true) return SOUND;
      return cut(`ends at ${source.offset}, inside the member at ${at}`);
    }
    if (see !== undefined) observer?.end();
    said = isMeta ? { ...said, ...next } : next;
  }
}

/** Skips a member's data; returns what it says about the next one, where it is an extended header. */
function* passData(
  source: Source,
  header: TarHeader,
  said: ExtendedHeader,
  see?: (bytes: Buffer) => void,
): Step<StructureVerdict | Short | ExtendedHeader> {
  for (let isExtended = header.isExtended; isExtended; ) {
    const map = yield* source.take(BLOCK);
    if (map.length < BLOCK) return { reached: 0 };
    isExtended = map[504] === 1;
  }
  const size = said.size ?? header.size;
  if (size === undefined) return UNKNOWN;
  if (size === 0) return {};
  if (WITHOUT_DATA.includes(header.type)) {
    const next = yield* source.peek(BLOCK);
    if (next.length < BLOCK || next.equals(ZEROS) || parseTarHeader(next) !== undefined) return {};
  }
  if ('xgL'.includes(header.type) && size <= MAX_PAX) {
    const records = yield* source.take(size);
    const isWhole = yield* source.skip(padding(size));
    if (!isWhole || records.length < size) return { reached: 0 };
    if (header.type === 'g') return { rest: restInPax(records) };
    return header.type === 'L'
      ? { name: longName(records) }
      : { size: paxSize(records), name: paxName(records) };
  }
  // A tar that ends with its last byte of data lacks only padding.
  const from = source.offset;
  if (see === undefined) {
    if (!(yield* source.skip(size))) return { reached: source.offset - from };
  } else
    for (let left = size; left > 0; ) {
      const bytes = yield* source.takeSome(left);
      if (bytes.length === 0) return { reached: size - left };
      see(bytes);
      left -= bytes.length;
    }
  const rest = yield* source.peek(padding(size));
  yield* source.skip(rest.length);
  return {};
}

const padding = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;

/** Reads on after the first block of zeros: more zeros or unrelated bytes are fine; a member is not. */
function* checkEnd(source: Source, at: number): Step<StructureVerdict> {
  for (;;) {
    const from = source.offset;
    const block = yield* source.take(BLOCK);
    if (block.length < BLOCK) return SOUND;
    if (block[257] !== 0x75 || block.toString('latin1', 257, 262) !== 'ustar') continue;
    if (parseTarHeader(block) === undefined) continue;
    return asWarning(broken(`ends with zeros at ${at}, but members follow at ${from}`));
  }
}
