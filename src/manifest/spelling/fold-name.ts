/**
 * Folds names, so that the spellings that systems give to one name are equal: composed and decomposed, case, code pages,
 * and the stand-ins by which SMB, macOS and rclone write what Windows forbids. A fold is compared, never opened.
 */
import { type BytePath, isText, toText } from '../../model/path.ts';
import { beforeMisreading, decodings } from './code-pages.ts';

/** Stands for each character that some system forbids in names: which one a stand-in means differs from one to the next. */
const FORBIDDEN = '\x01';
// oxlint-disable-next-line no-control-regex -- names may hold control bytes, which Windows forbids
const FORBIDDEN_HERE = /[\x00-\x1f\x7f"*:<>?\\|]/g;
// oxlint-disable-next-line no-control-regex -- `Icon\r` of macOS is a name
const AROUND = /^[ \t]+|[\x00-\x20\x7f.]+$/g;
/** Quotes of rclone, its control pictures and fullwidth forms, and the private characters of SMB and of Services for Mac. */
const STAND_INS = /\u201b|[\u2400-\u2421\uff01-\uff5e\uf001-\uf07f]/g;
const NON_ASCII = /[^\x00-\x7f]/; // oxlint-disable-line no-control-regex -- ASCII begins at NUL
/** What a tool writes in place of a character that it cannot write. */
const LOST = /[?\ufffd]/;
const LOST_ON_DISK = /[?_\ufffd]/;
// oxlint-disable-next-line no-control-regex -- ASCII begins at NUL
const UNWRITABLE = /(?:[?_\ufffd\x01]|[^\x00-\x7f])+/g;

/** Returns a name without the differences of composition and of stand-ins; case stays. */
export function composedName(text: string): string {
  const plain = NON_ASCII.test(text) ? text.normalize('NFC').replace(STAND_INS, standsFor) : text;
  const trimmed = plain.replace(AROUND, '');
  return (trimmed === '' ? plain : trimmed).replace(FORBIDDEN_HERE, FORBIDDEN);
}

/** Returns the folds of a name, of which one must be equal to one of another name for both to be the same. */
export function foldsOf(name: BytePath): string[] {
  const texts = readingsOf(name);
  if (texts.length === 1 && texts[0] === name) return [lower(composedName(name))];
  return [...new Set(texts.map((text) => lower(composedName(text))))];
}

/** Returns what the bytes of a name may say: in UTF-8, also before it was misread, else in any of the code pages. */
export function readingsOf(name: BytePath): string[] {
  if (!NON_ASCII.test(name)) return [name];
  if (!isText(name)) return decodings(name);
  const text = toText(name);
  return [text, ...beforeMisreading(text)];
}

/** Returns a name with one mark for each run of characters that some tool may not have been able to write. */
export function outlinesOf(name: BytePath): string[] {
  const text = toText(name);
  const forms = [text.normalize('NFC'), text.normalize('NFD')];
  return [...new Set(forms.map((form) => lower(composedName(form).replace(UNWRITABLE, '?'))))];
}

/** Returns whether a name in a list may be that of a file of the same outline: one of the two lost what the other has. */
export function mayHaveLost(listed: BytePath, found: BytePath): boolean {
  const isOdd = (name: string): boolean => NON_ASCII.test(name) || composedName(name).includes(FORBIDDEN);
  const [one, other] = [toText(listed), toText(found)];
  return (LOST.test(one) && isOdd(other)) || (LOST_ON_DISK.test(other) && isOdd(one));
}

/** Returns a text in one case; by upper case first, so that ß is ss and a final sigma any other. */
function lower(text: string): string {
  return text.toUpperCase().toLowerCase();
}

function standsFor(char: string): string {
  const code = char.charCodeAt(0);
  if (code === 0x201b) return '';
  if (code >= 0xff01) return String.fromCharCode(code - 0xfee0);
  if (code >= 0xf000) return privately(code - 0xf000);
  return code === 0x2420 ? ' ' : FORBIDDEN;
}

/** What U+F000 and a code below 0x80 mean: of 0x20 to 0x29 Services for Mac and others disagree. */
function privately(code: number): string {
  if (code === 0x28) return ' ';
  if (code === 0x29) return '.';
  return code >= 0x20 && code < 0x28 ? FORBIDDEN : String.fromCharCode(code);
}
