import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeEntry, encodeEntry } from '../../../src/engine/vouchers/entry-line.ts';
import type { ManifestEntry } from '../../../src/model/manifest.ts';
import { someBytes, somePath } from '../../help/arbitrary.ts';

const digest = fc.record({
  algorithm: fc.constantFrom('sha256', 'md5'),
  hex: fc.stringMatching(/^[0-9a-f]{8,64}$/),
});
const somePromise: fc.Arbitrary<ManifestEntry> = fc.record(
  {
    path: somePath,
    kind: fc.constant('file' as const),
    digests: fc.array(digest, { maxLength: 3 }),
    size: fc.integer({ min: 0, max: 2 ** 50 }),
    older: fc.array(digest, { maxLength: 3 }),
    target: someBytes,
  },
  { requiredKeys: ['path', 'kind', 'digests'] },
);

it('a promise comes back from a line of a temporary run as it was', () => {
  fc.assert(
    fc.property(somePromise, (promised) => {
      const line = encodeEntry(promised);
      expect(line).not.toMatch(/[\n\r]/);
      expect(decodeEntry(Buffer.from(line, 'latin1').toString('latin1'))).toEqual(promised);
    }),
  );
});
