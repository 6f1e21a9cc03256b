import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { foundList } from '../../../src/engine/vouchers/found-list.ts';
import { lookAtEnds, readList } from '../../../src/engine/vouchers/read-list.ts';
import { makeFolder } from '../../help/folder.ts';

const folder = makeFolder();
const DIGEST = createHash('md5').update('a').digest('hex');

describe('the ends of a file that may be a list', () => {
  it.each<[string, string, string]>([
    ['lines', `${DIGEST}  a\n`, 'text'],
    ['nothing', '', 'text'],
    ['lines that end in NUL', `${DIGEST}  a\0${DIGEST}  b\0`, 'text'],
    ['an archive', `\x01\x02${'\0'.repeat(600)}`, 'data'],
    [
      'an archive with its digest behind it',
      `\x01\x02${'\0'.repeat(600)}${DIGEST}  a.tar\n`,
      'digest-at-end',
    ],
  ])('of %s', (_, content, wanted) => {
    folder.write('list', content);
    expect(lookAtEnds(folder.path, 'list')).toBe(wanted);
  });

  it('of a file that cannot be read are text, so that reading it says why', async () => {
    expect(lookAtEnds(folder.path, 'gone.md5')).toBe('text');
    const found = foundList(folder.path, 'gone.md5');
    expect(found === undefined ? '' : await readList(folder.path, found)).toBe('ENOENT');
  });
});
