/** Names of files that may hold digests of others under any name that a person gives. */
const WORD =
  /deep|known|hash|audit|sums?\b|digest|inventory|manifest|md5|sha1|sha256|sha512|tiger|whirlpool|certutil|rclone/i;
const LIST =
  /(?:^[^./]+|\.(?:txt|csv|list?|lst|log|hash(?:es)?|known|md5|sha1|sha256|sha384|sha512|hd|hashdeep|md5deep|rhash|crc32|certutil))$/i;

/** Whether a name suggests a list of digests, so that the file is worth opening. */
export function isListName(name: string): boolean {
  const plain = name.replace(/\.gz$/i, '');
  return LIST.test(plain) && (WORD.test(plain) || /\.(?:hd|rhash|crc32)$/i.test(plain));
}
