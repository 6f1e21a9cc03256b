/**
 * zip (APPNOTE 6.3): members one after another, each inflated and checked against its CRC-32, then the central
 * directory, compared with the members. Between them there may be anything that the directory does not name (a
 * self-extractor in front, the signing block of an apk, deleted and orphaned members): damage there is not a fault of
 * the archive.
 */
import { chunkedProbe, type Source, type Step } from '../../kit/chunked-reader.ts';
import { createInflater, type Inflater } from '../../kit/inflating.ts';
import { isSlack, readSlack, strayBytes } from '../../kit/padding.ts';
import type { CheckedFile, Structure, StructureVerdict } from '../../kit/structure.ts';
import { ENCRYPTED, PROVEN, SOUND, UNKNOWN, verdictsOf } from '../../kit/verdicts.ts';
import { type Directory, type NoDirectory, RECORD, readDirectory, type ZipEntry } from './directory.ts';
import { contradiction, isStart, namesNothing, outOfReach } from './end-record.ts';
import { mismatch } from './match.ts';
import { type NestedProbe, readMember, type ZipMember } from './member.ts';

const { broken, cut } = verdictsOf('zip');

const LOCAL = Buffer.from('PK\x03\x04', 'latin1');
const EMPTY_END = Buffer.from('PK\x05\x06', 'latin1');
const SPLIT = Buffer.from('PK\x07\x08', 'latin1');
const ONE_SEGMENT = Buffer.from('PK00', 'latin1');
/** The number of members whose offset and CRC are kept, to compare the directory with them. */
const MAX_MEMBERS = 50_000;
const MAX_WRONG = 1000;
const LATEST_METHOD = 99;
const MAX_NESTED = 2 ** 32;

/** zip, and every format based on it: Java, Office, OpenDocument, e-books, Android, Python wheels. */
export const zip: Structure = {
  name: 'zip',
  starts: 'P#',
  traits: ['dense'],
  extensions:
    'zip jar war ear apk aar docx docm dotx xlsx xlsm xltx pptx pptm potx odt ods odp odg ott epub whl nupkg xpi vsix cbz kmz doc dot xls xlt ppt pps'.split(
      ' ',
    ),
  recognisesNamed: (head) => {
    const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 65_536));
    const at = start.indexOf(LOCAL);
    return at > 0 && isMember(start.subarray(at));
  },
  recognises(head) {
    const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 65_536));
    const at = start.subarray(0, 4);
    if (at.equals(LOCAL)) return true;
    if (at.equals(EMPTY_END)) return head.length >= 22;
    if (at.equals(SPLIT) || at.equals(ONE_SEGMENT)) return start.subarray(4, 8).equals(LOCAL);
    return start[0] === 0x23 && start[1] === 0x21 && start.includes(LOCAL);
  },
  createCheck: (file) => chunkedProbe((source) => check(source, file)),
};

/** The result of the walk over the members. */
type Walk = {
  readonly start: number;
  readonly members: Map<number, ZipMember>;
  /** The faults of damaged members, by offset; they only count where the directory names the member. */
  readonly wrong: Map<number, StructureVerdict>;
  count: number;
  /** Whether there were more members than are kept. */
  isFull: boolean;
  /** The offset at which the walk ended. */
  end: number;
  /** Why it ended: at the directory, at a member of unknown length, or at something that is not a record. */
  ending: 'directory' | 'unknown' | 'strange';
};

function* check(source: Source, file: CheckedFile): Step<StructureVerdict> {
  const first = yield* source.peek(4);
  if (first.equals(SPLIT)) return UNKNOWN;
  if (first.equals(ONE_SEGMENT)) yield* source.skip(4);
  const hasPrefix = first[0] !== 0x50;
  const isScript = first[0] === 0x23;
  if (hasPrefix && !(yield* seek(source, startsMember))) return UNKNOWN;
  const walk: Walk = {
    start: source.offset,
    members: new Map(),
    wrong: new Map(),
    count: 0,
    isFull: false,
    end: source.offset,
    ending: 'directory',
  };
  const inflater = createInflater('raw', file.size === undefined ? MAX_NESTED : Infinity);
  const look: NestedProbe | undefined = file.depth === 'deep' ? (name) => file.nest(name) : undefined;
  yield* walkMembers(source, inflater, walk, file.size, look);
  inflater.close();
  const verdict = yield* checkDirectory(source, walk);
  // A signature inside a script is not yet an archive; a valid first member is, and so is a file whose name demands it.
  const isAccused = verdict.is === 'cut' || verdict.is === 'broken';
  return isScript && walk.count === 0 && isAccused ? UNKNOWN : verdict;
}

/** Reads members up to the directory; after a damaged one it goes on with the next record. */
function* walkMembers(
  source: Source,
  inflater: Inflater,
  walk: Walk,
  size: number | undefined,
  look: NestedProbe | undefined,
): Step<void> {
  const endAt = (at: number, ending: Walk['ending']): void => {
    if (walk.ending !== 'directory') return;
    walk.end = at;
    walk.ending = ending;
  };
  for (;;) {
    const at = source.offset;
    const next = yield* source.peek(4);
    if (next.length < 4 && walk.wrong.size === 0)
      walk.wrong.set(at, cut(`ends at ${at + next.length}, without a central directory`));
    if (!next.equals(LOCAL)) {
      endAt(at, next.length === 4 && isDirectory(next.readUInt32LE(0)) ? 'directory' : 'strange');
      return;
    }
    const member = yield* readMember(source, inflater, size, look);
    if (!('crc' in member)) {
      endAt(at, 'strange');
      if (walk.wrong.size < MAX_WRONG) walk.wrong.set(at, member);
      if (!(yield* seek(source, startsRecord))) return;
      continue;
    }
    walk.count += 1;
    if (walk.members.size < MAX_MEMBERS) walk.members.set(at, member);
    else walk.isFull = true;
    if (member.isEndless) {
      endAt(source.offset, 'unknown');
      return;
    }
  }
}

const isDirectory = (record: number): boolean =>
  record === RECORD.entry || record === RECORD.end || record === RECORD.wideEnd;

/** Skips to the next wanted offset, whatever precedes it; only offsets with `PK` are tested. */
function* seek(source: Source, isWanted: (source: Source) => Step<boolean>): Step<boolean> {
  for (;;) {
    const piece = yield* source.takeSome(65_536);
    if (piece.length === 0) return false;
    let at = piece.indexOf(0x50);
    while (at >= 0 && at + 1 < piece.length && piece[at + 1] !== 0x4b) at = piece.indexOf(0x50, at + 1);
    if (at < 0) continue;
    source.unread(piece.length - at);
    if (yield* isWanted(source)) return true;
    yield* source.skip(1);
  }
}

function* startsMember(source: Source): Step<boolean> {
  return (yield* source.peek(4)).equals(LOCAL);
}

/** Returns whether a member or a directory starts here. */
function* startsRecord(source: Source): Step<boolean> {
  return isMember(yield* source.peek(30)) || (yield* startsDirectory(source));
}

/** Returns whether bytes begin like a member's header, with a known method and a name. */
function isMember(bytes: Buffer): boolean {
  if (bytes.length < 30 || !bytes.subarray(0, 4).equals(LOCAL)) return false;
  return bytes.readUInt16LE(8) <= LATEST_METHOD && bytes.readUInt16LE(26) > 0;
}

/** Returns whether a directory starts here: its end record, or an entry followed by a record. */
function* startsDirectory(source: Source): Step<boolean> {
  const bytes = yield* source.peek(46);
  if (bytes.length < 22) return false;
  const record = bytes.readUInt32LE(0);
  if (record !== RECORD.entry || bytes.length < 46) return isDirectory(record);
  const length = [28, 30, 32].reduce((sum, field) => sum + bytes.readUInt16LE(field), 46);
  const next = yield* source.peek(length + 2);
  return next.toString('latin1', length) === 'PK';
}

/**
 * What the entries of a directory fail to find when offsets count from `shift`: the start of the file, or the first
 * member.
 */
type Misses = { readonly shift: number; verdict: StructureVerdict | undefined };

function* checkDirectory(source: Source, walk: Walk): Step<StructureVerdict> {
  let directory: Directory | NoDirectory | undefined;
  let misses: Misses[] = [];
  const isLost = walk.ending !== 'directory';
  // Where the walk is lost, the directory of a nested zip may come first; the last complete one counts.
  for (;;) {
    if (isLost && !(yield* seek(source, startsDirectory))) break;
    const missing: Misses[] = [0, walk.start].map((shift) => ({ shift, verdict: undefined }));
    const next = yield* readDirectory(source, (entry) => {
      for (const miss of missing) miss.verdict ??= missed(walk, entry, miss.shift);
    });
    if (next.is === 'whole' || directory?.is !== 'whole') {
      directory = next;
      misses = missing;
    }
    if (!isLost) break;
  }
  const [wrong] = walk.wrong.values();
  if (directory?.is !== 'whole' && wrong !== undefined) return wrong;
  if (directory === undefined) return cut(`ends at ${source.offset}, without a central directory`);
  if (directory.is !== 'whole') {
    // Bytes that look like a directory, in a part that was not walked, may be data.
    if (isLost) return cut(`ends at ${source.offset}, without an end of central directory`);
    if (directory.is === 'cut') return cut(`ends at ${directory.at}, inside the central directory`);
    return broken(`not a valid record at ${directory.at} in the central directory`);
  }
  const { bytes } = yield* readSlack(source);
  return judge(walk, directory, misses, { size: source.offset, slack: isLost ? 0 : bytes });
}

function judge(
  walk: Walk,
  directory: Directory,
  misses: readonly Misses[],
  file: { readonly size: number; readonly slack: number },
): StructureVerdict {
  if (directory.isSplit) return UNKNOWN;
  const miss = misses.find(({ shift }) => isStart(directory, directory.start - shift));
  const wrong =
    outOfReach(directory, file.size) ?? contradiction(directory, miss !== undefined) ?? miss?.verdict;
  if (wrong !== undefined) return wrong;
  if (directory.entries === 0) return namesNothing(directory);
  if (isSlack(file.slack, file.size)) return strayBytes('zip', directory.end);
  const members = [...walk.members.values()];
  if (members.some((member) => member.is === 'encrypted')) return ENCRYPTED;
  const isProven = members.length > 0 && members.every((member) => member.is === 'checked');
  return isProven &&
    file.size === directory.end &&
    (walk.ending === 'directory' || walk.count >= directory.entries)
    ? PROVEN
    : SOUND;
}

/** Returns what is wrong with an entry, if its member should lie `shift` bytes after the offset it names. */
function missed(walk: Walk, entry: ZipEntry, shift: number): StructureVerdict | undefined {
  const at = entry.offset + shift;
  const wrong = walk.wrong.get(at);
  if (wrong !== undefined) return wrong;
  const member = walk.members.get(at);
  if (member !== undefined) return mismatch(member, entry, at);
  const isBeyond =
    walk.ending !== 'directory' && (walk.ending === 'strange' ? at > walk.end : at >= walk.end);
  if (isBeyond || walk.isFull) return undefined;
  return broken(`no member at ${at}, where the central directory names one`);
}
