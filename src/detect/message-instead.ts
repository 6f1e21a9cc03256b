/** What arrives where a job failed: an error message or a page, under the name of what it should have written. */
import type { Content } from '../model/content.ts';
import { type BytePath, nameOf } from '../model/path.ts';
import { extensionOf, TEXT_EXTENSIONS } from '../structure/kit/extensions.ts';
import { latin1At } from '../structure/kit/read-int.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Extensions of what is never text, although several formats, or unknown ones, have them. */
const NEVER_TEXT = words(
  'img iso vhd vmdk ibd bson dmg vbk vib tib edb pst ost luks ova wim swm esd qcow dar',
);
/** Extensions of dumps, which may be text but are neither a page nor a message. */
const DUMPS = words('sql dump dmp pgdump psql mysqldump');
/** Extensions of text with a syntax of its own, which no page has, and no error of a store of objects. */
const TABLES = words('csv tsv json jsonl ndjson xml ldif vcf ics yaml yml mbox');
/** Extensions of what may be any text, so that only a clear message is one. */
const COPIES = words('bak backup');
const MESSAGES = words('html json xml text');
/** A message is short; what is longer is content that begins with one. */
const MOST = 65_536;
/** Pages of errors are shorter; people save whole pages under .xml. */
const LONGEST_PAGE = 4096;
const MOST_SAID = 80;

/** What SQL begins a line with: comments, statements, and commands of the tools that read it. */
const SQL =
  /^\s*(?:--|\/\*|#|\\[a-z!.]|\.[a-z]+ |@|(?:alter|analyze|attach|begin|call|comment|commit|copy|create|declare|delete|delimiter|drop|exec|execute|explain|grant|go|if|insert|load|lock|merge|pragma|print|prompt|replace|revoke|rollback|select|set|start|table|truncate|update|use|vacuum|values|with)\b)/im;
const FAILURE =
  /^(?:fatal|error|warning|exception|failure|failed|internal (?:server )?error|access denied|permission denied|connection (?:refused|reset|timed out)|no such |not found|could ?n[o']t|cannot|can't|unable to|usage:|traceback |unauthorized|forbidden|bad gateway|service unavailable|gateway time|too many |ORA-\d|Msg \d|[45]\d\d\b)/i;
/** A line as programs write it to stderr; a dump begins with none. */
const PROGRAM =
  /^(?:[\w./-]*\/)?(?:mysqldump|mariadb-dump|mysql|mariadb|pg_dump|pg_dumpall|psql|mongodump|mongoexport|sqlite3|redis-cli|bash|sh|dash|zsh|sudo|su|ssh|curl|wget|tar|gzip|zstd|docker|kubectl|aws|gsutil|rclone|rsync|restic|gpg|openssl|cat|error response from daemon)(?:\[\d+\])?: /i;
const ANY_PROGRAM = /^[\w./+-]+(?:\[\d+\])?: \S/;
const JSON_ERROR =
  /^\W*\{[^]{0,300}?"(?:errors?|error_?(?:code|message)|fault|exception|message|reason)"\s*:/i;
const PAGE = /^<(?:!doctype|html|head|title|body|center|h1|h2|div|p|pre|script|meta)\b/i;
const XML_ERROR = /<(?:[\w-]+:)?(?:\w*Error\w*|Fault|\w*Exception|AccessDenied)\b/i;

/** Returns the first line of a message or a page that is there instead of content; undefined where it is none. */
export function messageInstead({ format, head, size }: Content, path: BytePath): string | undefined {
  const name = nameOf(path);
  const extension = extensionOf(name);
  if (format === undefined || !MESSAGES.has(format.name)) return undefined;
  const isNeverText = NEVER_TEXT.has(extension);
  // Most files are of text and called so: their content is not looked at.
  if (!isNeverText && (size > MOST || !mayBeMessage(name, extension))) return undefined;
  const text = latin1At(head, 0, MOST).trimStart();
  if (TABLES.has(extension)) {
    if (!isPageIn(extension, format.name, text)) return undefined;
  } else if (!isNeverText && !isMessage(format.name, text, extension === 'sql')) return undefined;
  return /^[^\r\n]*/.exec(text)?.[0].slice(0, MOST_SAID) ?? '';
}

function mayBeMessage(name: BytePath, extension: string): boolean {
  return DUMPS.has(extension) || TABLES.has(extension) || isCopy(name, extension);
}

/** Whether a page, or the error of a store of objects, is there instead of a table; XHTML is XML too. */
function isPageIn(extension: string, format: string, text: string): boolean {
  const start = text.slice(0, 1024);
  if (extension === 'xml')
    return format === 'html' && text.length <= LONGEST_PAGE && !start.includes('xmlns');
  if (format === 'html' || PAGE.test(text)) return true;
  return format === 'xml' && XML_ERROR.test(start);
}

/** Whether a name is that of a copy of something that is not text. */
function isCopy(name: BytePath, extension: string): boolean {
  return COPIES.has(extension) && !TEXT_EXTENSIONS.has(extensionOf(name.slice(0, -extension.length - 1)));
}

function isMessage(format: string, text: string, isSql: boolean): boolean {
  if (format === 'html') return true;
  if (format === 'json') return isSql || JSON_ERROR.test(text);
  if (format === 'xml') return isSql || XML_ERROR.test(text.slice(0, 1024));
  if (text.startsWith('<')) return isSql || PAGE.test(text) || XML_ERROR.test(text.slice(0, 1024));
  if (SQL.test(text)) return false;
  return FAILURE.test(text) || PROGRAM.test(text) || (isSql && ANY_PROGRAM.test(text));
}
