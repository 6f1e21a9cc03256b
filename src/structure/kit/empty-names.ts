import type { BytePath } from '../../model/path.ts';
import { CONTENT_EXTENSIONS, extensionOf, withoutNumbers } from './extensions.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Extensions of formats in which zero bytes are valid: an empty database, a table or a log without rows. */
const VALID_EMPTY = words('sqlite sqlite3');
/** Extensions beside those of `CONTENT_EXTENSIONS` under which zero bytes are never right. */
const NEVER_EMPTY = words('ibd frm dmp ldif key pem crt kdbx p7b jks ova');
/** The same, but for hidden files, which programs keep for themselves and stores check on their own. */
const NEVER_EMPTY_IN_SIGHT = words('json xml');
/** Extensions under which an empty file may be, but not most of them. */
const SELDOM_EMPTY = words(
  'txt md rst json jsonl xml csv tsv bson myd myi mdf ldf db aof mbox enc vcf ics html htm svg yaml yml',
);

/** A mail in a Maildir: its time, a unique part and the host, and what the server adds. */
const MAILDIR = /^\d{9,10}\.(?:[MPQRVIX][\w=-]*\d[\w=-]*|\d+_\d+)\.[^/]+$/;

/** Returns whether a file of this name must have content. */
export function mustHaveContent(name: BytePath): boolean {
  const extension = extensionOf(name);
  if (VALID_EMPTY.has(extension)) return false;
  if (NEVER_EMPTY_IN_SIGHT.has(extension)) return !name.startsWith('.');
  const isNumbered = CONTENT_EXTENSIONS.has(extensionOf(withoutNumbers(name)));
  return CONTENT_EXTENSIONS.has(extension) || NEVER_EMPTY.has(extension) || isNumbered || isMail(name);
}

/** Returns whether files of such names have content in general, so that many empty ones are a loss. */
export function impliesContent(name: BytePath): boolean {
  const extension = extensionOf(name);
  return mustHaveContent(name) || VALID_EMPTY.has(extension) || SELDOM_EMPTY.has(extension);
}

function isMail(name: BytePath): boolean {
  return MAILDIR.test(name);
}
