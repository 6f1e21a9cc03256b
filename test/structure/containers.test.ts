import { describe, expect, it } from 'vitest';
import { CONTAINERS } from '../../src/structure/containers.ts';

describe('containers', () => {
  it('have names and extensions of their own, lower-case', () => {
    const names = CONTAINERS.map(({ name }) => name);
    const extensions = CONTAINERS.flatMap((each) => each.extensions);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(extensions).size).toBe(extensions.length);
    for (const word of [...names, ...extensions]) expect(word).toMatch(/^[a-z0-9]+$/);
  });
});
