import type { FindingCode } from '../../model/finding.ts';
import type { Digest, ManifestEntry } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import { type FileFacts, parseFileFacts } from './grammar.ts';

/**
 * The promise of one file. A class, because a million of them are made and nearly all hold: what only a finding needs is
 * read from the '#f' line when it is asked for.
 */
export class NativePromise implements ManifestEntry {
  readonly path: BytePath;
  readonly kind = 'file';
  readonly digests: readonly Digest[];
  readonly size: number | undefined;
  readonly #line: string;

  constructor(path: BytePath, digest: Digest, line: string) {
    this.path = path;
    this.digests = [digest];
    this.size = sizeOf(line);
    this.#line = line;
  }

  get isProfiled(): boolean {
    return this.#line.includes('\tp=');
  }

  get mtime(): string | undefined {
    return this.#facts().mtime;
  }

  get mode(): number | undefined {
    return this.#facts().mode;
  }

  get profile(): string | undefined {
    return this.#facts().profile;
  }

  get accepted(): readonly FindingCode[] | undefined {
    return this.#facts().accepted;
  }

  /** The same promise below another directory. */
  at(path: BytePath): NativePromise {
    const [digest] = this.digests;
    return digest === undefined ? this : new NativePromise(path, digest, this.#line);
  }

  #facts(): FileFacts {
    return parseFileFacts(this.#line);
  }
}

/** The first number of a '#f' line, without a slice for it. */
function sizeOf(line: string): number | undefined {
  let size = 0;
  let at = 3;
  for (; at < line.length; at++) {
    const digit = line.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) break;
    size = size * 10 + digit;
  }
  return at === 3 ? undefined : size;
}
