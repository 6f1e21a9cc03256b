/** What arrives where a job failed: an error message or a page, under the name of what it should have written. */
import type { Content } from '../model/content.ts';
import { type BytePath, nameOf } from '../model/path.ts';
import { extensionOf, TEXT_EXTENSIONS, withoutNumbers } from '../structure/kit/extensions.ts';
import { latin1At } from '../structure/kit/read-int.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Extensions of what is never text, although several formats, or unknown ones, have them. */
const NEVER_TEXT = words(
  'img iso vhd vmdk ibd bson dmg vbk vib tib edb pst ost luks ova wim swm esd qcow dar',
);
/** Extensions of dumps, which may be text but are neither a page nor a message. */
const DUMPS = words('sql dump dmp pgdump psql mysqldump');
/** Extensions of text with a syntax of its own, which no page has, and no error of a store of objects. */
const TABLES = words('csv tsv json jsonl ndjson xml svg kml gpx rdf rss xsl xsd ldif vcf ics yaml yml mbox');
/** Those of them that may begin as XHTML does. */
const XML = words('xml svg kml gpx rdf rss xsl xsd');
/** Extensions of what may be any text, so that only a clear message is one. */
const COPIES = words('bak backup bkp bck archive rdb db snapshot export');
/** A name that says no more than that it is a dump or a copy: `backup`, `db_dump`. */
const UNNAMED = /(?:^|[._-])(?:dump|backup|export)$/i;
const MESSAGES = words('html json xml text');
/** A message is short; what is longer is content that begins with one. */
const MOST = 65_536;
/** Pages of errors are shorter; people save whole pages under .xml. */
const LONGEST_PAGE = 4096;
const MOST_SAID = 80;
const LEAST_REPEATED = 32;
/** The most lines, and bytes, of which the first ones say that something failed, whoever writes it. */
const SHORT = { lines: 6, bytes: 2048, first: 3 };

/** What SQL begins a line with: comments, statements, and commands of the tools that read it. */
const SQL =
  /^\s*(?:--|\/\*|#|\\[a-z!.]|\.[a-z]+ |@@?[a-z&./"]|(?:alter|analyze|attach|begin|call|comment|commit|copy|create|declare|delete|delimiter|drop|exec|execute|explain|grant|go|if|insert|load|lock|merge|pragma|print|prompt|replace|revoke|rollback|select|set|start|table|truncate|update|use|vacuum|values|with)\b)/im;
/** How lines of a log begin: a time, a process. */
const STAMP =
  /^(?:\[?\d{4}-\d\d-\d\d[T ][\d:.,]+(?:Z|[+-]\d\d:?\d\d)?(?: [A-Z]{3,4}\b)?\]?\s*|time=\S+\s+|ts=\S+\s+|\[\d+\]:?\s*)+/i;
/** How lines of a program begin. */
const PREFIX = /^[\w./+-]+(?:\[\d+\])?: /;
const FAILURE =
  /^(?:\W*(?:level=)?(?:fatal|error|err!|critical|exception|failure|failed|abort(?:ed|ing)?|fehler|erreur|errore)\b|warning\b|internal (?:server )?error|access denied|permission denied|connection (?:refused|reset|closed|timed out)|no such |not found|could ?n[o']t|cannot|can't|unable to|usage:|traceback |unauthorized|forbidden|bad gateway|service unavailable|gateway time|too many |an error occurred|(?:enter )?password[^\n]{0,60}:\s*$|killed\s*$|terminated\s*$|segmentation fault|NOAUTH |AUTH failed|(?:ORA|UDE|EXP|IMP|LDAP|SQL)-\d|Msg \d|[45]\d\d\b)/i;
/** What is said where something failed, and hardly anywhere else in the first line of a short text. */
const FAILED =
  /\b(?:permission denied|access denied|refused|timed out|timeout|unreachable|no space left|out of memory|command not found|not found|no such |(?:can|could) ?not |can't |couldn't |unable to |does not exist|not a tty|is required|invalid |not recognized|does not have|(?:authentication|verification|exec|login) failed|not (?:completed|successful)|broken pipe|core dumped|closed by|reset by peer|reset reason|no healthy|terminated unsuccessfully|logon denied|container not|identification has changed|lost connection)/i;
/** A line as programs write it to stderr; a dump begins with none. */
const PROGRAM =
  /^(?:[\w./-]*\/)?(?:mysqldump|mariadb-dump|mysql|mariadb|pg_dump|pg_dumpall|psql|mongodump|mongoexport|sqlite3|redis-cli|bash|sh|dash|zsh|sudo|su|ssh|curl|wget|tar|gzip|zstd|docker|kubectl|aws|gsutil|rclone|rsync|restic|gpg|openssl|cat|error response from daemon)(?:\[\d+\])?: /i;
/** A line of settings, or a comment. */
const ASSIGNMENT = /^\s*(?:[#;]|[\w.-]+\s*=)/;
const JSON_ERROR =
  /^\W*\{[^]{0,300}?"(?:(?:errors?|error_?(?:code|message)|fault|exception|message|reason)"\s*:|level"\s*:\s*"(?:error|fatal))/i;
const PAGE = /^<(?:!doctype|html|head|title|body)\b/i;
/** How a part of a page begins, which is a page of an error where it is short. */
const PAGE_PART = /^<(?:center|h1|h2|div|p|pre|script|meta)\b/i;
const XML_ERROR = /<(?:[\w-]+:)?(?:\w*Error\w*|Fault|\w*Exception|AccessDenied)\b/i;

/** Returns the first line of a message or a page that is there instead of content; undefined where it is none. */
export function messageInstead(content: Content, path: BytePath): string | undefined {
  const { format, head } = content;
  if (format === undefined || !MESSAGES.has(format.name)) return undefined;
  const { period = 0 } = content;
  // What a job wrote again and again is as long as it is once.
  const size = period > 0 && content.size >= period * LEAST_REPEATED ? period : content.size;
  const name = nameOfDump(nameOf(path));
  const extension = extensionOf(name);
  const isNeverText = NEVER_TEXT.has(extension);
  if (!isNeverText && (size > MOST || !mayBeMessage(name, extension))) return undefined;
  const text = latin1At(head, 0, Math.min(size, MOST)).trimStart();
  if (TABLES.has(extension)) {
    if (!isPageIn(extension, format.name, text)) return undefined;
  } else if (!isNeverText && !isMessage(format.name, text, extension === 'sql')) return undefined;
  return /^[^\r\n]*/.exec(text)?.[0].slice(0, MOST_SAID) ?? '';
}

/** Returns the name of a dump or a copy without the number or the date that follows its extension. */
function nameOfDump(name: BytePath): BytePath {
  const short = withoutNumbers(name);
  const extension = extensionOf(short);
  return DUMPS.has(extension) || COPIES.has(extension) || UNNAMED.test(short) ? short : name;
}

function mayBeMessage(name: BytePath, extension: string): boolean {
  return DUMPS.has(extension) || TABLES.has(extension) || isCopy(name, extension);
}

/** Whether a page, or the error of a store of objects, is there instead of a table; XHTML is XML too. */
function isPageIn(extension: string, format: string, text: string): boolean {
  const start = text.slice(0, 1024);
  if (XML.has(extension)) return format === 'html' && text.length <= LONGEST_PAGE && !start.includes('xmlns');
  if (format === 'html' || isPage(text)) return true;
  return format === 'xml' && XML_ERROR.test(start);
}

function isPage(text: string): boolean {
  return PAGE.test(text) || (text.length <= LONGEST_PAGE && PAGE_PART.test(text));
}

/** Whether a name is that of a copy of something that is not text. */
function isCopy(name: BytePath, extension: string): boolean {
  if (extension === '') return UNNAMED.test(name);
  return COPIES.has(extension) && !TEXT_EXTENSIONS.has(extensionOf(name.slice(0, -extension.length - 1)));
}

function isMessage(format: string, text: string, isSql: boolean): boolean {
  if (format === 'html') return true;
  if (format === 'json') return isSql || JSON_ERROR.test(text);
  if (format === 'xml') return isSql || XML_ERROR.test(text.slice(0, 1024));
  if (text.startsWith('<')) return isSql || isPage(text) || XML_ERROR.test(text.slice(0, 1024));
  if (SQL.test(text)) return false;
  return PROGRAM.test(text) || isFailure(text);
}

function isShort(text: string): boolean {
  return text.length <= SHORT.bytes && text.trimEnd().split('\n', SHORT.lines + 1).length <= SHORT.lines;
}

/** Returns whether a text begins with a failure, or a short one says in its first lines that something failed. */
function isFailure(text: string): boolean {
  const [first = '', ...others] = text.split('\n', SHORT.first).map((line) => line.replace(STAMP, ''));
  if (fails(first)) return true;
  if (!isShort(text)) return false;
  const says = (line: string): boolean => !ASSIGNMENT.test(line) && (fails(line) || FAILED.test(line));
  return says(first) || others.some(says);
}

function fails(line: string): boolean {
  return FAILURE.test(line) || FAILURE.test(line.replace(PREFIX, ''));
}
