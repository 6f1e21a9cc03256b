/** The formats that pack one stream and are unpacked here, as the extensions that name them. */
const PACKING = /\.(gz|bz2|xz|lzma|lz|zst|lz4)$/i;

/** What a name says that its file is packed with, as an extension in lower case; undefined where it is not packed. */
export function packingOf(name: string): string | undefined {
  return PACKING.exec(name)?.[1]?.toLowerCase();
}
