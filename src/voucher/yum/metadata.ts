import { algorithmTagged } from '../../hash/algorithms.ts';
import type { Problems } from '../../manifest/checksum/problems.ts';
import type { Digest } from '../../model/manifest.ts';
import { type BytePath, fromText } from '../../model/path.ts';
import { digestOf } from '../kit/entry-collector.ts';
import { readXml, type XmlElement } from '../kit/xml.ts';

/** A file that the metadata of a repository names. */
export type RepositoryFile = {
  readonly line: number;
  /** `primary`, `filelists`, `rpm`. */
  readonly type: string;
  /** Relative to the repository. */
  readonly path: BytePath;
  readonly digest: Digest;
  readonly size?: number;
  /** Seconds since 1970. */
  readonly mtime?: string;
  /** It is named below another address, so that it need not be here. */
  readonly isElsewhere: boolean;
};

const SECONDS = /^\d{1,12}$/;

/** Reads `repomd.xml`; what is not as the format has it is a problem. */
export function readRepomd(bytes: Buffer, problems: Problems): RepositoryFile[] {
  return filesIn(bytes, { top: 'repomd', each: 'data' }, problems);
}

/** Reads `primary.xml`: the packages of a repository. */
export function readPrimary(bytes: Buffer, problems: Problems): RepositoryFile[] {
  return filesIn(bytes, { top: 'metadata', each: 'package' }, problems);
}

function filesIn(
  bytes: Buffer,
  { top, each }: { readonly top: string; readonly each: string },
  problems: Problems,
): RepositoryFile[] {
  const files: RepositoryFile[] = [];
  const take = (element: XmlElement): void => {
    const file = fileOf(element);
    if (typeof file === 'string') problems.add('damaged', element.line, `a ${each} without ${file}`);
    else files.push(file);
  };
  if (readXml(bytes, new Set([each]), take, problems) !== top)
    problems.add('damaged', 0, `not a file of a repository: it does not begin with ${top}`);
  return files;
}

/** Returns what an element names, or what it lacks. */
function fileOf({ line, attributes, children }: XmlElement): RepositoryFile | string {
  const child = (name: string): XmlElement | undefined => children.find((each) => each.name === name);
  const [location, checksum, size] = [child('location'), child('checksum'), child('size')];
  const href = location?.attributes['href'] ?? '';
  if (href === '') return 'a location';
  const digest = digestOf(algorithmOf(checksum?.attributes['type'] ?? ''), checksum?.text ?? '');
  if (digest === undefined) return 'a digest';
  const bytes = size?.attributes['package'] ?? size?.text ?? '';
  const mtime = child('time')?.attributes['file'] ?? '';
  return {
    line,
    type: attributes['type'] ?? '',
    path: fromText(href),
    digest,
    ...(/^\d{1,15}$/.test(bytes) ? { size: Number(bytes) } : {}),
    ...(SECONDS.test(mtime) ? { mtime } : {}),
    isElsewhere: location?.attributes['xml:base'] !== undefined,
  };
}

/** The name here of a type of checksum; `sha` is what SHA-1 was called first. */
function algorithmOf(type: string): string {
  return type === 'sha' ? 'sha1' : (algorithmTagged(type)?.name ?? '');
}
