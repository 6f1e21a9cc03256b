// The texts of the Debian package, and the units that it installs.

import { units } from '../../dist/cli/commands/schedule-text.js';

/** A directory that stands for the instance of a template until it is replaced. */
const INSTANCE = '/INSTANCE';

/** The files of systemd: those of `restorable schedule`, with the instance in the place of a directory. */
export function templateUnits() {
  const words = ['/usr/bin/restorable', 'verify', '--lock-wait', '1h', '--keep', '60', '--', INSTANCE];
  const job = {
    name: 'verify@',
    about: INSTANCE,
    flags: [],
    roots: [INSTANCE],
    named: [INSTANCE],
    writes: [],
  };
  return units(words, job, '02:30').map(({ name, text }) => ({
    name,
    // The path may have a $ in it, which the colon leaves as it is.
    text: text
      .replace('[Unit]\n', '[Unit]\nDocumentation=man:restorable(1)\n')
      .replace('ExecStart=', 'ExecStart=:')
      .replaceAll(INSTANCE, '%f'),
  }));
}

/** The control file; `size` is in KiB. */
export function control(version, maintainer, size) {
  return `Package: restorable
Version: ${version}
Architecture: all
Maintainer: ${maintainer}
Installed-Size: ${size}
Depends: nodejs (>= 20.15)
Section: admin
Priority: optional
Description: verifier of backup directories
 It reads a backup directory and answers three questions, separately: whether
 the bytes still match what was promised (a manifest, a checksum list),
 whether everything is there that was promised, and whether it is real
 content or garbage: zeros, holes, random or half-encrypted bytes, broken
 archives and truncated dumps.
 .
 Exit code 0 means that everything in scope was read and passed.
`;
}

/** The changelog of Debian, which leads to that of the program. */
export function changelog(version, maintainer, date) {
  const day = date.toUTCString().replace('GMT', '+0000');
  return `restorable (${version}) unstable; urgency=medium

  * What changed is in /usr/share/doc/restorable/CHANGELOG.md.

 -- ${maintainer}  ${day}
`;
}

/** The copyright file: the license of the program, and those of the packages whose code is in it. */
export function copyright(own, others) {
  return `restorable

${own.trim()}

The program has code of other packages in it, each under its own license:

${others.trim()}
`;
}
