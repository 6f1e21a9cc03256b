import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joined, markup, trusted } from '../../../../src/report/formats/html/markup.ts';
import { someBytes } from '../../../help/arbitrary.ts';

describe('markup', () => {
  it('escapes what acts on a page', () => {
    expect(markup`<p title="${`"'`}">${'<b>&amp;</b>'}</p>`.html).toBe(
      '<p title="&quot;&#39;">&lt;b&gt;&amp;amp;&lt;/b&gt;</p>',
    );
  });

  it('escapes what acts on a reader', () => {
    expect(markup`${'a\u202egpj.exe\x1b[2J\n\u0000\ud800\uffff'}`.html).toBe(
      'a\\u202egpj.exe\\x1b[2J\\n\\x00\\ud800\\uffff',
    );
  });

  it('takes markup, lists of it and numbers as they are', () => {
    const items = ['a', '<'].map((each) => markup`<li>${each}</li>`);
    expect(markup`<ul>${items}${7}${joined(items, ', ')}${trusted('<hr>')}</ul>`.html).toBe(
      '<ul><li>a</li><li>&lt;</li>7<li>a</li>, <li>&lt;</li><hr></ul>',
    );
  });

  it('lets nothing through, whatever the text', () => {
    const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 });
    const text = fc.oneof(
      someBytes,
      units.map((each) => String.fromCharCode(...each)),
      fc.constantFrom('</script>', '<!--', ']]>', '&lt;'),
    );
    fc.assert(
      fc.property(text, (each) => {
        const { html } = markup`${each}`;
        expect(html).not.toMatch(/[<>"'\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        expect(html.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
      }),
    );
  });
});
