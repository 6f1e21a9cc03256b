/** What a configuration file says: the parser that knows lines, the keys, and the schema that is published. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { didYouMean } from '../../../src/cli/arguments/did-you-mean.ts';
import { configPlaces } from '../../../src/cli/config/file.ts';
import { JsonError, type JsonNode, lineAndColumn, parseJson } from '../../../src/cli/config/json.ts';
import { readConfig } from '../../../src/cli/config/read.ts';
import { configSchema } from '../../../src/cli/config/schema.ts';
import { setKeys } from '../../../src/cli/config/table.ts';
import { configTemplate } from '../../../src/cli/config/template.ts';
import { hasJsonSchema, jsonComplaints } from '../../help/schema.ts';

const page = readFileSync(new URL('../../../docs/config.md', import.meta.url), 'utf8');

/** A value without its places; `undefined` where the text is no JSON. */
function parsed(text: string): unknown {
  try {
    return plain(parseJson(text));
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

function plain(node: JsonNode): unknown {
  if (node.is === 'scalar') return node.value;
  if (node.is === 'list') return node.items.map(plain);
  return Object.fromEntries(node.members.map(({ key, value }) => [key, plain(value)]));
}

const problems = (text: string): string[] => readConfig(text, '/etc').problems.map(({ message }) => message);
const inSet = (text: string): string => `{"sets":{"a":{"roots":["/r"],${text}}}}`;

describe('JSON with places', () => {
  it('is what JSON.parse takes it for', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 }), fc.nat(3), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(JSON.stringify(parsed(text))).toBe(JSON.stringify(JSON.parse(text)));
      }),
      { numRuns: 40 },
    );
  });

  it('refuses what JSON.parse refuses, but for keys that are there twice, which it takes', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b"',
      '1',
      '-',
      '.',
      'e5',
      'true',
      ' ',
      '\n',
      '"',
      '\\',
    ];
    const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 9 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        let wanted: unknown;
        try {
          wanted = JSON.parse(text);
        } catch {
          wanted = undefined;
        }
        const isTwice = /"(\w)":.*"\1":/.test(text);
        if (!isTwice) expect(parsed(text)).toEqual(wanted);
      }),
      { numRuns: 2000 },
    );
  });

  it('has comments wherever blanks may be, and none inside strings', () => {
    const text =
      '// one\n{ /* two\nlines */ "a": "// no /* comment", // three\n "b": [1, /**/ 2] }\n/* four */';
    expect(parsed(text)).toEqual({ a: '// no /* comment', b: [1, 2] });
  });

  it.each([
    ['{"a": 1,\n "a": 2}', '2:2 the key "a" appears twice'],
    ['{\n  "a": [1,],\n}', '2:10 found a comma with nothing after it'],
    ['{"a": 1\n "b": 2}', '2:2 found "b", wanted a comma or \'}\' after the value'],
    ['[1 2]', "1:4 found '2', wanted a comma or ']' after the item"],
    ['{"a" 1}', "1:6 found '1', wanted a colon after the key"],
    ['{"a": nul}', '1:7 found "nul", wanted a value'],
    ['# mine\n{}', '1:1 found a comment that begins with #, not with //, wanted a value'],
    ['{ /* mine\n}', '1:3 found a comment without an end, wanted a key in double quotes'],
    ['// mine\n{"a": nul}', '2:7 found "nul", wanted a value'],
    ["{'a': 1}", '1:2 found a single quote, wanted a key in double quotes'],
    ['{"a": "b\nc"}', '1:7 found a string without an end, or with a bad escape, wanted a value'],
    ['{"a": [', '1:8 found the end of the file, wanted a value'],
    ['{} []', "1:4 found '[' after the end"],
    ['', '1:1 found the end of the file, wanted a value'],
    ['['.repeat(100_000), '1:34 nested too deeply'],
  ])('%# says where it is wrong', (text, wanted) => {
    const say = (): string => {
      try {
        return JSON.stringify(parseJson(text));
      } catch (error) {
        return error instanceof JsonError
          ? `${lineAndColumn(text, error.at)} ${error.message}`
          : String(error);
      }
    };
    expect(say()).toBe(wanted);
  });
});

describe('the file to begin with', () => {
  it('is right as it is, with a set of a name of its own for each directory', () => {
    const roots = ['/srv/mail', '/mnt/mail', '/srv/.ü x', '/', '/srv/backup'];
    const { sets, problems: wrong } = readConfig(configTemplate(roots), '/etc');
    expect(wrong).toEqual([]);
    expect(sets.map(({ name, roots: [root] }) => [name, root])).toEqual([
      ['mail', '/srv/mail'],
      ['mail-2', '/mnt/mail'],
      ['x', '/srv/.ü x'],
      ['backup', '/'],
      ['backup-2', '/srv/backup'],
    ]);
  });

  it('is right with every line that is left as a comment', () => {
    const whole = configTemplate(['/srv/mail']).replaceAll(/\/\/ (, "\w+": .*?)(?: {2,}.*)?$/gm, '$1');
    expect(readConfig(whole, '/etc').problems).toEqual([]);
    expect([...(readConfig(whole, '/etc').sets[0]?.values.keys() ?? [])].toSorted()).toEqual([
      'exclude',
      'lockWait',
      'maxAge',
      'maxSealAge',
      'ping',
      'report',
    ]);
  });
});

describe('a configuration file', () => {
  it.each([
    ['{"sets":{"a":{"roots":["/r"]}},"set":1}', '1:32: unknown key "set"'],
    ['{}', '1:1: sets: missing, wanted a set: "sets": { "NAME": { "roots": ["/srv/backup"] } }'],
    ['[]', '1:1: found an empty list, wanted an object: { ... }'],
    ['{"sets":{"a/b":{"roots":["/r"]}}}', '1:10: sets: invalid name of a set: "a/b"'],
    [
      '{"sets":{"a":{"roots":[]}}}',
      '1:23: sets.a.roots: found an empty list, wanted a list of paths: ["/srv/backup"]',
    ],
    ['{"sets":{"a":{"roots":["/r",""]}}}', '1:29: sets.a.roots: found "", wanted a path'],
    ['{"sets":{"a":{}}}', '1:14: sets.a.roots: missing, wanted a list of paths: ["/srv/backup"]'],
    [inSet('"failon":"error"'), '1:30: sets.a: unknown key "failon"'],
    [inSet('"listVouchers":true'), '1:30: sets.a: unknown key "listVouchers"'],
    [inSet('"failOn":"warn"'), '1:39: sets.a.failOn: found "warn", wanted one of error, warning, note'],
    [inSet('"quiet":1'), '1:38: sets.a.quiet: found 1, wanted true or false'],
    [
      inSet('"exclude":"*.tmp"'),
      '1:40: sets.a.exclude: found "*.tmp", wanted a list, each a pattern such as "*.tmp"',
    ],
    [
      inSet('"report":["htm:x"]'),
      '1:40: sets.a.report[0]: found "htm:x", wanted NAME or NAME:FILE; NAME is one of terminal, jsonl, junit, github, gitlab, sarif, nagios, prometheus, csv, markdown, html, paths; perhaps html',
    ],
    [
      inSet('"maxAge":"26"'),
      '1:39: sets.a.maxAge: found "26", wanted a duration with a unit, such as 90s, 30m, 26h, 7d or 1d12h',
    ],
    [inSet('"jobs":300'), '1:37: sets.a.jobs: found 300, wanted auto, or a number from 1 to 256'],
    [inSet('"manifest":"\\u001b[2J","strong":null'), '1:62: sets.a.strong: found null, wanted true or false'],
  ])('%s is not right', (text, wanted) => {
    expect(problems(text)).toEqual([wanted]);
  });

  it('says everything that is wrong, in the order of the file, and what was perhaps meant', () => {
    const text = '{"defaults":{"fail-on":"x"},\n"sets":{"a":{"root":["/r"]},"b":{"roots":["/r"],"keep":0}}}';
    expect(readConfig(text, '/').problems).toEqual([
      {
        message: '1:14: defaults: unknown key "fail-on"',
        hint: expect.stringMatching(/^did you mean failOn\? all keys: /),
      },
      { message: expect.stringContaining('sets.a.roots: missing'), hint: expect.any(String) },
      {
        message: '2:14: sets.a: unknown key "root"',
        hint: expect.stringMatching(/^did you mean roots\? all keys: /),
      },
      {
        message: '2:56: sets.b.keep: found 0, wanted a whole number, at least 1',
        hint: 'it takes the values of --keep: restorable verify --help',
      },
    ]);
  });

  it('gives what the parsers of the flags give, with the paths and the name of the set', () => {
    const text = JSON.stringify({
      defaults: { lockWait: '1h', exclude: ['a', 'b'], report: ['html:{set}.html', 'nagios'], maxAge: '2h' },
      sets: {
        x: { roots: ['r', '/s/*'], manifest: '../m', ping: 'https://p/{set}', jobs: 'auto', journal: false },
        y: {
          roots: ['r'],
          exclude: [],
          expect: ['encrypted=*'],
          maxShrink: '20%',
          minBytes: '10MiB',
          jobs: 2,
        },
      },
    });
    const { sets, problems: none } = readConfig(text, '/etc/r');
    expect(none).toEqual([]);
    const defaults = { lockWait: 3_600_000, maxAge: 7_200_000 };
    const report = (set: string): object[] => [
      { name: 'html', file: `/etc/r/${set}.html` },
      { name: 'nagios' },
    ];
    expect(sets.map(({ name, roots, values }) => [name, roots, Object.fromEntries(values)])).toEqual([
      [
        'x',
        ['/etc/r/r', '/s/*'],
        {
          ...defaults,
          exclude: ['a', 'b'],
          report: report('x'),
          manifest: '/etc/m',
          ping: 'https://p/x',
          jobs: 'auto',
          journal: false,
        },
      ],
      [
        'y',
        ['/etc/r/r'],
        {
          ...defaults,
          exclude: undefined,
          report: report('y'),
          expect: ['encrypted=*'],
          maxShrink: 0.2,
          minBytes: 10 * 2 ** 20,
          jobs: 2,
        },
      ],
    ]);
  });

  it('is never a crash', () => {
    const keys = [...setKeys().keys(), 'roots', 'sets', 'defaults', '__proto__', 'constructor', 'x'];
    const { node } = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue({ maxDepth: 0 }),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...keys), tie('node'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(node, (value) => {
        const whole = { sets: { a: { roots: ['/r'], ...Object(value) } }, defaults: value };
        expect(() => readConfig(JSON.stringify(whole), '/')).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  it('lies in /etc for root, who trusts no home, and in the home before that for others', () => {
    const system = '/etc/restorable/restorable.json';
    expect(configPlaces(true, '/root', '/root/x')).toEqual([system]);
    expect(configPlaces(false, '/home/a', undefined)).toEqual([
      '/home/a/.config/restorable/restorable.json',
      system,
    ]);
    expect(configPlaces(false, '/home/a', '/x')).toEqual(['/x/restorable/restorable.json', system]);
    expect(configPlaces(false, '/home/a', 'x')[0]).toBe('/home/a/.config/restorable/restorable.json');
  });
});

it.each([
  ['fail-on', 'failOn'],
  ['FAILON', 'failOn'],
  ['exclud', 'exclude'],
  ['warn', 'warning'],
  ['rooots', 'roots'],
  ['zzz', undefined],
  ['', undefined],
])('%j is like %j', (word, wanted) => {
  expect(didYouMean(word, ['failOn', 'exclude', 'roots', 'warning', 'keep'])).toBe(wanted);
});

describe('what is published', () => {
  it('is the schema and the table that the flags make: npm run docs', () => {
    const file = readFileSync(new URL('../../../docs/restorable.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(file)).toEqual(configSchema());
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows.map((row) => row.split('`')[1])).toEqual([...setKeys().keys()]);
    for (const { flag, kind } of setKeys().values())
      expect(rows.find((row) => row.includes(`\`${flag}\``))).toContain(kind.wanted);
  });

  it('has a list for what can be repeated and for nothing else', () => {
    const lists = [...setKeys().values()].filter(({ isList }) => isList).map(({ name }) => name);
    expect(lists).toEqual(['budget', 'exclude', 'expect', 'report', 'code']);
  });

  it.skipIf(!hasJsonSchema())('refuses and takes what the program refuses and takes', () => {
    const texts = [
      '',
      'x',
      '5',
      '26h',
      '1d 12h ',
      '10M',
      '1.5gib',
      '10i',
      '20%',
      '20 %',
      '120%',
      'auto',
      'quick',
    ];
    const others = [
      'https://x/y',
      'http:///',
      'ftp://x',
      'html',
      'html:',
      'html:x',
      'htm',
      'encrypted=',
      'zero=',
      'other=*',
      'a\nb',
    ];
    const encrypted = ['encrypted=*', 'encrypted=\n', 'zero=*'];
    const values = [true, false, null, {}, 0, 1, 5, -1, 1.5, 300, 1e21, ...texts, ...others, ...encrypted];
    const cases = [...values, [], ...values.map((value) => [value]), ['x', 'y'], ['html', 'htm']];
    const documents = [
      ...[...setKeys().keys(), 'roots', 'listVouchers', 'set'].flatMap((key) =>
        cases.map((value) => ({ sets: { a: { roots: ['/r'], [key]: value } } })),
      ),
      ...cases.map((value) => ({ defaults: { limit: value }, sets: { a: { roots: ['/r'] } } })),
      ...cases.map((value) => ({ sets: value })),
      {},
      { sets: {} },
      { sets: { 'a b': { roots: ['/'] } } },
      { sets: { a: {} } },
      JSON.parse(JSON.stringify(parsed(/```json\n([^]*?)```/.exec(page)?.[1] ?? ''))),
    ];
    const refused = refusedBySchema(documents);
    const differ = documents.filter(
      (each, i) => refused.has(i) !== problems(JSON.stringify(each)).length > 0,
    );
    expect(refused.size).toBeGreaterThan(documents.length / 2);
    expect(refused).not.toContain(documents.length - 1);
    // What a schema cannot say: the program refuses it alone.
    expect(differ.map((each) => JSON.stringify(each.defaults ?? each.sets.a)).toSorted()).toEqual(
      [
        '{"limit":1e+21}',
        '{"roots":["/r"],"jobs":300}',
        ...['bandwidth', 'jobs', 'keep', 'limit', 'maxFindings', 'minFiles', 'minBytes'].map(
          (key) => `{"roots":["/r"],"${key}":1e+21}`,
        ),
        '{"roots":["/r"],"maxShrink":"120%"}',
      ].toSorted(),
    );
  });
});

/** The documents that the published schema refuses, by index; all in one process. */
function refusedBySchema(documents: readonly unknown[]): ReadonlySet<number> {
  const { $defs, ...one } = { $defs: {}, ...configSchema() };
  const scratch = mkdtempSync(join(tmpdir(), 'restorable-schema-'));
  try {
    const file = join(scratch, 'list.json');
    writeFileSync(file, JSON.stringify({ $defs, type: 'array', items: one }));
    const complaints = jsonComplaints(pathToFileURL(file).href, JSON.stringify(documents));
    return new Set([...complaints.matchAll(/^\[(\d+)/gm)].map(([, index]) => Number(index)));
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
