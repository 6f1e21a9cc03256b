import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, UNKNOWN } from '../kit/verdicts.ts';
import { checkGitTrailer } from './git-trailer.ts';

const HEAD = /^# v[23] git bundle\n/;
const LF = 0x0a;
const MAX_LINE = 65_536;
/** What the bundle can do, a commit that the receiver must have, a reference. */
const LINE =
  /^(?:@[a-z-]+(?:=.*)?|-(?:[0-9a-f]{40}|[0-9a-f]{64})(?: .*)?|(?:[0-9a-f]{40}|[0-9a-f]{64}) .+)$/s;

/** Bundles of git, as GitLab backs up repositories (gitformat-bundle): lines of text, an empty line, and a pack. */
export const gitBundle: Structure = {
  name: 'git-bundle',
  starts: '#',
  traits: ['dense'],
  extensions: [],
  recognises: (head) => HEAD.test(latin1At(head, 0, 20)),
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  let algorithm: 'sha1' | 'sha256' = 'sha1';
  let number = 0;
  for (;;) {
    const at = reader.offset;
    const line = yield* readLine(reader);
    if (line === undefined)
      return reader.offset - at > MAX_LINE ? UNKNOWN : cut(`ends at ${reader.offset}, before the pack`);
    number += 1;
    if (line === '') break;
    if (number === 1) continue;
    if (!LINE.test(line))
      return broken(
        `not a valid line of a bundle at ${at}: ${Buffer.from(line, 'latin1').toString('hex', 0, 16)}`,
      );
    if (line.startsWith('@object-format=')) algorithm = line.endsWith('=sha256') ? 'sha256' : 'sha1';
  }
  const at = reader.offset;
  const magic = yield* reader.takeSome(4);
  reader.unread(magic.length);
  if (magic.length > 0 && !'PACK'.startsWith(magic.toString('latin1')))
    return broken(`no pack at ${at}: ${magic.toString('hex')}`);
  return yield* checkGitTrailer(reader, { algorithm });
}

/** Reads a line without its line feed; undefined where the file ends first or the line is too long. */
function* readLine(reader: ExactReader): Step<string | undefined> {
  let line = '';
  while (line.length <= MAX_LINE) {
    const bytes = yield* reader.takeSome(MAX_LINE);
    if (bytes.length === 0) return undefined;
    const end = bytes.indexOf(LF);
    if (end >= 0) reader.unread(bytes.length - end - 1);
    line += bytes.toString('latin1', 0, end < 0 ? bytes.length : end);
    if (end >= 0) return line;
  }
  return undefined;
}
