/**
 * zip (APPNOTE 6.3): members one after another, each inflated and held against its CRC-32, then the central directory,
 * held against the members. Between them anything may lie that the directory does not name (a self-extractor in front,
 * the signing block of an apk, deleted members); where such bytes end the walk, only the directory is still judged.
 */
import { follow, type Source, type Step } from './follow.ts';
import { type Inflater, makeInflater } from './inflating.ts';
import type { Standing, Structure, Subject } from './structure.ts';
import { broken, cut, ENCRYPTED, hex32, PROVEN, SOUND, UNKNOWN } from './verdicts.ts';
import { type Directory, type Entry, type NoDirectory, RECORD, readDirectory } from './zip-directory.ts';
import { type LookInside, type Member, readMember } from './zip-member.ts';

const LOCAL = Buffer.from('PK\x03\x04', 'latin1');
const EMPTY_END = Buffer.from('PK\x05\x06', 'latin1');
const SPLIT = Buffer.from('PK\x07\x08', 'latin1');
const ONE_SEGMENT = Buffer.from('PK00', 'latin1');
/** Members whose place and CRC are kept, to hold the directory against them. */
const MOST_MEMBERS = 50_000;
const MOST_NESTED = 2 ** 32;

/** zip, and every format that is a zip: Java, Office, OpenDocument, e-books, Android, Python wheels. */
export const zip: Structure = {
  name: 'zip',
  starts: 'P#',
  traits: ['dense'],
  extensions:
    'zip jar war ear apk aar docx docm dotx xlsx xlsm xltx pptx pptm potx odt ods odp odg ott epub whl nupkg xpi vsix cbz kmz'.split(
      ' ',
    ),
  recognises(head) {
    const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 65_536));
    const at = start.subarray(0, 4);
    if (at.equals(LOCAL)) return true;
    if (at.equals(EMPTY_END)) return head.length >= 22;
    if (at.equals(SPLIT) || at.equals(ONE_SEGMENT)) return start.subarray(4, 8).equals(LOCAL);
    return start[0] === 0x23 && start[1] === 0x21 && start.includes(LOCAL);
  },
  begin: (subject) => follow((source) => check(source, subject)),
};

/** What the walk over the members came to. */
type Walk = {
  readonly start: number;
  readonly members: Map<number, Member>;
  count: number;
  /** Whether the members that were met are more than are kept. */
  isFull: boolean;
  /** Where the walk ended. */
  end: number;
  /** How it ended: at the directory, at a member of unknown length, or at something that is no record. */
  ending: 'directory' | 'unknown' | 'strange';
};

function* check(source: Source, subject: Subject): Step<Standing> {
  const first = yield* source.peek(4);
  if (first.equals(SPLIT)) return UNKNOWN;
  if (first.equals(ONE_SEGMENT)) yield* source.skip(4);
  const hasPrefix = first[0] !== 0x50;
  if (hasPrefix && !(yield* seek(source, startsMember))) return UNKNOWN;
  const walk: Walk = {
    start: source.offset,
    members: new Map(),
    count: 0,
    isFull: false,
    end: source.offset,
    ending: 'directory',
  };
  const inflater = makeInflater('raw', subject.size === undefined ? MOST_NESTED : Infinity);
  const look = subject.depth === 'deep' ? subject.nest : undefined;
  const wrong = yield* walkMembers(source, inflater, walk, look);
  inflater.close();
  // A signature inside a program is no archive yet; a first member that holds is.
  if (wrong !== undefined) return hasPrefix && walk.count === 0 ? UNKNOWN : wrong;
  return yield* checkDirectory(source, walk);
}

function* walkMembers(
  source: Source,
  inflater: Inflater,
  walk: Walk,
  look: LookInside | undefined,
): Step<Standing | undefined> {
  for (;;) {
    const at = source.offset;
    const next = yield* source.peek(4);
    if (next.length < 4) return cut(`zip: ends at ${at + next.length} without a central directory`);
    if (!next.equals(LOCAL)) {
      walk.end = at;
      walk.ending = isDirectory(next.readUInt32LE(0)) ? 'directory' : 'strange';
      return undefined;
    }
    const member = yield* readMember(source, inflater, look);
    if (!('crc' in member)) return member;
    walk.count += 1;
    if (walk.members.size < MOST_MEMBERS) walk.members.set(at, member);
    else walk.isFull = true;
    if (member.isEndless) {
      walk.end = source.offset;
      walk.ending = 'unknown';
      return undefined;
    }
  }
}

const isDirectory = (record: number): boolean =>
  record === RECORD.entry || record === RECORD.end || record === RECORD.wideEnd;

/** Goes to the next place that is wanted, whatever lies before it; only places with `PK` are asked. */
function* seek(source: Source, isWanted: (source: Source) => Step<boolean>): Step<boolean> {
  for (;;) {
    const piece = yield* source.some(65_536);
    if (piece.length === 0) return false;
    let at = piece.indexOf(0x50);
    while (at >= 0 && at + 1 < piece.length && piece[at + 1] !== 0x4b) at = piece.indexOf(0x50, at + 1);
    if (at < 0) continue;
    source.back(piece.length - at);
    if (yield* isWanted(source)) return true;
    yield* source.skip(1);
  }
}

function* startsMember(source: Source): Step<boolean> {
  return (yield* source.peek(4)).equals(LOCAL);
}

/** Whether a directory starts here: its end, or an entry with a record behind it. */
function* startsDirectory(source: Source): Step<boolean> {
  const bytes = yield* source.peek(46);
  if (bytes.length < 22) return false;
  const record = bytes.readUInt32LE(0);
  if (record !== RECORD.entry || bytes.length < 46) return isDirectory(record);
  const length = [28, 30, 32].reduce((sum, field) => sum + bytes.readUInt16LE(field), 46);
  const next = yield* source.peek(length + 2);
  return next.toString('latin1', length) === 'PK';
}

/** What the entries of a directory do not find, counted from the start of the file and from the first member. */
type Misses = { readonly shift: number; detail: string | undefined };

function* checkDirectory(source: Source, walk: Walk): Step<Standing> {
  let directory: Directory | NoDirectory | undefined;
  let misses: Misses[] = [];
  const isLost = walk.ending !== 'directory';
  // Where the walk is lost, a directory of a zip inside comes first; the last whole one counts.
  for (;;) {
    if (isLost && !(yield* seek(source, startsDirectory))) break;
    const missing: Misses[] = [0, walk.start].map((shift) => ({ shift, detail: undefined }));
    const next = yield* readDirectory(source, (entry) => {
      for (const miss of missing) miss.detail ??= missed(walk, entry, miss.shift);
    });
    if (next.is === 'whole' || directory?.is !== 'whole') {
      directory = next;
      misses = missing;
    }
    if (!isLost) break;
  }
  if (directory === undefined) return cut(`zip: ends at ${source.offset} without a central directory`);
  if (directory.is !== 'whole') {
    // What looks like a directory in bytes that nobody walked may be data.
    if (isLost) return cut(`zip: ends at ${source.offset} without an end of central directory`);
    if (directory.is === 'cut') return cut(`zip: ends at ${directory.at} inside the central directory`);
    return broken(`zip: no record at ${directory.at} in the central directory`);
  }
  return judge(walk, directory, misses, yield* hasEnded(source));
}

function* hasEnded(source: Source): Step<boolean> {
  return (yield* source.peek(1)).length === 0;
}

function judge(walk: Walk, directory: Directory, misses: readonly Misses[], isAtEnd: boolean): Standing {
  const { said, start, size, entries } = directory;
  if (directory.isSplit) return UNKNOWN;
  const offBy = (found: number, wanted: number, modulus: number): boolean =>
    said.isWide ? found !== wanted : found % modulus !== wanted % modulus;
  const of = `zip: central directory at ${start}: `;
  if (offBy(entries, said.entries, 2 ** 16))
    return broken(`${of}${said.entries} entries wanted, found ${entries}`);
  if (offBy(size, said.size, 2 ** 32)) return broken(`${of}${said.size} bytes wanted, found ${size}`);
  const miss = misses.find(({ shift }) => !offBy(start - shift, said.offset, 2 ** 32));
  if (miss === undefined) {
    if (said.offset > start)
      return broken(`${of}wanted at ${said.offset}: ${said.offset - start} bytes are missing`);
    return { is: 'broken', severity: 'warning', detail: `${of}wanted at ${said.offset}` };
  }
  if (miss.detail !== undefined) return broken(miss.detail);
  const members = [...walk.members.values()];
  if (members.some((member) => member.is === 'encrypted')) return ENCRYPTED;
  const isProven = members.length > 0 && members.every((member) => member.is === 'checked');
  return isProven && isAtEnd && (walk.ending === 'directory' || walk.count >= entries) ? PROVEN : SOUND;
}

/** What is wrong with an entry, where its member should lie `shift` bytes behind the offset it names. */
function missed(walk: Walk, entry: Entry, shift: number): string | undefined {
  const at = entry.offset + shift;
  const member = walk.members.get(at);
  if (member === undefined) {
    const isBeyond =
      walk.ending !== 'directory' && (walk.ending === 'strange' ? at > walk.end : at >= walk.end);
    return isBeyond || walk.isFull
      ? undefined
      : `zip: no member at ${at}, where the central directory names one`;
  }
  if (member.crc === undefined || member.crc === entry.crc) return undefined;
  return `zip: member at ${at}: CRC-32 ${hex32(entry.crc)} in the central directory, found ${hex32(member.crc)}`;
}
