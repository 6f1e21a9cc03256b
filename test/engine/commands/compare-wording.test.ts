import { describe, expect, it } from 'vitest';
import { asGeneration } from '../../../src/engine/commands/compare-wording.ts';
import type { Evidence } from '../../../src/model/evidence.ts';
import { type Finding, type FindingCode, finding } from '../../../src/model/finding.ts';

const found = (code: FindingCode, evidence: readonly Evidence[] = []): Finding =>
  finding(code, 'a', { severity: 'error', evidence });
const turned = (now: { readonly after?: string; readonly mostly?: 'random' }): Finding =>
  found('wrong-type', [{ is: 'turned', before: 'sqlite', ...now }]);

describe('a finding between two generations', () => {
  it('is no lost format where versions that may not know the same looked', () => {
    expect(asGeneration(turned({}), false).severity).toBe('note');
    expect(asGeneration(turned({}), true).severity).toBe('error');
  });

  it.each([
    ['of another format now', turned({ after: 'zip' })],
    ['random now', turned({ mostly: 'random' })],
    ['of a wrong type by itself', found('wrong-type')],
    ['of zeros', found('zero-filled')],
    ['broken', found('broken-structure')],
  ])('keeps its severity where the content is %s, whatever the versions', (_, each) => {
    for (const isOneVersion of [true, false]) expect(asGeneration(each, isOneVersion)).toEqual(each);
  });

  it('is ordinary where that is so between generations, whatever the versions', () => {
    for (const isOneVersion of [true, false]) {
      expect(asGeneration(found('changed'), isOneVersion)).toMatchObject({
        code: 'updated',
        severity: 'note',
      });
      expect(asGeneration(found('corrupt'), isOneVersion)).toMatchObject({ severity: 'warning' });
    }
  });
});
