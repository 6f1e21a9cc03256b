import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingEvent } from '../../src/model/event.ts';
import { FINDING_CODES, finding } from '../../src/model/finding.ts';
import { toBytes } from '../../src/model/path.ts';
import { somePath } from '../help/arbitrary.ts';

describe('a finding as an event', () => {
  it('has what the finding has and the advice of its code', () => {
    const event = findingEvent(finding('grown', 'sub/a', { wanted: '1', found: '2', detail: 'd' }));
    expect(event).toEqual({
      type: 'finding',
      code: 'grown',
      severity: 'error',
      path: 'sub/a',
      wanted: '1',
      found: '2',
      detail: 'd',
      advice: FINDING_CODES.grown.advice,
    });
  });

  it('has no field that says nothing', () => {
    const keys = Object.keys(findingEvent(finding('missing', 'a')));
    expect(keys).toEqual(['type', 'code', 'severity', 'path', 'advice']);
  });

  it('carries the exact bytes of any path through JSON', () => {
    fc.assert(
      fc.property(somePath, (path) => {
        const event = JSON.parse(JSON.stringify(findingEvent(finding('missing', path))));
        const bytes =
          event.pathBytes === undefined ? Buffer.from(event.path) : Buffer.from(event.pathBytes, 'base64');
        expect(bytes.equals(toBytes(path))).toBe(true);
      }),
    );
  });

  it('has bytes only where text would lose some', () => {
    expect(findingEvent(finding('missing', 'caf\xc3\xa9'))).not.toHaveProperty('pathBytes');
    expect(findingEvent(finding('missing', 'caf\xe9'))).toMatchObject({
      path: 'caf\ufffd',
      pathBytes: 'Y2Fm6Q==',
    });
  });
});
