import type { RunEvent } from '../../src/model/event.ts';
import { fromText } from '../../src/model/path.ts';
import { begin, end, found } from './events.ts';

/** Names that want to act on whatever reads a report: a terminal, XML, CSV, Markdown, a CI runner, a monitoring system. */
export const HOSTILE_NAMES: readonly string[] = [
  '\x1b[2J\x1b]0;gone\x07',
  'two\nlines\r\n::error::injected',
  '::error::injected',
  '##[error]injected',
  '::stop-commands::token/below',
  '\u202egnp.exe',
  '\u2066a\u2069\u200b\ufeff',
  '\ufffe\uffff',
  ']]><injected/>&"\'',
  '</failure><injected a="',
  '=HYPERLINK("http://example.org","x")',
  '+1+1',
  '-1+1|cmd',
  '@SUM(1,1)',
  '\t=1+1',
  ' =1+1',
  '\uff1d1+1',
  'a,b;c"d"',
  '| a | b |',
  'a|b=1;;0',
  '`code` **bold** _it_ <b>html</b> [link](http://example.org) ![i](x) @someone #1 www.example.org',
  '``',
  '\\|`',
  '# head',
  '{0} [x](http://example.org) \\',
  '%0A::error::injected %25',
  'title=x,file=y:z',
  '"} 1\nrestorable_injected{a="b',
  '\\',
  '\\"',
  "it's",
  ' ',
  '\u{1f4be} \u00e4\u6f22',
  'x'.repeat(4000),
].map(fromText);

/** Names that are no UTF-8. */
export const NO_TEXT: readonly string[] = ['caf\xe9', '\xff\xfe', '=\xff', '|\x80`'];

/** The runs of two roots with hostile names everywhere, a fault, and a run that was killed. */
export function hostileEvents(names: readonly string[] = [...HOSTILE_NAMES, ...NO_TEXT]): RunEvent[] {
  const findings = names.flatMap((name) => {
    const said = { wanted: name, found: name, detail: name };
    return [
      found('missing', name, said),
      found('corrupt', `${name}/${name}`, said),
      found('denied', `${name}/x`),
      found('garbage-directory', name, { detail: name }),
    ];
  });
  const counts = { missing: names.length, corrupt: names.length };
  const said = names.join(' ');
  return [
    begin({ root: `/r ${said}`, host: `h ${said}`, vouchers: [] }),
    ...findings,
    {
      type: 'directory',
      path: names[0] ?? '',
      files: 1,
      bytes: 1,
      judged: { garbage: { files: 1, bytes: 1 } },
    },
    end({ verdict: 'damaged', exit: 1, counts, manifest: said }),
    {
      type: 'fault',
      tool: 'restorable/0.1.0',
      id: 'f',
      command: 'verify',
      root: `/f ${said}`,
      host: said,
      at: '2026-11-23T05:20:00.000Z',
      exit: 3,
      message: said,
      hint: said,
    },
    begin({ root: said, id: 'k', command: said, startedAt: said, tool: said }),
    ...findings.slice(0, 4),
  ];
}
