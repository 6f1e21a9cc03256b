import type { RecognisedFormat, StructureVerdict } from '../model/content.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Formats of which one is often stored under the extension of another: programs go by the content. */
const KIN: readonly ReadonlySet<string>[] = [
  words('jpeg png gif webp bmp tiff ico psd isobmff jxl dds pnm'),
  words('mp3 adts wav aiff caf flac ogg isobmff matroska avi asf wavpack flv mpeg-ps mpeg-ts midi riff'),
  words('ole zip rtf html xml text mail'),
  words('gzip zip tar xz zstd lz4 bzip2 lzip lzop 7z rar compress cpio zlib cab'),
  words('sfnt ttc woff woff2 pfb'),
];

/** Formats that hide what they contain, and that nobody stores under the name of another format. */
const CONTAINERS = words('openpgp openssl-enc openssl-base64 rclone-crypt age aescrypt luks keepass 7z rar');

/** Returns whether a file of one format often has a name that demands the other. */
export function areKin(one: string, other: string): boolean {
  return KIN.some((kin) => kin.has(one) && kin.has(other));
}

/** Returns whether a format is an encrypted container, or an archive that may be one. */
export function isContainer({ name }: RecognisedFormat, verdict: StructureVerdict): boolean {
  return CONTAINERS.has(name) || (verdict.is === 'encrypted' && (name === 'zip' || name === 'armour'));
}
