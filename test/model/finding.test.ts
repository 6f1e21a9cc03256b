import { describe, expect, it } from 'vitest';
import { FINDING_CODES, finding, isAtLeast, isFindingCode } from '../../src/model/finding.ts';

const FROZEN = (
  'corrupt changed truncated grown missing unexpected unvouched moved retyped relinked unreadable denied unsettled ' +
  'special-file zero-filled constant-filled repeated-blocks zero-holes random-filled partly-encrypted wrong-type ' +
  'broken-structure truncated-content empty-file ransom-trace garbage-directory flooded-directory empty-root ' +
  'mass-loss mass-change manifest-damaged manifest-truncated manifest-unsafe-path manifest-duplicate no-voucher ' +
  'manifest-untrusted'
).split(' ');

describe('the finding codes', () => {
  it('are those that the design froze', () => {
    expect(FROZEN.filter((code) => !isFindingCode(code))).toEqual([]);
  });

  it.each(Object.entries(FINDING_CODES))('%s says in one line each what it is and what to do', (_, code) => {
    for (const line of [code.about, code.advice]) {
      expect(line).toMatch(/^[\x20-\x7e]{10,140}$/);
      expect(line).not.toMatch(/\.$/);
    }
  });

  it.each(['toString', 'constructor', '__proto__', '', 'Corrupt'])('%j is none', (text) => {
    expect(isFindingCode(text)).toBe(false);
  });

  it('fail the run, all but what is for the record and what is ordinary between two generations', () => {
    const silent = Object.entries(FINDING_CODES).filter(([, code]) => !isAtLeast(code.severity, 'warning'));
    expect(silent.map(([name]) => name)).toEqual([
      'pruned',
      'added',
      'removed',
      'updated',
      'special-file',
      'respelled',
      'weak-manifest',
    ]);
  });

  it('have the severity of the table unless another is given', () => {
    expect(finding('unexpected', 'a')).toEqual({ code: 'unexpected', severity: 'warning', path: 'a' });
    expect(finding('unexpected', 'a', { severity: 'note', note: 'd' })).toEqual({
      code: 'unexpected',
      severity: 'note',
      path: 'a',
      evidence: [{ is: 'note', text: 'd' }],
    });
  });
});

it.each([
  ['error', 'error', true],
  ['error', 'warning', true],
  ['error', 'note', true],
  ['warning', 'error', false],
  ['warning', 'warning', true],
  ['warning', 'note', true],
  ['note', 'error', false],
  ['note', 'warning', false],
  ['note', 'note', true],
] as const)('%s is at least %s: %s', (severity, limit, wanted) => {
  expect(isAtLeast(severity, limit)).toBe(wanted);
});
