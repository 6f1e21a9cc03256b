import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { structureFinding } from '../../src/detect/evidence.ts';
import type { StructureVerdict } from '../../src/model/content.ts';
import { findingText } from '../../src/report/finding-text/finding-text.ts';
import { asWarning, broken, cut, verdictsOf, within } from '../../src/structure/kit/verdicts.ts';
import { STRUCTURES } from '../../src/structure/structures.ts';

const { cut: cutZip, mismatch: mismatchZip } = verdictsOf('zip');

function detailOf(verdict: StructureVerdict, name: string | undefined, path = 'a'): string | undefined {
  if (verdict.is !== 'broken' && verdict.is !== 'cut') return expect.fail('no fault');
  const format = STRUCTURES.find((each) => each.name === name);
  return findingText(structureFinding('broken-structure', verdict, format, path)).detail;
}

describe('the finding of a damaged structure', () => {
  it('names the format of the file once, and a format that it contains after it', () => {
    expect(detailOf(cut('ends at 3'), 'png')).toBe('png: ends at 3');
    expect(detailOf(cutZip('ends at 3'), 'zip')).toBe('zip: ends at 3');
    expect(detailOf(mismatchZip('member at 0: CRC-32', 1, 2), 'deb')).toBe(
      'deb: zip: member at 0: CRC-32 wanted 00000001, found 00000002',
    );
    expect(detailOf(broken('zip: in a name'), 'zip')).toBe('zip: zip: in a name');
    expect(detailOf(cutZip('ends at 3'), undefined)).toBe('structure: zip: ends at 3');
  });

  it('names what is inside by its place, its format if that is known, and keeps its severity', () => {
    const tar = verdictsOf('tar').broken('header at 0');
    if (tar.is !== 'broken') return expect.fail('not broken');
    const inside = within('inside', tar);
    expect(inside).toEqual({ is: 'broken', detail: 'inside: tar: header at 0' });
    expect(detailOf(inside, 'gzip')).toBe('gzip: inside: tar: header at 0');
    const weak = asWarning(cut('ends at 3'));
    if (weak.is !== 'cut') return expect.fail('not cut');
    expect(within('inside b', weak)).toEqual({
      is: 'cut',
      detail: 'inside b: ends at 3',
      severity: 'warning',
    });
  });

  it('is an error, a warning where the verdict is one, and a note where only the head says what it is', () => {
    const text = STRUCTURES.find(({ name }) => name === 'json');
    const severityOf = (path: string, severity?: 'warning') =>
      structureFinding('broken-structure', { detail: '', ...(severity && { severity }) }, text, path)
        .severity;
    expect(severityOf('a.txt')).toBe('error');
    expect(severityOf('a.txt', 'warning')).toBe('warning');
    expect(severityOf('a.bin', 'warning')).toBe('note');
  });

  it('has no format that writes its name into the detail itself', () => {
    const root = new URL('../../src/structure/', import.meta.url).pathname;
    const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.ts'),
    );
    const names = STRUCTURES.map(({ name }) => name.replaceAll(/[^\w-]/g, '\\$&')).join('|');
    const named = new RegExp(`(?:broken|cut|mismatch)\\(\\s*['\`](?:${names}|zlib): `);
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.filter((path) => named.test(readFileSync(join(root, path), 'utf8')))).toEqual([]);
  });
});
