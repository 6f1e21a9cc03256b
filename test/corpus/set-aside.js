/**
 * Files of clean trees that are broken on purpose, each looked at: the end of the path and why. A directory ends in a slash.
 */
const BROKEN_ON_PURPOSE = [
  [
    'libgit2-fixtures/examples/bad_tag.git/packed-refs',
    'a peeled line without an end, at which git stops too, for a test of tags',
  ],
  [
    'libgit2-fixtures/examples/push_src/.gitted/refs/heads/master',
    'HEAD names this branch, its log is there, and the branch was taken away',
  ],
  ['libgit2-fixtures/examples/bad.index', 'an index whose checksum is wrong, for the test of that error'],
  [
    'libgit2-fixtures/examples/indexv4/file.txz',
    'a name in a test of names; none of its siblings has content',
  ],
  ['pdf-parse@1.1.1/package/test/data/03-invalid.pdf', 'a PDF cut short, for the test of that error'],
  ['suite/encryption/t/filekeys-tooshort.enc', 'a key file cut short, for the test of that error'],
  [
    'mysql-test/std_data/mdev-39408.mb',
    'a stream with hostile paths, made by hand for the test of their refusal',
  ],
  [
    'mysql-test/std_data/mysql80/',
    'first pages of tablespaces, cut off behind them for the test of one header',
  ],
];

/** Why a file is set aside; undefined where it is not. */
export function reasonFor(path) {
  return BROKEN_ON_PURPOSE.find(([end]) =>
    end.endsWith('/') ? `${path}/`.includes(end) : path.endsWith(end),
  )?.[1];
}

/** Misses that no rule could avoid, each looked at: type, mutation, the end of the path, and why. They count in the tables. */
const UNSEEABLE = [
  [
    'mp3',
    'cut to 60 %',
    'lena.mp3',
    'its header does not say how many frames it has, and songs are cut within a frame',
  ],
  [
    'ELF',
    'head 4 KiB zero',
    'core-dump/core',
    'its name demands nothing, and more of it is zeros than anything else, as of an image of a disk',
  ],
];

/** True where a miss is no missed goal. */
export function isUnseeable(type, mutation, path) {
  return UNSEEABLE.some((each) => each[0] === type && each[1] === mutation && path.endsWith(each[2]));
}

/** Files that no one can check, so that damage inside them is not tried: the end of the path and why. */
const NOT_TRIED = [
  ['recipes/zip/encrypted.zip', 'its members can be checked by nobody who has not the password'],
];

/** True where mutating a file would prove nothing. */
export function isTriable(path) {
  return reasonFor(path) === undefined && !NOT_TRIED.some(([end]) => path.endsWith(end));
}
