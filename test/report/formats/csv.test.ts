import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csv } from '../../../src/report/formats/csv.ts';
import { someName, somePath } from '../../help/arbitrary.ts';
import { begin, end, found, report } from '../events.ts';
import { HOSTILE_NAMES, hostileEvents } from '../hostile.ts';

/** Rows and cells as RFC 4180 reads them. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const match = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
    match.lastIndex = at;
    const [all, quoted, bare = '', separator] = match.exec(text) ?? [];
    if (all === undefined) throw new Error(`no cell at ${at}: ${text.slice(at, at + 40)}`);
    row.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (separator === '\r\n') {
      rows.push(row);
      row = [];
    }
    at += all.length;
  }
  if (row.length > 0) throw new Error('the last row has no end');
  return rows;
}

const WIDTH = 12;

describe('CSV', () => {
  it('has a row a finding, and a row a run', () => {
    const missing = found('missing', 'a', { wanted: 'xxh64:22', detail: 'one, two' });
    const rows = parse(
      report(csv, [begin(), missing, end({ verdict: 'damaged', exit: 1, counts: { missing: 1 } })]),
    );
    const advice = missing.advice;
    const run = 'db1 /srv/backup 2026-11-23T05:20:00.000Z';
    const detail = '1 missing; 1,204 files, 3.4 GB read in 3 min 20 s';
    expect(rows).toEqual([
      'type host root startedAt severity code path pathBytes wanted found detail advice'.split(' '),
      [...`finding ${run} error missing a  xxh64:22 `.split(' '), 'one, two', advice],
      [...`end ${run}  damaged    `.split(' '), detail, ''],
    ]);
  });

  it('can be read whatever the names, and no cell is a formula', () => {
    const check = (text: string): void => {
      for (const row of parse(text)) {
        expect(row).toHaveLength(WIDTH);
        for (const cell of row) expect(cell).not.toMatch(/^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/);
      }
    };
    check(report(csv, hostileEvents()));
    fc.assert(
      fc.property(fc.array(somePath, { minLength: 1 }), (paths) => check(report(csv, hostileEvents(paths)))),
      { numRuns: 50 },
    );
  });

  it('keeps the exact bytes of every name', () => {
    const check = (path: string): void => {
      const [, [, , , , , , shown = '', bytes = ''] = []] = parse(
        report(csv, [begin(), found('missing', path), end()]),
      );
      const text = shown.replace(/^'/, '');
      const exact = bytes === '' ? Buffer.from(text) : Buffer.from(bytes.replace(/^'/, ''), 'base64');
      if (bytes === '' && path.startsWith("'"))
        expect(Buffer.from(shown)).toEqual(Buffer.from(path, 'latin1'));
      else expect(exact).toEqual(Buffer.from(path, 'latin1'));
    };
    for (const name of HOSTILE_NAMES) check(name);
    fc.assert(fc.property(someName, check));
  });

  it('puts an apostrophe before what would be a formula', () => {
    const [, row = []] = parse(report(csv, [begin(), found('missing', '=1+1'), end()]));
    expect(row[6]).toBe("'=1+1");
  });
});
