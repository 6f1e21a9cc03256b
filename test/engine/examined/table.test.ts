import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openExamined } from '../../../src/engine/examined/table.ts';
import { taskFor } from '../../../src/engine/reading/tasks.ts';
import type { ContentSummary } from '../../../src/model/content.ts';
import type { ManifestEntry } from '../../../src/model/manifest.ts';

const SALT = Buffer.alloc(16, 7);

const entry = (path: string, hex: string): ManifestEntry => ({
  path,
  kind: 'file',
  digests: [{ algorithm: 'md5', hex }],
});

const summary = (head: number): ContentSummary => ({
  contentClass: 'proven',
  kind: 'T',
  isRecognised: true,
  isOfStrangeType: false,
  isOverwritten: false,
  isHeadLost: false,
  head,
  print: head * 3,
});

/** What is kept of files `f0` to `f{count-1}`. */
function kept(count: number): Buffer {
  const examined = openExamined(undefined, SALT);
  for (let i = 0; i < count; i++) examined.add(entry(`f${i}`, `${i}`), summary(i));
  return examined.end() ?? Buffer.alloc(0);
}

describe('what is kept of examined files', () => {
  it('is found by path and digest, of thousands of files', () => {
    const again = openExamined(kept(5000), randomBytes(16));
    for (const i of [0, 1, 999, 4999]) expect(again.of(entry(`f${i}`, `${i}`))).toEqual(summary(i));
    expect(again.of(entry('f1', '2'))).toBeUndefined();
    expect(again.of(entry('f5000', '5000'))).toBeUndefined();
    expect(again.of({ ...entry('f1', '1'), size: 4 })).toBeUndefined();
  });

  it('is written anew only where it is not the same any more', () => {
    const same = openExamined(kept(2), SALT);
    for (const i of [0, 1]) same.of(entry(`f${i}`, `${i}`));
    expect(same.end()).toBeUndefined();
    expect(openExamined(undefined, SALT).end()).toBeUndefined();

    const fewer = openExamined(kept(2), SALT);
    fewer.of(entry('f1', '1'));
    fewer.add(entry('f2', '2'), summary(2));
    const after = openExamined(fewer.end(), SALT);
    expect([0, 1, 2].map((i) => after.of(entry(`f${i}`, `${i}`))?.head)).toEqual([undefined, 1, 2]);
  });

  it('is nothing where a bit of it turned or it was cut', () => {
    const bytes = kept(3);
    for (let at = 0; at < bytes.length; at++) {
      const turned = Buffer.from(bytes);
      turned[at] = (turned[at] ?? 0) ^ 1;
      for (const damaged of [turned, bytes.subarray(0, at)])
        expect(openExamined(damaged, SALT).of(entry('f1', '1'))).toBeUndefined();
    }
  });

  it('is asked for with a secret, so that nobody can make a file that is taken for another', () => {
    const [one, other] = [SALT, Buffer.alloc(16, 8)].map((salt) => {
      const examined = openExamined(undefined, salt);
      examined.add(entry('f', '1'), summary(1));
      return examined.end()?.subarray(16, 24).toString('hex');
    });
    expect(one).not.toBe(other);
  });
});

describe('a file that was examined before', () => {
  it('is compared and not examined', () => {
    const left = { path: 'f1', kind: 'file' } as const;
    const rules = {
      exempt: new Set<string>(),
      isExpected: undefined,
      wanted: (each: ManifestEntry) => each.digests,
    };
    const examine = (right: ManifestEntry): boolean | undefined => taskFor({ left, right }, rules)?.examine;
    expect(examine(entry('f1', '1'))).toBe(true);
    expect(examine({ ...entry('f1', '1'), seen: summary(1) })).toBe(false);
    expect(taskFor({ left }, rules)?.named).toBeUndefined();
    expect(taskFor({ left, seen: summary(1) }, rules)?.named).toBe(true);
  });
});
