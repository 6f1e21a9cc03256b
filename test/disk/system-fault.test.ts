import { mkdirSync, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { persist, reopening } from '../../src/disk/persist.ts';
import { faultOf } from '../../src/disk/system-fault.ts';
import { errorCode, Fault, withPath } from '../../src/model/fault.ts';

const systemError = (code: string, more: object = {}): Error =>
  Object.assign(new Error(code), { code, syscall: 'read', ...more });

function thrownBy(work: () => unknown): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('an error of the system', () => {
  it('is a fault with its path, its code and a hint', () => {
    const fault = faultOf(thrownBy(() => openSync('/nowhere/at/all', 'r')));
    expect(fault).toMatchObject({ exit: 3, message: '/nowhere/at/all: cannot be opened (ENOENT)' });
    expect(fault?.hint).toContain('findmnt');
    expect(faultOf(thrownBy(() => mkdirSync('/proc/nothing')))?.message).toMatch(
      /^\/proc\/nothing: cannot be created/,
    );
  });

  it('has the name that the system gives it, also where Node has none', () => {
    const stale = systemError('Unknown system error -116', { path: '/mnt/a' });
    expect(errorCode(stale)).toBe('ESTALE');
    expect(faultOf(stale)).toMatchObject({ message: '/mnt/a: cannot be read (ESTALE)' });
    expect(faultOf(stale)?.hint).toContain('server');
    expect(errorCode(systemError('Unknown system error -999'))).toBe('errno 999');
  });

  it('takes the path that it did not know, and keeps the one that it did', () => {
    expect(faultOf(withPath(systemError('ENOSPC'), '/tmp/run'))?.message).toContain('/tmp/run: ');
    expect(faultOf(withPath(systemError('ENOSPC', { path: '/a' }), '/b'))?.message).toContain('/a: ');
  });

  it('is told from a fault, which stays, and from a bug, which is none', () => {
    const fault = new Fault(2, 'what', 'hint');
    expect(faultOf(fault)).toBe(fault);
    expect(faultOf(new TypeError('x is not a function'))).toBeUndefined();
    expect(faultOf(Object.assign(new Error('no call'), { code: 'ERR_INVALID_ARG_TYPE' }))).toBeUndefined();
    expect(faultOf('text')).toBeUndefined();
  });
});

describe('a call that fails', () => {
  const failing = (code: string, times: number): { calls: number; call(): string } => {
    const made = {
      calls: 0,
      call() {
        made.calls += 1;
        if (made.calls <= times) throw systemError(code);
        return 'done';
      },
    };
    return made;
  };

  it.each(['EINTR', 'EAGAIN', 'ETIMEDOUT', 'Unknown system error -116'])('with %s is made again', (code) => {
    expect(persist(failing(code, 2).call)).toBe('done');
  });

  it('is not made again for ever', () => {
    const made = failing('ETIMEDOUT', Number.POSITIVE_INFINITY);
    expect(errorCode(thrownBy(() => persist(made.call)))).toBe('ETIMEDOUT');
    expect(made.calls).toBe(3);
  });

  it('is not made again for a reason that stays', () => {
    const made = failing('EIO', 1);
    expect(errorCode(thrownBy(() => persist(made.call)))).toBe('EIO');
    expect(made.calls).toBe(1);
  });

  it('on a handle that went stale is made once more on a new one', () => {
    expect(reopening(failing('Unknown system error -116', 1).call)).toBe('done');
    expect(errorCode(thrownBy(() => reopening(failing('EIO', 1).call)))).toBe('EIO');
  });
});
