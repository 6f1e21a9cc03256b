import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { proseOf } from '../../help/made.ts';
import { isFinding, parseEvents, restorable } from '../../help/program.ts';
import { makeScratch } from '../../help/scratch.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();
const PAGE = '<!DOCTYPE html>\n<html><head><title>502</title></head><body>Bad Gateway</body></html>\n';
const HTML = '<html>\n<body>Please sign in</body></html>\n';

/** What is told of a directory of ten files of one extension, `pages` of which are pages. */
async function told(extension: string, pages: readonly string[], others = 10): Promise<string[]> {
  const root = join(scratch, `${extension}-${pages.length}-${others}-${pages[0]?.length ?? 0}`);
  mkdirSync(root);
  for (let i = 0; i < others; i++) writeFileSync(join(root, `a${i}.${extension}`), proseOf(20 + i));
  for (const [i, page] of pages.entries()) writeFileSync(join(root, `page${i}.${extension}`), page);
  const { stdout } = await restorable(['scan', root, '--json']);
  return parseEvents(stdout)
    .filter(isFinding)
    .filter(({ severity }) => severity !== 'note')
    .map(({ code, path, detail = '' }) => `${code} ${path} ${/web page/.exec(detail)?.[0] ?? ''}`);
}

describe('a web page', () => {
  it.each(['txt', 'log', 'conf', 'ini', 'srt', 'pem'])(
    'alone among ten files .%s is told',
    async (extension) => {
      for (const page of [PAGE, HTML])
        expect(await told(extension, [page])).toEqual([`wrong-type page0.${extension} web page`]);
    },
  );

  it.each([
    [
      'is a file of D-Bus',
      'conf',
      ['<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN">\n<busconfig/>\n'],
      10,
    ],
    ['is one of two', 'txt', [PAGE, PAGE], 10],
    ['has few peers', 'txt', [PAGE], 5],
    ['is long, as saved pages are', 'txt', [PAGE + proseOf(2500)], 10],
    ['has a name that pages have', 'md', [PAGE], 10],
  ] as const)('or something like it that %s is left alone', async (_, extension, pages, others) => {
    expect(await told(extension, pages, others)).toEqual([]);
  });
});
