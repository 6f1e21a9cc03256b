/** Nothing but the table says what a code means: no other place in the source keeps a list of codes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isFindingCode } from '../../src/model/finding.ts';

const SRC = join(import.meta.dirname, '../../src');

/** The table itself, and lists that are no statement about what a code means. */
const ALLOWED: ReadonlyMap<string, string> = new Map([
  ['model/integrity-codes.ts', 'a part of the table'],
  ['model/content-codes.ts', 'a part of the table'],
  ['model/directory-codes.ts', 'a part of the table'],
  ['model/manifest-codes.ts', 'a part of the table'],
  [
    'engine/judge/judge-content.ts',
    'two rules of evidence, each about what one detector says of a known file',
  ],
  ['detect/detectors.ts', 'which detectors a store or the user has an answer for'],
  ['detect/examine-structure.ts', 'which detectors count inside a container, and how much'],
]);

/** The bodies of brackets of one kind that have none of their kind inside. */
function bodies(text: string, open: string, close: string): string[] {
  return [...text.matchAll(new RegExp(`\\${open}([^\\${open}\\${close}]*)\\${close}`, 'g'))].map(
    ([, body = '']) => body,
  );
}

function codesIn(text: string, pattern: RegExp): string[] {
  const found = [...text.matchAll(pattern)].map(([, code = '']) => code).filter(isFindingCode);
  return [...new Set(found)];
}

/** A text in which the innermost objects that are values are gone, so that what holds them can be seen. */
function flat(text: string): string {
  return text.replaceAll(/:\s*\{[^{}]*\}/g, ': 0');
}

/** Every list, table and chain of comparisons in a source text that names two codes or more. */
function codeLists(source: string): string[] {
  const text = source
    .replaceAll(/^\s*\/\*[\s\S]*?\*\//gm, '')
    .replaceAll(/(^|\s)\/\/.*$/gm, '$1')
    .replaceAll(/\$\{[^{}]*\}/g, '');
  const lists = bodies(text, '[', ']')
    .filter((body) => /^(?:\s*'[^']*'\s*,?)+$/.test(body))
    .map((body) => codesIn(body, /'([a-z-]+)'/g));
  const tables = [text, flat(text), flat(flat(text))]
    .flatMap((each) => bodies(each, '{', '}'))
    .map((body) => codesIn(body, /(?:^|[{,])\s*'?([a-z-]+)'?\s*:/g));
  const compared = codesIn(text, /\bcodes?\b[^'\n]{0,30}[!=]==\s*'([a-z-]+)'/g);
  const cases = codesIn(text, /\bcase\s*'([a-z-]+)'/g);
  const calls = bodies(text, '(', ')')
    .filter((body) => /^(?:\s*'[^']*'\s*,?)+$/.test(body))
    .map((body) => codesIn(body, /'([a-z-]+)'/g));
  const all = [...lists, ...tables, ...calls, compared, cases].filter((codes) => codes.length >= 2);
  return [...new Set(all.map((codes) => codes.join(', ')))];
}

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .toSorted();

describe('lists of codes', () => {
  it.each(sources.filter((path) => !ALLOWED.has(path)))('%s has none', (path) => {
    expect(codeLists(readFileSync(join(SRC, path), 'utf8'))).toEqual([]);
  });

  it.each([...ALLOWED])('%s has one still: %s', (path) => {
    expect(codeLists(readFileSync(join(SRC, path), 'utf8'))).not.toEqual([]);
  });

  it.each([
    ["const NEVER = new Set(['denied', 'unreadable']);", ['denied, unreadable']],
    ["const A = ['corrupt', 'changed'] as const;", ['corrupt, changed']],
    ["const T = { missing: { code: 'removed' }, unexpected: { code: 'added' } };", ['missing, unexpected']],
    ["if (code === 'denied' || code === 'unreadable') return;", ['denied, unreadable']],
    ["ledger.count('corrupt', 'changed')", ['corrupt, changed']],
    ["switch (code) { case 'missing': case 'moved': return; }", ['missing, moved']],
    ["finding('missing', path); finding('moved', path);", []],
    ["const words = ['error', 'warning', 'missing'];", []],
    ["if (code === 'moved') return;", []],
  ])('are seen: %s', (text, wanted) => {
    expect(codeLists(text)).toEqual(wanted);
  });
});
