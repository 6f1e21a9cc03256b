import { describe, expect, it } from 'vitest';
import { NativeEntry } from '../../../src/manifest/native/entry.ts';

const BY = { format: 'native', path: '/srv/restorable.sha256' };
const DIGEST = { algorithm: 'xxh64', hex: '00112233445566ff' };
const entry = (line: string): NativeEntry => new NativeEntry('d/a', DIGEST, line, BY, 7);

const PLAIN = '#f\t10\t1.000000000\t0644';
const PROFILE = 'p=1;c=T;m=-;H=497;b=T118;z=-;h=2d2d0a2d;t=0a0a0a0a';

describe('the entry of a file in a native manifest', () => {
  it('has what its line says', () => {
    expect(entry(PLAIN)).toMatchObject({
      path: 'd/a',
      kind: 'file',
      digests: [DIGEST],
      size: 10,
      by: BY,
      line: 7,
    });
    const { mtime, mode, profile, accepted } = entry(`${PLAIN}\t${PROFILE}\taccepted=zero-filled`);
    expect({ mtime, mode, profile, accepted }).toEqual({
      mtime: '1.000000000',
      mode: 0o644,
      profile: PROFILE,
      accepted: ['zero-filled'],
    });
  });

  it('was examined where it has a profile alone', () => {
    expect(entry(`${PLAIN}\t${PROFILE}`).isProfiled).toBe(true);
    expect(entry(PLAIN).isProfiled).toBe(false);
    expect(entry(`${PLAIN}\taccepted=zero-filled`).isProfiled).toBe(false);
  });

  it('is the same below another directory', () => {
    const moved = entry(`${PLAIN}\t${PROFILE}`).at('e/d/a');
    expect(moved).toMatchObject({ path: 'e/d/a', digests: [DIGEST], size: 10, by: BY, line: 7 });
    expect(moved.profile).toBe(PROFILE);
  });
});
