import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FINDING_CODES } from '../src/model/finding.ts';
import { loadVouchers } from '../src/voucher/vouchers.ts';

const TOP = join(import.meta.dirname, '..');
const page = (name: string): string => readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8');

describe('the documentation', () => {
  it('has one row for every finding, word for word as the program says it', () => {
    const rows = page('findings.md')
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    const wanted = Object.entries(FINDING_CODES).map(
      ([name, { severity, about, advice, bears, accept }]) =>
        `| \`${name}\` | ${severity} | ${about} | ${advice} | ${Object.keys(bears).join(', ')} | ${accept} |`,
    );
    expect(rows.toSorted()).toEqual(wanted.toSorted());
  });

  it('has one row for every voucher of another tool', async () => {
    const rows = page('formats.md').split('\n');
    for (const { name, about, layouts = [], list } of await loadVouchers()) {
      const provesItself = layouts.some(({ vouches }) => vouches === true);
      expect(rows).toContain(
        `| \`${name}\` | ${list === undefined ? '' : 'yes'} | ${provesItself ? 'yes' : ''} | ${about} |`,
      );
    }
  });

  it('names every exit code that the help names', () => {
    const help = readFileSync(new URL('../src/cli/exit.ts', import.meta.url), 'utf8');
    for (const code of ['0', '1', '2', '3', '4', '130', '143']) {
      expect(help).toContain(code);
      expect(page('exit-codes.md')).toContain(code);
    }
  });
});

const PAGES = ['README.md', ...['docs', 'docs/measured'].flatMap(pagesIn)];

/** The anchors that GitHub and GitLab make of the headings of a page. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function pagesIn(folder: string): string[] {
  const names = readdirSync(join(TOP, folder)).filter((name) => name.endsWith('.md'));
  return names.map((name) => `${folder}/${name}`);
}

describe('a page', () => {
  it.each(PAGES)('%s links only to files that are there', (path) => {
    const text = readFileSync(join(TOP, path), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !existsSync(join(TOP, dirname(path), link)))).toEqual([]);
  });

  it.each(PAGES)('%s links only to headings that are there', (path) => {
    const text = readFileSync(join(TOP, path), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)/g)];
    const lost = links.filter(([, file = '', anchor = '']) => {
      const target = file === '' ? path : join(dirname(path), file);
      return !anchorsOf(readFileSync(join(TOP, target), 'utf8')).includes(anchor);
    });
    expect(lost.map(([link]) => link)).toEqual([]);
  });

  it('for newcomers answers each of ten questions by one link', () => {
    const [table = ''] = page('README.md').split('| more |');
    const rows = table.split('\n').filter((line) => /^\| [A-Z]/.test(line));
    expect(rows).toHaveLength(10);
    for (const row of rows) expect(row).toMatch(/\[[^\]]+\]\([^)]+\)/);
  });

  it('about changing the program names only files that are there', () => {
    const paths = [...page('adding.md').matchAll(/`((?:src|test|fixtures|docs)\/[^`]*)`/g)].map(
      ([, path = '']) => path,
    );
    const known = paths.filter((path) => !path.includes('NAME'));
    expect(known.length).toBeGreaterThan(20);
    expect(known.filter((path) => !existsSync(join(TOP, path)))).toEqual([]);
  });
});
