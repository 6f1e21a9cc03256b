import { describe, expect, it } from 'vitest';
import { createDisguisedWatch } from '../../../src/engine/tree/disguised.ts';
import { inWords } from '../../help/in-words.ts';
import { PICTURE, runsOf, sighting } from '../sightings.ts';

function told(paths: readonly string[], same: { print?: number; bytes?: number } = { print: 7 }): unknown[] {
  const watch = createDisguisedWatch();
  for (const spans of runsOf(paths.map((path) => sighting(path, PICTURE, same)))) watch.see(spans);
  return watch.end().map((found) => {
    const { code, severity, path, detail } = inWords(found);
    return [severity, code, path, detail];
  });
}

describe('one content', () => {
  it('is an error under the names of three formats, wherever they lie', () => {
    expect(told(['d/a/x.jpg', 'd/a/y.pdf', 'd/b/z.sqlite', 'd/b/z2.sqlite'])).toEqual([
      [
        'error',
        'flooded-directory',
        'd',
        '4 files have one content, as x.jpg, under names that demand 3 formats: jpeg, pdf, sqlite',
      ],
    ]);
  });

  it('may have many names of one format, of any text, or of none', () => {
    expect(told(['x.docx', 'x.xlsx', 'x.zip', 'x.jar', 'x.odt'])).toEqual([]);
    expect(told(['x.txt', 'x.json', 'x.xml', 'x.csv', 'x.md', 'x.py'])).toEqual([]);
    expect(told(['x.dat', 'x.bin', 'x.a', 'x.b', 'x', 'x.jpg', 'x.pdf'])).toEqual([]);
  });

  it('is not the same where size or statistics differ, and nothing is not content', () => {
    expect(told(['x.jpg', 'x.pdf', 'x.sqlite'], {})).toEqual([]);
    expect(told(['x.jpg', 'x.pdf', 'x.sqlite'], { print: 7, bytes: 0 })).toEqual([]);
  });
});
