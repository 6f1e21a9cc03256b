/** The hash file of a slice: the archive, the number of the slice and the algorithm. */
export const HASH = /^(.+)\.(\d+)\.dar\.(md5|sha1|sha512)$/;
