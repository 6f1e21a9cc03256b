import { type BytePath, fromText, isText, toText } from '../../model/path.ts';
import { cleanPath } from './path.ts';

/** Another way to read the name in a list, and what was done to it. */
export type Spelling = { readonly path: BytePath; readonly how: 'backslash' | 'normalised' | 'trimmed' };

/**
 * Yields the other ways to read a name, the likeliest first: backslashes as slashes and without a drive letter where
 * they were not escaped, composed and decomposed, without leading and trailing blanks, and with the control pictures of
 * rclone as the control bytes they stand for.
 */
export function* otherSpellings(path: BytePath, escaped: boolean): Generator<Spelling> {
  const slashed = withSlashes(path, escaped);
  if (slashed !== path) yield { path: slashed, how: 'backslash' };
  if (isText(slashed)) {
    const text = toText(slashed);
    for (const form of ['NFC', 'NFD'] as const) {
      const normal = fromText(text.normalize(form));
      if (normal !== slashed) yield { path: normal, how: 'normalised' };
    }
  }
  const trimmed = slashed.replace(/^[ \t]+/, '').replace(/[ \t]+$/, '');
  if (trimmed !== slashed && trimmed !== '') yield { path: trimmed, how: 'trimmed' };
  const raw = slashed.replace(PICTURES, controlByte);
  if (raw !== slashed) yield { path: raw, how: 'normalised' };
}

/**
 * Returns a name with its backslashes as slashes and without a drive letter, where they were not escaped, or where the
 * name is a whole path of Windows, whose tools may escape them too.
 */
export function withSlashes(path: BytePath, escaped: boolean): BytePath {
  if (escaped ? !ABSOLUTE.test(path) : !WINDOWS.test(path)) return path;
  return cleanPath(path.replaceAll('\\', '/').replace(/^[A-Za-z]:/, '')) || path;
}

const WINDOWS = /^[A-Za-z]:|\\/;
const ABSOLUTE = /^[A-Za-z]:[\\/]|^\\\\[^\\]+\\/;

/** U+2401 to U+241F and U+2421 in UTF-8; U+2400 would be a NUL, which no name contains. */
const PICTURES = /\xe2\x90[\x81-\x9f\xa1]/g;

function controlByte(picture: string): string {
  const code = picture.charCodeAt(2) - 0x80;
  return String.fromCharCode(code === 0x21 ? 0x7f : code);
}
