import { describe, expect, it } from 'vitest';
import { formatProofs, keyOf, type Proof, parseProofs } from '../../../src/engine/proofs/proof-file.ts';

const header = {
  salt: '5'.repeat(32),
  root: 'r',
  rules: '',
  since: 1_900_000_000_000,
  runs: [1, 2],
  credit: 7,
};

/** Proofs of so many ranges, of all kinds. */
function some(count: number): Map<string, Proof> {
  return new Map(
    Array.from({ length: count }, (_, i): [string, Proof] => {
      const key = `${i}`.padStart(32, 'a');
      const at = 1_900_000_000 + i;
      const proof: Proof =
        i % 3 === 0
          ? { is: 'proven', at, stamp: `${i}`.padStart(32, 'b') }
          : { is: i % 3 === 1 ? 'new' : 'first', at };
      return [key, proof];
    }),
  );
}

describe('proofs that are kept', () => {
  it('come back as they were, at 37 bytes a range', () => {
    const kept = formatProofs({ header, proofs: some(50_000) });
    expect(parseProofs(kept)).toEqual({ header: { schema: 1, ...header }, proofs: some(50_000) });
    expect(kept.length).toBeLessThan(50_000 * 37 + 300);
  });

  it('are none where a bit of them turned, or they were cut', () => {
    const bytes = formatProofs({ header, proofs: some(3) });
    for (let at = 0; at < bytes.length; at++) {
      const turned = Buffer.from(bytes);
      turned[at] = (turned[at] ?? 0) ^ 1;
      expect(parseProofs(turned)).toBeUndefined();
      expect(parseProofs(bytes.subarray(0, at))).toBeUndefined();
    }
  });
});

describe('the key of a range', () => {
  const range = (text: string): Parameters<typeof keyOf>[0] => {
    const lines = new Uint8Array(Buffer.from(text));
    return { lines, line: 0, after: '', files: 1, bytes: 1 };
  };
  const ENTRY = '#f\t1\t-\t0644\nabc  file\n#l\t-\tx\ty\n';

  it('is that of its entries, whatever else the manifest says and wherever they stand', () => {
    const key = keyOf(range(ENTRY), 's');
    expect(
      keyOf({ ...range(`#%restorable-manifest\t1\n# Check\n${ENTRY}#c\t1\tx\n#%end\t1\n`), line: 9 }, 's'),
    ).toBe(key);
    for (const other of [
      '#f\t2\t-\t0644\nabc  file\n',
      ENTRY.replace('abc', 'abd'),
      ENTRY.replace('file', 'fil'),
    ])
      expect(keyOf(range(other), 's')).not.toBe(key);
    expect(keyOf(range(ENTRY), 't')).not.toBe(key);
  });
});
