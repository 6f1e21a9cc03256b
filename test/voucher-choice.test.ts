/** `--voucher NAME` uses what vouches of that kind and nothing else. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../src/hash/crc.ts';
import { makeFolder } from './help/folder.ts';
import { execute, PROGRAM, parseEvents } from './help/program.ts';

const folder = makeFolder();
const text = 'a letter\n';
const sum = (algorithm: string): string => createHash(algorithm).update(text).digest('hex');

folder.write('tree/letter.txt', text);
folder.write('tree/letter.sfv', `letter.txt ${crc32(Buffer.from(text)).toString(16).padStart(8, '0')}\n`);
folder.write('tree/SHA256SUMS', `${sum('sha256')}  letter.txt\n`);
folder.write(
  'tree/known.hashdeep',
  `%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n${text.length},${sum('md5')},${sum('sha256')},letter.txt\n`,
);

describe('a tree with four lists', () => {
  it.each([
    ['sfv', ['sfv letter.sfv']],
    ['hashdeep', ['hashdeep known.hashdeep']],
    ['checksum-list', ['checksum-list SHA256SUMS']],
    ['native', []],
    ['restic', []],
  ])('is checked against %s alone', async (name, wanted) => {
    const args = ['verify', '--no-journal', '--json', '--voucher', name, `${folder.path}/tree`];
    const { code, stdout } = await execute(PROGRAM, args);
    const [begin] = parseEvents(stdout);
    const vouchers = begin?.type === 'begin' ? begin.vouchers : [];
    expect(vouchers.map(({ format, path }) => `${format} ${path}`)).toEqual(wanted);
    expect(code === 4).toBe(wanted.length === 0);
  });

  it('is checked against all of them where none is named', async () => {
    const { stdout } = await execute(PROGRAM, ['verify', '--no-journal', '--json', `${folder.path}/tree`]);
    const [begin] = parseEvents(stdout);
    expect(begin?.type === 'begin' ? begin.vouchers.length : 0).toBe(3);
  });
});
