import type { BytePath } from '../../model/path.ts';
import { fromText, isText } from '../../model/path.ts';

/** What `bagit.txt` says of a bag. */
export type Declaration = {
  /** Such as `0.97` or `1.0`. */
  readonly version: string;
  /** As `Tag-File-Character-Encoding` names it. */
  readonly encoding: string;
};

const KNOWN = new Set(['0.93', '0.94', '0.95', '0.96', '0.97', '1.0']);

/** Reads `bagit.txt` (RFC 8493, section 2.1.1); nothing where it declares no bag, problems where it is not as it must be. */
export function readDeclaration(
  bytes: Buffer,
): (Declaration & { readonly problems: readonly string[] }) | undefined {
  const text = bytes.toString('latin1');
  const plain = text.replace(/^\xef\xbb\xbf/, '').replaceAll('\r', '\n');
  const versionLine = /^[ \t]*BagIt-Version[ \t]*:[ \t]*(\d{1,4}\.\d{1,4})[ \t]*$/m.exec(plain);
  const encodingLine = /^[ \t]*Tag-File-Character-Encoding[ \t]*:[ \t]*([\w:.+-]{1,40})[ \t]*$/m.exec(plain);
  const version = versionLine?.[1];
  const encoding = encodingLine?.[1];
  if (version === undefined && encoding === undefined) return undefined;
  const problems = [];
  if (text.startsWith('\xef\xbb\xbf'))
    problems.push('it begins with a byte order mark, which the format forbids');
  for (const [line, right] of [
    [versionLine, `BagIt-Version: ${version}`],
    [encodingLine, `Tag-File-Character-Encoding: ${encoding}`],
  ] as const)
    if (line !== null && line[0] !== right) problems.push(`stray blanks in its line "${right}"`);
  if (version === undefined) problems.push('it has no BagIt-Version');
  else if (!KNOWN.has(version)) problems.push(`version ${version} of BagIt is not known`);
  if (encoding === undefined) problems.push('it has no Tag-File-Character-Encoding');
  if (versionLine !== null && encodingLine !== null && encodingLine.index < versionLine.index)
    problems.push('its two lines are in the wrong order');
  const lines = plain.split('\n').filter((line) => line.trim() !== '').length;
  if (lines > 2) problems.push(`it has ${lines} lines, of which the format allows two`);
  return { version: version ?? '1.0', encoding: encoding ?? 'UTF-8', problems };
}

/** How text of an encoding becomes byte strings in UTF-8, as names on disk are; nothing where it is not known. */
export function decoderOf(encoding: string): ((bytes: Buffer) => BytePath) | undefined {
  const name = encoding.toLowerCase();
  if (name === 'utf-8' || name === 'utf8' || name === 'us-ascii' || name === 'ascii')
    return (bytes) => bytes.toString('latin1').replace(/^\xef\xbb\xbf/, '');
  if (/^(?:iso-8859-1|latin-?1)$/.test(name)) return (bytes) => fromText(bytes.toString('latin1'));
  if (/^utf-?16$/.test(name)) return (bytes) => fromText(new TextDecoder(orderOf16(bytes)).decode(bytes));
  try {
    const decoder = new TextDecoder(name);
    return (bytes) => fromText(decoder.decode(bytes));
  } catch {
    return undefined;
  }
}

/** UTF-16 without a byte order mark is big-endian (RFC 2781, section 4.3), unless its text has the zeros on the other side. */
function orderOf16(bytes: Buffer): 'utf-16be' | 'utf-16le' {
  const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe;
  const isUnmarkedLittle = bytes[0] !== 0 && bytes[1] === 0;
  return isLittle || isUnmarkedLittle ? 'utf-16le' : 'utf-16be';
}

/** A name as a bag of Latin-1 may have it on disk: its bytes as they stand in the manifest. */
export function inLatin1(path: BytePath): BytePath | undefined {
  if (!isText(path)) return undefined;
  const text = Buffer.from(path, 'latin1').toString('utf8');
  // oxlint-disable-next-line no-control-regex -- a Latin-1 name may hold any byte, control characters too
  return /^[\0-\xff]*$/.test(text) ? text : undefined;
}
