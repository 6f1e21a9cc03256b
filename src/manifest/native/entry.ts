import type { VoucherRef } from '../../model/evidence.ts';
import type { FindingCode } from '../../model/finding.ts';
import type { Digest, ManifestEntry } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import { type FileFacts, parseFileFacts } from './grammar.ts';

/**
 * The entry of one file. A class, because a million of them are created and nearly all match: what only a finding needs
 * is parsed from the '#f' line on demand.
 */
export class NativeEntry implements ManifestEntry {
  readonly path: BytePath;
  readonly kind = 'file';
  readonly digests: readonly Digest[];
  readonly size: number | undefined;
  readonly by: VoucherRef;
  readonly line: number;
  readonly #line: string;

  /** `line` is the text of its '#f' line, `number` that of its hash line in the manifest `by`. */
  constructor(path: BytePath, digest: Digest, line: string, by: VoucherRef, number: number) {
    this.path = path;
    this.digests = [digest];
    this.size = sizeOf(line);
    this.by = by;
    this.line = number;
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

  /** Returns the same entry below another directory. */
  at(path: BytePath): NativeEntry {
    const [digest] = this.digests;
    return digest === undefined ? this : new NativeEntry(path, digest, this.#line, this.by, this.line);
  }

  /** Returns the entry as plain data, which `receiveEntry` makes an entry of again. */
  sent(): SentEntry {
    return { path: this.path, digests: this.digests, facts: this.#line, line: this.line };
  }

  #facts(): FileFacts {
    return parseFileFacts(this.#line);
  }
}

/** An entry on its way from one thread to another: one of a file with its '#f' line. */
export type SentEntry =
  | {
      readonly path: BytePath;
      readonly digests: readonly Digest[];
      readonly facts: string;
      readonly line: number;
    }
  | ManifestEntry;

/** Makes an entry of what was sent; `by` is the manifest that it is of. */
export function receiveEntry(sent: SentEntry, by: VoucherRef): ManifestEntry {
  if (!('facts' in sent)) return { ...sent, by };
  const [digest] = sent.digests;
  if (digest === undefined) throw new Error('an entry of a file has a digest');
  return new NativeEntry(sent.path, digest, sent.facts, by, sent.line);
}

/** Returns an entry as it is sent. */
export function sendEntry(entry: ManifestEntry): SentEntry {
  return entry instanceof NativeEntry ? entry.sent() : entry;
}

/** Returns the first number of a '#f' line, without slicing it. */
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
