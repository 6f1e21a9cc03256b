/** How the names of copies end. */
export const COPY = '.copy';

/** The files that vouch, each of which has a copy. */
export const INFORMATION = ['backup.manifest', 'backup.info', 'archive.info'] as const;

/** A segment in the archive of pgBackRest, below the directory of its stanza: the SHA-1 of its bytes, and how it is packed. */
export const ARCHIVED_SEGMENT =
  /^[^/]+\/[0-9A-F]{16}\/[0-9A-F]{24}(?:\.partial)?-([0-9a-f]{40})(?:\.(gz|lz4|zst|bz2))?$/;
