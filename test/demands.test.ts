/** The tables of docs/measured/demands.md name tests: each of them must be there, so that the tables cannot rot. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const top = new URL('../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, top), 'utf8');
const rows = read('docs/measured/demands.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
  .map((line) => line.slice(2, -2).split(' | '));

type Named = { readonly file: string; readonly what: string; readonly isScenario: boolean };

/** The tests that a cell names: file, and title or scenario. */
function named(cell: string): Named[] {
  return cell.split('; ').flatMap((part) => {
    const [, file = '', list = ''] = /^`(test\/[\w/-]+\.test\.ts)`: (.*)$/.exec(part.trim()) ?? [];
    const titles = [...list.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, what = '']) =>
      what.replaceAll('\\"', '"'),
    );
    const scenarios = [...list.matchAll(/^`([\w-]+)`|, `([\w-]+)`/g)].map(([, a, b]) => a ?? b ?? '');
    const isScenario = file.endsWith('/scenarios.test.ts');
    return (isScenario ? scenarios : titles).map((what) => ({ file, what, isScenario }));
  });
}

const shown = rows.filter(([, , does]) => does !== 'what `restorable` does' && does !== '`restorable`');

describe('the tables of demands', () => {
  it('have 30 demands and 16 cases', () => {
    expect(shown).toHaveLength(46);
    expect(shown.every((cells) => cells.length === 4)).toBe(true);
  });

  it.each(shown)('%s', (_, by, does = '', cell = '') => {
    const tests = named(cell);
    if (tests.length === 0) expect(does).toMatch(/^nothing/);
    expect(tests).toHaveLength(cell.match(/"(?:[^"\\]|\\.)*"|(?<=[:,] )`[\w-]+`/g)?.length ?? 0);
    for (const { file, what, isScenario } of tests) {
      if (isScenario) expect(existsSync(new URL(`fixtures/scenarios/${what}/scenario.json`, top))).toBe(true);
      else expect(read(file).split(/['`]/).join("'")).toContain(`'${what.replaceAll('`', "'")}'`);
    }
    expect(by).not.toBe('');
  });
});
