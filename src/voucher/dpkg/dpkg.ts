import type { Voucher } from '../kit/voucher.ts';

/**
 * The MD5 digests that dpkg keeps of the files of packages, in `var/lib/dpkg/info/*.md5sums` of a system or `DEBIAN/md5sums`
 * of an unpacked package, with paths from the root of those, as debsums holds them: configuration files, diversions, files
 * that another package took over and what dpkg was configured to leave out are known.
 */
export const dpkg: Voucher = {
  name: 'dpkg',
  about: 'MD5 digests of installed packages (dpkg, debsums), without their configuration files',
  list: {
    find(names) {
      const [first] = [...names].filter((name) => name.endsWith('.md5sums')).toSorted();
      if (first !== undefined) return [first];
      return names.has('md5sums') && names.has('control') ? ['md5sums'] : [];
    },
    open: async (candidate) => (await import('./list.ts')).openDpkg(candidate),
  },
};
