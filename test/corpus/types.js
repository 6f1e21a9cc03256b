// The types of the table, by extension; ELF by its magic, for programs have no extension.
import { closeSync, openSync, readSync } from 'node:fs';

/** Column of the table -> the extensions of its files, lower-case. */
export const TYPES = {
  text: 'txt md rst html htm css js mjs py rb c h cc cpp java tex ini conf yml yaml po',
  'other text': 'inc test result opt fail require pm def docbook',
  csv: 'csv tsv',
  json: 'json geojson topojson',
  xml: 'xml svg kml xhtml rdf',
  'SQL dump': 'sql',
  gzip: 'gz tgz svgz',
  zip: 'zip docx xlsx pptx odt ods odp epub jar',
  png: 'png',
  ogg: 'ogg oga opus',
  flac: 'flac',
  ttf: 'ttf otf',
  jpeg: 'jpg jpeg',
  pdf: 'pdf',
  mp3: 'mp3',
  wav: 'wav',
  ELF: '',
  mp4: 'mp4 m4a m4v mov',
  webm: 'webm mkv mka',
  webp: 'webp',
  woff2: 'woff2',
  sqlite: 'sqlite sqlite3 db',
  tar: 'tar',
  'xz zstd bz2': 'xz zst bz2 lz4 lz txz tbz2',
  unlisted: 'mo gmo qm pyc wad',
};

/** The types in tables that a page can hold. */
export const TABLES = [
  ['text', 'other text', 'csv', 'json', 'xml', 'SQL dump', 'pdf', 'sqlite', 'ELF', 'unlisted'],
  ['gzip', 'zip', 'tar', 'xz zstd bz2', 'ttf', 'woff2'],
  ['png', 'jpeg', 'webp', 'ogg', 'flac', 'mp3', 'wav', 'mp4', 'webm'],
];

const BY_EXTENSION = new Map(
  Object.entries(TYPES).flatMap(([type, extensions]) => extensions.split(' ').map((each) => [each, type])),
);

/** The column that a file belongs in, or undefined. */
export function typeOf({ path, size, extension }) {
  if (extension === '' || extension === 'so' || /\.so\.[\d.]+$/.test(path))
    return size > 4096 && headOf(path).startsWith('\x7fELF') ? 'ELF' : undefined;
  // SQL that a person wrote has no end of its own.
  if (extension === 'sql' && !DUMP.test(headOf(path))) return 'text';
  const type = BY_EXTENSION.get(extension);
  return type === 'xml' && /<html/i.test(headOf(path)) ? 'text' : type;
}

const DUMP = /-- (PostgreSQL database|MySQL dump|MariaDB dump)|SET @OLD_SQL_NOTES/;

function headOf(path) {
  const head = Buffer.alloc(2048);
  const descriptor = openSync(path, 'r');
  try {
    return head.toString('latin1', 0, readSync(descriptor, head, 0, head.length, 0));
  } finally {
    closeSync(descriptor);
  }
}
