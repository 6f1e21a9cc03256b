import { describe, expect, it } from 'vitest';
import { coveredBytes } from '../../../src/engine/judge/coverage.ts';
import type { PairAnswer } from '../../../src/engine/judge/pair-answers.ts';
import type { Scope } from '../../../src/engine/judge/path-case.ts';
import type { TreePair } from '../../../src/engine/reading/batch.ts';
import { entry, facts, promise, promiseOf } from '../cases.ts';
import { TEXT } from '../sightings.ts';

const READ: PairAnswer = { isRead: true, facts: undefined, size: 7, summary: undefined };
const PROVEN: PairAnswer = { ...READ, summary: { ...TEXT, contentClass: 'proven' } };
const EIO = { code: 'EIO', doing: 'read the file' };

const left = entry('a');
const unvouched = { left, right: promiseOf('a', 'file') };

describe('what was compared with something', () => {
  it.each<[string, TreePair, PairAnswer, Scope, number | undefined]>([
    [
      'a file that does not hold',
      { left, right: promise('a', 'x') },
      { ...READ, facts: facts('new') },
      'none',
      3,
    ],
    [
      'not one that could not be read',
      { left, right: promise('a', 'x') },
      { ...READ, facts: facts('', { trouble: EIO }) },
      'none',
      undefined,
    ],
    ['not one that held, which its lane counts', { left, right: promise('a', 'x') }, READ, 'none', undefined],
    ['a new file in a store that proves itself', { left }, PROVEN, 'store', 7],
    [
      'a file in a store that grows',
      { left },
      { ...PROVEN, facts: facts('new', { store: 'git' }) },
      'closed',
      7,
    ],
    ['not a new file that proves itself elsewhere', { left }, PROVEN, 'open', undefined],
    ['not one in a store that does not', { left }, { ...READ, summary: TEXT }, 'store', undefined],
    ['a file in a store that is promised without a digest', unvouched, PROVEN, 'store', 7],
    ['not one that is promised without a digest elsewhere', unvouched, PROVEN, 'closed', undefined],
  ])('is %s', (_, pair, answer, place, wanted) => {
    expect(coveredBytes(pair, answer, pair.right === undefined ? place : 'none', () => place)).toBe(wanted);
  });
});
