import { describe, expect, it, vi } from 'vitest';
import { ALGORITHMS, algorithmNamed } from '../../src/hash/algorithms.ts';
import { Fault } from '../../src/model/fault.ts';
import { streamed } from './stream.ts';
import { VECTORS } from './vectors.ts';

vi.mock('node:crypto', async (original) => ({
  ...(await original<object>()),
  hash: undefined,
  createHash: () => {
    throw new Error('error:0308010C:digital envelope routines::unsupported');
  },
}));

const LOST = ['sha512-224', 'sha512-256'];

describe('where OpenSSL refuses every digest', () => {
  const rest = ALGORITHMS.map((each) => each.name).filter((name) => !LOST.includes(name));

  it.each(rest)('%s is still right', async (name) => {
    const engine = await algorithmNamed(name)?.load();
    if (engine === undefined) throw new Error(`no algorithm ${name}`);
    const inputs = [Buffer.alloc(0), Buffer.from('abc'), Buffer.alloc(1_000_000, 'a')];
    expect(inputs.map((input) => streamed(engine, input, [65_536]))).toEqual(VECTORS[name]);
  });

  it.each(LOST)('%s is a fault that says what is missing', async (name) => {
    const loading = algorithmNamed(name)?.load();
    await expect(loading).rejects.toBeInstanceOf(Fault);
    await expect(loading).rejects.toThrow(name);
  });
});
