import { nameOf } from '../model/path.ts';
import { extensionOf } from '../structure/kit/extensions.ts';
import type { Detector } from './detector.ts';
import { createWordSearch } from './word-search.ts';

/** Notes are short; a page about ransomware is long. */
const LONGEST_NOTE = 32_768;
const NOTE_EXTENSIONS = new Set(['', 'txt', 'html', 'htm', 'hta', 'md', 'rtf', 'url', 'info', 'readme']);

const CLAIM =
  /(?<!\b(?:if|when|whether|that|once|even if)\b[^.!?]{0,40})\b(?:all|your|these) (?:of your )?(?:important |personal )?(?:files?|data|documents?|photos?|databases?|networks?|servers?|systems?|computers?)\b[^.!?]{0,100}\b(?:have|has|had|was|were|are|is) (?:[a-z]+ ){0,3}(?:encrypted|locked|stolen|exfiltrated|downloaded)\b/i;
/** What honest text about encryption does not contain: a price, or a hidden way to make contact. */
const DEMAND =
  /\bbitcoins?\b|\bBTC\b|\bmonero\b|\bXMR\b|\bransom\b|\bpay(?:ment)? (?:us|for|the|in|must)\b|[a-z2-7]{56}\.onion\b|\btor browser\b|\btox ?id\b|@(?:protonmail|onionmail|tutanota|cock\.li|mail2tor)\b/i;
/** Other signs of such a note; each counts once. */
const SIGNS: readonly RegExp[] = [
  /\bdecrypt(?:ion|or|ing|ed)?\b|\brecover(?:y)? (?:your|all|of) (?:your )?(?:files|data)\b/i,
  /\bwallet\b|\bcontact (?:us|our)\b|\bnegotiat/i,
  /\b(?:private|unique|decryption|personal) (?:key|id|identifier)\b/i,
  /\b(?:leak|publish|sell)(?:ed)?\b[^.!?]{0,60}\b(?:data|files|information)\b|\bdo not (?:rename|modify|try|use|turn|shut)\b|\b(?:72|48|24|96) hours\b/i,
];
const MIN_SIGNS = 2;

/**
 * A ransom note: a short text that claims to have the reader's files, demands money or names a hidden contact, and has
 * at least two of: decryption, a wallet or a contact, a key or id, a threat or deadline.
 */
export const ransomTrace: Detector = {
  code: 'ransom-trace',
  examine({ size, head, blocks }, path) {
    if (
      size > LONGEST_NOTE ||
      (blocks.T === 0 && !isWide(head)) ||
      !NOTE_EXTENSIONS.has(extensionOf(nameOf(path)))
    )
      return undefined;
    if (!mayClaim(head)) return undefined;
    const text = textOf(head);
    const claim = CLAIM.exec(text)?.[0];
    const demand = DEMAND.exec(text)?.[0];
    if (claim === undefined || demand === undefined) return undefined;
    const signs = SIGNS.flatMap((sign) => sign.exec(text)?.[0] ?? []);
    if (signs.length < MIN_SIGNS) return undefined;
    return {
      code: 'ransom-trace',
      severity: 'warning',
      evidence: [{ is: 'ransom-note', words: [claim, demand, ...signs].map((words) => words.slice(0, 60)) }],
    };
  },
};

const mayBeDone = createWordSearch(['crypted', 'locked', 'stolen', 'exfiltrated', 'downloaded']);
const TAG_IN_WORD = /[a-z]<[^>]{0,300}>[a-z]/i;
const TAG = 0x3c;

/** Whether a text may say what was done to files: nearly none does, and making one line of a text takes longer than asking. */
function mayClaim(head: Uint8Array): boolean {
  if (isWide(head) || mayBeDone(head)) return true;
  if (!head.includes(TAG)) return false;
  return TAG_IN_WORD.test(Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1'));
}

/** Returns the text as one line without markup, from UTF-8 or UTF-16. */
function textOf(head: Uint8Array): string {
  const text = Buffer.from(head).toString(isWide(head) ? 'utf16le' : 'utf8');
  return text.replace(/<[^>]{0,300}>/g, ' ').replace(/\s+/g, ' ');
}

/** Returns whether it is UTF-16 as Windows writes it, with a byte order mark. */
function isWide(head: Uint8Array): boolean {
  return head[0] === 0xff && head[1] === 0xfe;
}
