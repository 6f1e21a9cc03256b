import type { BytePath } from '../../model/path.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Extensions of files that contain nothing but text. */
export const TEXT_EXTENSIONS = words(
  'txt md rst csv tsv json jsonl ndjson xml html htm xhtml svg css js mjs cjs ts tsx jsx sql log ini conf cfg yaml yml ' +
    'toml env sh bash zsh fish py pl pm rb php java kt c h cc cpp cxx hpp cs go rs swift lua r m tex bib srt vtt vcf ics ' +
    'eml ldif properties gradle cmake mk diff patch po pot asc pem crt csr pub service desktop',
);

/** Extensions of formats that cannot have zero bytes. */
export const CONTENT_EXTENSIONS = words(
  'gz tgz bz2 tbz xz txz zst tzst lz4 lz br zip jar war ear apk 7z rar tar cpio iso img qcow2 vmdk vhd vhdx vdi ova ' +
    'png jpg jpeg gif webp tif tiff bmp heic avif psd mp3 flac ogg opus wav aiff m4a aac mp4 m4v mov mkv webm avi mpg mpeg ' +
    'pdf doc docx xls xlsx ppt pptx odt ods odp epub mobi sqlite sqlite3 mdb accdb sql dump rdb bak pst ost eml p12 pfx ' +
    'bundle gpg age deb rpm exe dll msi ttf otf woff woff2',
);

/** Extensions of formats that look random and have no magic number, or one that is not published. */
export const DENSE_EXTENSIONS = words('br brotli mrimg mrbak tib tibx crypt12 crypt14 crypt15');

/** Extensions of archives whose short header does not show in the statistics of the first block. */
export const DENSE_HEADS = words('br brotli lrz dar zpaq pfx p12 enc');

/** Returns the extension of a name, in lower case and without its dot; '' where it has none. */
export function extensionOf(name: BytePath): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}

/** What jobs and logrotate append to a name: a number, a date, a time. */
const NUMBERED = /(?:[._-]\d[\dTZ_:.-]*)+$/;

/** Returns a name without the number or the date that follows its extension: `a.sql.1`, `a.dump-20261130`. */
export function withoutNumbers(name: BytePath): BytePath {
  return name.replace(NUMBERED, '');
}

const PACKED = 'gz|tgz|bz2|tbz|xz|txz|zst|lz4|lz|br|zip|7z|rar|tar|gpg|age|enc|img|iso|dump|sql|mp4|mkv';
/** The second or a later volume: x.z02, x.r00, x.7z.002, x.tar.gz.ab, x.part2.rar. */
const LATER_VOLUME = new RegExp(
  String.raw`\.(?:[zr]\d\d|part\d*[2-9]\d*\.rar|part[1-9]\d+\.rar|(?:${PACKED})\.(?:part)?[-_]?(?!00[01]|aa)(?:\d{3}|[a-z]{2}))$`,
);

/** Returns whether a name is that of a later piece of a split archive, which has no header of its own. */
export function isLaterVolume(name: BytePath): boolean {
  return LATER_VOLUME.test(name.toLowerCase());
}
