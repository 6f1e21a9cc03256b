import { join } from 'node:path';
import { makeTree } from './data.js';
import { run } from './shell.js';

const CONVERTED = { qcow2: 'qcow2', vmdk: 'vmdk', vhdx: 'vhdx', vpc: 'vhd', vdi: 'vdi' };

/** Disk images of one file system. */
export const IMAGES = [
  {
    name: 'ext4',
    tools: ['mkfs.ext4', 'truncate'],
    make: makeExt4,
  },
  ...Object.entries(CONVERTED).map(([format, ending]) => ({
    name: format,
    tools: ['qemu-img', 'mkfs.ext4', 'truncate'],
    make(directory, beside) {
      const raw = makeExt4(beside, `${beside}-tree`);
      run(['qemu-img', 'convert', '-f', 'raw', '-O', format, raw, join(directory, `disk.${ending}`)]);
      if (format === 'qcow2')
        run(['qemu-img', 'convert', '-c', '-f', 'raw', '-O', format, raw, join(directory, 'packed.qcow2')]);
      if (format === 'vmdk')
        run([
          'qemu-img',
          'convert',
          '-f',
          'raw',
          '-O',
          format,
          '-o',
          'subformat=streamOptimized',
          raw,
          join(directory, 'stream.vmdk'),
        ]);
    },
  })),
];

function makeExt4(directory, beside) {
  makeTree(beside);
  const image = join(directory, 'disk.img');
  run(['mkdir', '-p', directory]);
  run(['truncate', '-s', '24M', image]);
  run(['mkfs.ext4', '-q', '-F', '-U', '01234567-89ab-cdef-0123-456789abcdef', '-d', beside, image]);
  return image;
}
