import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { easeLoneEmpty } from '../../../src/engine/judge/lone-empty.ts';
import { finding } from '../../../src/model/finding.ts';
import { makeScratch } from '../../help/scratch.ts';

const scratch = makeScratch();

/** The severity of the finding that `d/a.EXTENSION` is empty, where so many others have content and are empty. */
function severityOf(name: string, extension: string, full: number, empty = 0): string | undefined {
  const directory = join(scratch, name, 'd');
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, `a.${extension}`), '');
  for (let i = 0; i < full; i++) writeFileSync(join(directory, `f${i}.${extension.toUpperCase()}`), 'x');
  for (let i = 0; i < empty; i++) writeFileSync(join(directory, `e${i}.${extension}`), '');
  const found = finding('empty-file', `d/a.${extension}`, { evidence: [{ is: 'empty', extension }] });
  return easeLoneEmpty(join(scratch, name), [found])[0]?.severity;
}

describe('an empty file of data', () => {
  it('is a note where it is the only one among others of its kind', () => {
    expect(severityOf('xml', 'xml', 5)).toBe('note');
    expect(severityOf('json', 'json', 40)).toBe('note');
  });

  it('is a warning where it is alone, has few peers, or another one is empty too', () => {
    expect(severityOf('alone', 'xml', 0)).toBe('warning');
    expect(severityOf('few', 'xml', 4)).toBe('warning');
    expect(severityOf('two', 'xml', 50, 1)).toBe('warning');
  });

  it('is a warning under a name that is never installed empty', () => {
    expect(severityOf('zip', 'zip', 50)).toBe('warning');
  });

  it('is as it was where nothing lies on a disk', () => {
    const found = finding('empty-file', 'd/a.xml', { evidence: [{ is: 'empty', extension: 'xml' }] });
    expect(easeLoneEmpty(undefined, [found])).toEqual([found]);
  });
});
