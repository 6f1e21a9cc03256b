import { describe, expect, it } from 'vitest';
import { begin, end, found } from '../../events.ts';
import { counted, page } from './events.ts';

/** The lists of differences on a page, each as `term: text` and sorted. */
function differencesOn(html: string): string[] {
  return [...html.matchAll(/<dl class="differ">(.*?)<\/dl>/gs)]
    .map(([, list = '']) =>
      [...list.matchAll(/<dt>(.*?)<\/dt><dd><code dir="ltr">(.*?)<\/code><\/dd>/gs)]
        .map(([, term, text]) => `${term}: ${text}`)
        .join(', '),
    )
    .toSorted();
}

describe('a finding on the page', () => {
  it('says what was wanted and what was found, each only where it is known', () => {
    const findings = [
      found('corrupt', 'a', { wanted: 'xxh64:9b4e1f0a77c1d2e3', found: 'xxh64:0c55aa10b5b2f9d4' }),
      found('missing', 'b', { wanted: '40960 bytes' }),
      found('wrong-type', 'c', { found: 'an <archive>' }),
      found('special-file', 'd'),
    ];
    const html = page([
      begin(),
      ...findings,
      end({ verdict: 'damaged', exit: 1, counts: counted(findings) }),
    ]);
    expect(differencesOn(html)).toEqual([
      'found: an &lt;archive&gt;',
      'wanted: 40960 bytes',
      'wanted: xxh64:9b4e1f0a77c1d2e3, found: xxh64:0c55aa10b5b2f9d4',
    ]);
  });
});
