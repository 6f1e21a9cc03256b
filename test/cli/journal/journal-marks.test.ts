import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { markedLines } from '../../../src/cli/journal/journal-marks.ts';

const scratch = mkdtempSync(join(tmpdir(), 'restorable-marks-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Shorter journals are searched though they have an index. */
const SHORT = 1 << 16;
const indexLine = (at: readonly number[]): string =>
  `${JSON.stringify({ type: 'index', at, sha256: 'x' })}\n`;
const BEGIN = '{"type":"begin","root":"/a"}';
const END = '{"type":"end","exit":0}';
const NOISE = `${JSON.stringify({ type: 'finding', path: 'x'.repeat(200), detail: '{"type":"end"}' })}\n`;

/** A journal of two runs, and where in it their marks are. */
function twoRuns(noise: number): { readonly text: string; readonly at: readonly number[] } {
  const at: number[] = [];
  let text = '';
  for (const line of [BEGIN, END, BEGIN, END]) {
    at.push(text.length);
    text += `${line}\n${line === BEGIN ? NOISE.repeat(noise) : ''}`;
  }
  return { text, at };
}

function file(text: string): string {
  const path = join(scratch, 'journal.jsonl');
  writeFileSync(path, text);
  return path;
}

describe('the marks of a journal', () => {
  it.each([0, 10, 5000, 20_000])(
    'are found with %d findings in each run, with an index and without',
    (noise) => {
      const { text, at } = twoRuns(noise);
      expect(markedLines(file(text))).toEqual([BEGIN, END, BEGIN, END]);
      expect(markedLines(file(text + indexLine(at)))).toEqual([BEGIN, END, BEGIN, END]);
    },
  );

  it('are read by the index alone: the findings between them stay unread', () => {
    const { text, at } = twoRuns(1000);
    const other = text.replace(NOISE, `${BEGIN}\n`.padEnd(NOISE.length - 1, 'x').concat('\n'));
    expect(other).toHaveLength(text.length);
    expect(markedLines(file(other))).toHaveLength(5);
    expect(markedLines(file(other + indexLine(at)), SHORT)).toEqual([BEGIN, END, BEGIN, END]);
  });

  it.each([
    ['of another file', [0, 77, 99]],
    ['beyond the end', [0, 1e12]],
    ['of no numbers', []],
  ])('are looked for where the index is one %s', (_, at) => {
    const { text } = twoRuns(1000);
    expect(markedLines(file(text + indexLine(at)))).toEqual([BEGIN, END, BEGIN, END]);
  });

  it('are looked for where the index is cut, and not in a file that is longer than was said', () => {
    const { text, at } = twoRuns(1000);
    const cut = (text + indexLine(at)).slice(0, -3);
    expect(markedLines(file(cut))).toEqual([BEGIN, END, BEGIN, END]);
    expect(markedLines(file(cut), SHORT)).toEqual([]);
  });

  it('are none where there is no file to read, and end at a line that is no line of ours', () => {
    expect(markedLines(scratch)).toEqual([]);
    expect(markedLines(join(scratch, 'gone'))).toEqual([]);
    expect(markedLines(file(`${BEGIN}\n${'x'.repeat(3 << 20)}\n${END}\n`))).toEqual([BEGIN]);
  });
});
