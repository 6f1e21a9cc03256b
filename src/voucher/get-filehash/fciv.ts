import { algorithmNamed } from '../../hash/algorithms.ts';
import type { Problems } from '../../manifest/checksum/problems.ts';
import type { Digest } from '../../model/manifest.ts';
import { digestOf } from '../kit/entry-collector.ts';
import type { NamedDigests } from '../kit/loose-checksum-list.ts';

const START = /^(?:<\?xml[^>]*>\s*)?<FCIV>/;
const ENTRY = /<FILE_ENTRY>([^]*?)<\/FILE_ENTRY>/g;
const ENTITIES = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['amp', '&'],
]);

/** Returns whether text begins as the XML database of Microsoft's File Checksum Integrity Verifier. */
export function isFciv(text: string): boolean {
  return START.test(text);
}

/** Reads the database of FCIV: of each file its name, and MD5 and SHA-1 in base64. */
export function readFciv(text: string, problems: Problems): NamedDigests[] {
  const found: NamedDigests[] = [];
  let line = 1;
  let at = 0;
  for (const { index, 1: entry = '' } of text.matchAll(ENTRY)) {
    line += text.slice(at, index).split('\n').length - 1;
    at = index;
    const name = /<name>([^<]+)<\/name>/.exec(entry)?.[1]?.replace(/&(\w+);/g, decode) ?? '';
    const digests = ['MD5', 'SHA1'].flatMap((tag) => digestIn(entry, tag));
    if (name === '' || digests.length === 0) problems.add('damaged', line, 'not a name and a digest of it');
    else found.push({ line, name, digests });
  }
  if (!text.trimEnd().endsWith('</FCIV>')) problems.add('truncated', 0, 'its last element is not closed');
  if ((text.match(/<FILE_ENTRY\b/g) ?? []).length > found.length + problems.all().length)
    problems.add('damaged', 0, 'an entry that is not closed');
  return found;
}

function digestIn(entry: string, tag: string): Digest[] {
  const text = new RegExp(`<${tag}>([A-Za-z0-9+/=]+)</${tag}>`).exec(entry)?.[1] ?? '';
  const algorithm = algorithmNamed(tag.toLowerCase())?.name ?? '';
  return [digestOf(algorithm, Buffer.from(text, 'base64').toString('hex')) ?? []].flat();
}

function decode(whole: string, name: string): string {
  return ENTITIES.get(name) ?? whole;
}
