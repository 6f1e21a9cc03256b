import { describe, expect, it } from 'vitest';
import { CONTAINERS } from '../../src/structure/containers.ts';

describe('containers', () => {
  it('have names and extensions of their own, lower-case', () => {
    const names = CONTAINERS.map(({ name }) => name);
    const extensions = CONTAINERS.flatMap((each) => each.extensions);
    expect(new Set(names).size).toBe(names.length);
    // Two programs write it, each in a format of its own.
    expect(extensions.filter((each, i) => extensions.indexOf(each) !== i)).toEqual(['tlz']);
    for (const word of [...names, ...extensions]) expect(word).toMatch(/^[a-z0-9]+$/);
  });
});
