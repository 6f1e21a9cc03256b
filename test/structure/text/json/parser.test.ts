import { describe, expect, it } from 'vitest';
import { json } from '../../../../src/structure/text/json/json.ts';
import { createJsonParser, type JsonParsed } from '../../../../src/structure/text/json/parser.ts';
import { chunks } from '../../../hash/stream.ts';
import { endures, standingOf } from '../../standing.ts';

function parsed(text: string | Buffer, sizes: readonly number[] = [65_536]): JsonParsed {
  const parser = createJsonParser();
  const bytes = Buffer.from(text);
  for (const chunk of chunks(bytes, sizes)) parser.update(Buffer.from(chunk));
  return parser.end();
}

const GOOD = [
  '{}',
  '[]',
  ' [ ] \n',
  '{"a":1,"b":[true,false,null],"c":{"d":"e"}}',
  '"a string"',
  '17',
  '-0.5e-7',
  '\ufeff{"a": "\\u00e9\\n\\"\\\\"}',
  '{"a":1}\n{"a":2}\n{"a":3}\n',
  '[1][2]',
  '\x1e{"a":1}\n\x1e{"a":2}\n',
  '// a comment\n{"a": 1, /* and ** one */ "b": 2, # three\n}',
  '[1, 2, 3,]',
  "{a: 'b', $c: 0xFF, d: .5, e: +1, f: Infinity, g: NaN, 'h-i': -Infinity, 7: 5.}",
  '{"_id": ObjectId("5f"), "at": ISODate("2026-01-01"), "n": NumberLong(5), "d": new Date(5)}',
  '{"a": True, "b": None}',
  '{"a": "it\'s", \'b\': \'say "so"\'}',
  '{"a": "one\ttab"}',
];
const BAD = [
  ['{"a":1 "b":2}', 'a string at 7, where a comma or an end should be'],
  ['{"a" 1}', '"1" at 5, where a colon or an end should be'],
  ['{"a":}', '"}" at 5, where a value or an end should be'],
  ['{"a"}', '"}" at 4, where a colon or an end should be'],
  ['[1 2]', '"2" at 3, where a comma or an end should be'],
  ['[,1]', 'a comma at 1, where a value or an end should be'],
  ['{"a":1,,}', 'a comma at 7, where a name or an end should be'],
  ['[1]]', 'the closing bracket at 3 does not match an opening one'],
  ['{"a":[1}', 'the closing bracket at 7 does not match an opening one'],
  ['{"a": tru}', '"tru" at 6, where a value or an end should be'],
  ['{"a": 1-2}', '"1-2" at 6, where a value or an end should be'],
  ['{"a": 2026-01-01}', '"2026-01-01" at 6, where a value or an end should be'],
  ['{"a": "one\nline"}', 'a line end inside a string at 10, where a value or an end should be'],
  ['{"a": "b\x01"}', 'a control byte at 8, where a value or an end should be'],
  ['{"a": <b>}', 'the byte 3c at 6, where a value or an end should be'],
  ['Not found\n', '"Not" at 0, where a value or an end should be'],
  ['{"a": /b/}', 'a slash at 6, where a value or an end should be'],
  ['{"a": 1, "b\x80": 2, 3}', '"}" at 19, where a colon or an end should be'],
] as const;

describe('a text of JSON', () => {
  it.each(GOOD)('is one: %s', (text) => {
    for (const sizes of [[65_536], [1], [2, 3]])
      expect(parsed(text, sizes)).toEqual({
        fault: undefined,
        open: undefined,
        isMismatch: false,
        hasValue: true,
      });
  });

  it.each(BAD)('is none: %s', (text, fault) => {
    for (const sizes of [[65_536], [1], [2, 3]])
      expect(parsed(Buffer.from(text, 'latin1'), sizes)).toMatchObject({ fault });
  });

  it('may end too early', () => {
    for (const [text, open] of [
      ['{"a": [1', '2 brackets'],
      ['{"a": "b', 'a string'],
      ['{"a": "b\\', 'a string'],
      ['{} /* c', 'a comment'],
    ] as const)
      expect(parsed(text)).toMatchObject({ fault: undefined, open });
  });

  it('may have no value, and no more levels than 4096', () => {
    expect(parsed(' \n// nothing\n')).toMatchObject({ fault: undefined, hasValue: false });
    expect(parsed('['.repeat(4096) + ']'.repeat(4096))).toMatchObject({ fault: undefined });
    expect(parsed('['.repeat(5000)).fault).toMatch(/at 4096/);
  });
});

describe('a file named .json', () => {
  const rows = Array.from({ length: 9000 }, (_, i) => ({ id: i, name: `the ${i}th`, tags: [i, null] }));
  const whole = Buffer.from(JSON.stringify({ rows }, undefined, 1));
  const at = (bytes: Buffer): unknown => standingOf(json, bytes, [65_536], { path: 'a.json' });

  it('is parsed from end to end', () => {
    expect(whole.length).toBeGreaterThan(600_000);
    expect(at(whole)).toEqual({ is: 'sound' });
    expect(at(whole.subarray(0, 500_000))).toMatchObject({ is: 'cut' });
    const swapped = Buffer.from(whole);
    whole.copy(swapped, 131_072, 196_608, 262_144);
    whole.copy(swapped, 196_608, 131_072, 196_608);
    const lost = Buffer.concat([whole.subarray(0, 393_216), whole.subarray(458_752)]);
    const upper = Buffer.from(whole);
    upper.fill('lorem ipsum dolor sit amet, ', 400_000, 400_512);
    for (const bytes of [swapped, lost, upper])
      expect(at(bytes)).toMatchObject({ is: 'broken', severity: 'warning' });
  });

  it('does not depend on chunks', () => endures(json, whole.subarray(0, 90_000), 40));
});
