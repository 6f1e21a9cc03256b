import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReadJob, ReadTask } from '../../src/read/jobs.ts';
import { packJob, unpackJob } from '../../src/read/message.ts';
import { someHex, somePath } from '../help/arbitrary.ts';

const size = fc.oneof(fc.constant(undefined), fc.integer({ min: 0, max: 2 ** 53 - 1 }));
const digest = fc.constantFrom(['md5', 32] as const, ['sha256', 64] as const, ['blake2b-160', 40] as const);
const anyWanted = fc.array(
  digest.chain(([algorithm, length]) => someHex(length).map((text) => ({ algorithm, hex: text }))),
  { maxLength: 3 },
);
const sameWanted = someHex(16).map((text) => [{ algorithm: 'xxh64', hex: text }]);

function someTask(wanted: fc.Arbitrary<ReadTask['wanted']>): fc.Arbitrary<ReadTask> {
  return fc.record(
    { path: somePath, wanted, size, examine: fc.boolean(), expected: fc.constant(true) },
    { requiredKeys: ['path', 'wanted', 'size', 'examine'] },
  );
}

const someJob: fc.Arbitrary<ReadJob> = fc.record({
  tasks: fc.oneof(
    fc.array(someTask(anyWanted), { minLength: 1, maxLength: 8 }),
    fc.array(someTask(sameWanted), { minLength: 1, maxLength: 8 }),
    fc.array(someTask(fc.constant([])), { minLength: 1, maxLength: 8 }),
  ),
  digests: fc.subarray(['xxh64', 'sha256']),
  answer: fc.constantFrom('all' as const, 'exceptions' as const),
  depth: fc.constantFrom('quick' as const, 'normal' as const, 'deep' as const),
});

describe('a job as a message', () => {
  it('comes back as it was, also through a thread', () => {
    fc.assert(
      fc.property(someJob, (job) => {
        expect(unpackJob(packJob(job))).toEqual(job);
        expect(unpackJob(structuredClone(packJob(job)))).toEqual(job);
      }),
      { numRuns: 150 },
    );
  });

  it('does not need a size, nor to be told whether to examine or how far', () => {
    const job: ReadJob = { tasks: [{ path: 'a', wanted: [] }], digests: [], answer: 'all' };
    expect(unpackJob(packJob(job))).toEqual({
      tasks: [{ path: 'a', wanted: [], size: undefined, examine: false }],
      digests: [],
      answer: 'all',
      depth: 'normal',
    });
  });

  it('keeps digests apart that are of one algorithm and not of one length', () => {
    const wanted = (hex: string): ReadTask['wanted'] => [{ algorithm: 'sha256', hex }];
    const tasks = ['ab', 'abcd', '', 'ef'].map((hex, i) => ({
      path: `f${i}`,
      wanted: wanted(hex),
    }));
    const { tasks: found } = unpackJob(packJob({ tasks, digests: [], answer: 'all' }));
    expect(found.map((task) => task.wanted)).toEqual(tasks.map((task) => task.wanted));
  });

  it('is strings and numbers alone, of one object whatever the number of files', () => {
    const tasks = Array.from({ length: 512 }, (_, i) => ({
      path: `f${i}`,
      wanted: [{ algorithm: 'xxh64', hex: '0'.repeat(16) }],
    }));
    for (const value of Object.values(packJob({ tasks, digests: ['xxh64'], answer: 'all' })))
      expect(
        typeof value === 'string' ||
          ArrayBuffer.isView(value) ||
          (Array.isArray(value) && value.length === 1),
      ).toBe(true);
  });
});
