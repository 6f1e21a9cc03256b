import { describe, expect, it } from 'vitest';
import type { ExaminedFile } from '../../../src/engine/judge/directory-spans.ts';
import { createTreeFindings } from '../../../src/engine/tree/tree-findings.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { BINARY, many, PICTURE, RANDOM, runsOf, sighting, TEXT } from '../sightings.ts';

/** A tree with something of everything, in path order. */
const TREE: readonly ExaminedFile[] = [
  ...many(12, (_, n) => sighting(`a/${n}.docx.lck9`, RANDOM)),
  ...many(600, (_, n) => sighting(`b/${n}`, RANDOM)),
  ...many(10, (_, n) => sighting(`c/${n}.dat9`, { ...BINARY, contentClass: 'garbage' })),
  ...many(39, (_, n) => sighting(`d/${n}.gmo`, { ...BINARY, head: 7 })),
  sighting('d/x.gmo', { ...BINARY, kind: 'R', isHeadLost: true, head: 9 }),
  ...many(2000, (_, n) => sighting(`e/${n}.jpg`, PICTURE)),
  ...many(50, (_, n) => sighting(`f/${n}.txt`, TEXT)),
];

async function watched(
  batch: number,
  tree = TREE,
): Promise<{ findings: Finding[]; left: string[]; judged: unknown }> {
  const whole = createTreeFindings({ inodeOf: (path) => path, writtenAt: () => undefined });
  const left: string[] = [];
  for (const runs of runsOf(tree, batch)) {
    await whole.see(runs);
    left.push(...whole.left().map(({ directory, files }) => `${directory} ${files}`));
  }
  const findings = whole.end();
  left.push(...whole.left().map(({ directory, files }) => `${directory} ${files}`));
  return { findings, left, judged: whole.judged() };
}

describe('what many files together show', () => {
  it('is a trace of ransomware, a flood, garbage and a file unlike its peers', async () => {
    const told = (await watched(512)).findings.map(
      ({ code, severity, path }) => `${severity} ${code} ${path}`,
    );
    expect(told.toSorted()).toEqual([
      'error flooded-directory b',
      'error garbage-directory c',
      'error ransom-trace a',
      'warning wrong-type d/x.gmo',
    ]);
  });

  it('is a sum for each directory, the root at the end', async () => {
    const { left, judged } = await watched(512);
    expect(left).toEqual(['a 12', 'b 600', 'c 10', 'd 40', 'e 2000', 'f 50', ' 2712']);
    expect(judged).toEqual({
      suspect: { files: 612, bytes: 612 * 8192 },
      garbage: { files: 10, bytes: 10 * 8192 },
      unknown: { files: 40, bytes: 40 * 8192 },
      sound: { files: 2050, bytes: 2050 * 8192 },
    });
  });

  it('is the same whatever the batches', async () => {
    const wanted = await watched(512);
    for (const batch of [1, 13, 100_000]) expect(await watched(batch)).toEqual(wanted);
  });

  it('is no flood of what was there before', async () => {
    const promised = TREE.map((each) => ({ ...each, isFree: false }));
    expect((await watched(512, promised)).findings.map(({ code }) => code)).not.toContain(
      'flooded-directory',
    );
  });

  it('is nothing where nothing was seen', () => {
    const whole = createTreeFindings({ inodeOf: (path) => path, writtenAt: () => undefined });
    expect(whole.end()).toEqual([]);
    expect(whole.judged()).toEqual({});
    expect(whole.left()).toMatchObject([{ directory: '', files: 0, bytes: 0, judged: {} }]);
  });
});
