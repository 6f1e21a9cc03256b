import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MEDIA } from '../../src/structure/media.ts';
import { keptFiles } from './kept.ts';
import { standingOf } from './standing.ts';

const FIXTURES = new URL('../../fixtures/garbage/structure/', import.meta.url);

describe('media', () => {
  it('has a file made by a real tool for every format', () => {
    const missing = MEDIA.filter(({ name }) => !existsSync(new URL(name, FIXTURES)));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it('lives with a file that is shorter than what it was recognised by', () => {
    for (const structure of MEDIA.filter(({ createCheck: begin }) => begin !== undefined))
      for (const [, bytes] of keptFiles(structure.name))
        for (let length = 0; length < 64; length++)
          expect(typeof standingOf(structure, bytes.subarray(0, length)).is).toBe('string');
  });

  it('gives every name and every extension once', () => {
    const names = MEDIA.map(({ name }) => name);
    const extensions = MEDIA.flatMap((each) => each.extensions);
    expect(new Set(names).size).toBe(names.length);
    // A font is called so with and without its wrapper, a document by programs of three makers.
    const shared = extensions.filter((each, i) => extensions.indexOf(each) !== i);
    expect(shared.toSorted()).toEqual(['doc', 'dot', 'pfb']);
  });
});
