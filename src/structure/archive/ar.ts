/**
 * ar (ar(5), deb(5)): members after headers of 60 bytes, at even offsets. The contents of a Debian package are checked
 * as well; a library has no checksums. A thin archive contains no members at all.
 */
import type { Probe } from '../../model/probe.ts';
import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { onlyPaddingFollows } from '../kit/padding.ts';
import type { CheckedFile, Structure, StructureVerdict } from '../kit/structure.ts';
import { PROVEN, SOUND, UNKNOWN, verdictsOf, within } from '../kit/verdicts.ts';

const { broken, cut } = verdictsOf('ar');
const ofPackage = verdictsOf('deb');

const MAGIC = '!<arch>\n';
const THIN_MAGIC = '!<thin>\n';
const HEADER = 60;
/** Some writers pad the file with newlines or zeros. */
const FILL = [0x0a, 0];

/** Static libraries and other ar archives. */
export const ar: Structure = {
  name: 'ar',
  starts: '!',
  traits: ['paged'],
  extensions: [],
  recognises: (head) => !isDebian(head) && [MAGIC, THIN_MAGIC].includes(textOf(head, 0, 8)),
  createCheck: (file) => chunkedProbe((source) => check(source, file, false)),
};

/** Debian packages. */
export const deb: Structure = {
  name: 'deb',
  starts: '!',
  traits: ['dense'],
  extensions: ['deb', 'udeb'],
  recognises: isDebian,
  createCheck: (file) => chunkedProbe((source) => check(source, file, true)),
};

function isDebian(head: Uint8Array): boolean {
  return textOf(head, 0, 8) === MAGIC && textOf(head, 8, 21) === 'debian-binary';
}

function textOf(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.subarray(from, to)).toString('latin1');
}

function* check(source: Source, file: CheckedFile, isPackage: boolean): Step<StructureVerdict> {
  const magic = yield* source.take(8);
  if (magic.toString('latin1') === THIN_MAGIC) return UNKNOWN;
  let proven = 0;
  let members = 0;
  for (;;) {
    const at = source.offset;
    const header = yield* source.take(HEADER);
    if (header.length === 0) break;
    if (header.length < HEADER) return cut(`ends at ${source.offset}, inside the header at ${at}`);
    const size = /^(\d+) *$/.exec(header.toString('latin1', 48, 58))?.[1];
    if (header.toString('latin1', 58) !== '`\n' || size === undefined) {
      const isFill = header.every((byte) => FILL.includes(byte)) && (yield* onlyPaddingFollows(source, FILL));
      if (isFill) return SOUND;
      return broken(`not a valid member header at ${at}: ${header.toString('hex', 48)}`);
    }
    const name = header.toString('latin1', 0, 16).replace(/[ /]+$/, '');
    const inner = isPackage ? file.nest(name) : undefined;
    if (!(yield* passMember(source, Number(size), inner)))
      return cut(`ends at ${source.offset}, inside the member at ${at}`);
    const inside = inner?.end();
    if (inside?.is === 'broken' || inside?.is === 'cut')
      return within(`inside ${name} at ${at + HEADER}`, inside);
    members += 1;
    if (inside?.is === 'proven' || name === 'debian-binary') proven += 1;
    // The padding of the last member may be missing.
    if (Number(size) % 2 === 1) yield* source.skip(1);
  }
  if (isPackage && members < 3)
    return ofPackage.cut(`ends at ${source.offset}, after ${members} of its 3 members`);
  return isPackage && proven === members ? PROVEN : SOUND;
}

function* passMember(
  source: Source,
  size: number,
  inner: Probe<StructureVerdict> | undefined,
): Step<boolean> {
  if (inner === undefined) return yield* source.skip(size);
  for (let left = size; left > 0; ) {
    const piece = yield* source.takeSome(left);
    if (piece.length === 0) return false;
    inner.update(piece);
    left -= piece.length;
  }
  return true;
}
