/** The totals of a run that knows none, from the last one over the same root. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pastTotals, withEstimate } from '../../../src/cli/journal/past-totals.ts';
import type { ProgressEvent } from '../../../src/model/event.ts';
import { execute, PROGRAM } from '../../help/program.ts';
import { makeScratch } from '../../help/scratch.ts';

const scratch = makeScratch();
const PROGRESS: ProgressEvent = { type: 'progress', files: 1, bytes: 10, findings: 0, seconds: 1 };

describe('the totals of a seal', () => {
  it('are those of the last seal of the same root', async () => {
    const home = mkdtempSync(join(scratch, 'home-'));
    const tree = join(home, 'tree');
    mkdirSync(tree);
    for (const name of ['a.txt', 'b.txt']) writeFileSync(join(tree, name), `the file ${name}\n`);
    const env = { ...process.env, XDG_STATE_HOME: home };
    const journals = join(home, 'restorable', 'journal');
    expect(pastTotals(journals, tree)).toBeUndefined();
    expect((await execute(process.execPath, [PROGRAM, 'seal', tree], { env })).code).toBe(0);
    expect(pastTotals(journals, tree)).toEqual({ files: 2, bytes: 30 });
    expect(pastTotals(journals, home)).toBeUndefined();
  });

  it('are an estimate: none once more was read, and none beside those of a manifest', () => {
    const past = { files: 2, bytes: 30 };
    expect(withEstimate(PROGRESS, past)).toMatchObject({ totalFiles: 2, totalBytes: 30 });
    for (const each of [
      { ...PROGRESS, files: 3 },
      { ...PROGRESS, bytes: 31 },
      { ...PROGRESS, totalBytes: 40 },
    ])
      expect(withEstimate(each, past)).toBe(each);
    expect(withEstimate(PROGRESS, undefined)).toBe(PROGRESS);
  });
});
