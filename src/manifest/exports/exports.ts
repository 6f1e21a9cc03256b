/**
 * What `seal` writes next to the native manifest, for tools that read other formats. The lines are such that the real
 * tool accepts them, with the digests of the same read; a name that a format cannot represent is omitted and counted.
 */
import type { ManifestEntry } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import { formatHashLine } from '../native/grammar.ts';
import type { ExportName } from './names.ts';

/** A piece of text for one of the files of an export; its bytes are one character each. */
export type ExportPiece = { readonly file: string; readonly text: string };

/** One format that can be written. */
export type Export = {
  readonly about: string;
  /** Its files, below the root that was sealed; the first is the list itself. */
  readonly files: readonly string[];
  /** Files that it leaves out, and why; undefined where it can hold any. */
  readonly omits?: { readonly because: string; isOmitted(path: BytePath): boolean };
  /** Starts writing; entries come in path order, with their sha256. */
  open(): { see(entry: ManifestEntry): ExportPiece[]; end(): ExportPiece[] };
};

const sha256sums: Export = {
  about: 'sha256sum -c SHA256SUMS',
  files: ['SHA256SUMS'],
  open: () => ({
    see: (entry) => piece('SHA256SUMS', sumLine(entry, entry.path)),
    end: () => [],
  }),
};

const HASHDEEP_HEAD = '%%%% HASHDEEP-1.0\n%%%% size,sha256,filename\n## made by restorable\n##\n';

/** hashdeep(1): its lines have no escapes, so a name with a line end cannot be written. */
const hashdeep: Export = {
  about: 'cd DIR && hashdeep -r -l -o f -a -k FILE .',
  files: ['hashdeep.txt'],
  omits: { because: 'its lines have no escape for a line end in a name', isOmitted: hasLineEnd },
  open() {
    let isBegun = false;
    const begin = (): string => {
      const head = isBegun ? '' : HASHDEEP_HEAD;
      isBegun = true;
      return head;
    };
    return {
      see({ path, size, ...entry }) {
        const hex = sha256Of(entry);
        if (hex === undefined || hasLineEnd(path)) return [];
        return [{ file: 'hashdeep.txt', text: `${begin()}${size ?? 0},${hex},./${path}\n` }];
      },
      end: () => piece('hashdeep.txt', begin()),
    };
  },
};

function hasLineEnd(path: BytePath): boolean {
  return /[\r\n]/.test(path);
}

const PAYLOAD = 'data/';

/** RFC 8493: the payload of a bag is in `data/`; in names CR, LF and % are percent-encoded. */
const bagitManifests: Export = {
  about: 'the manifest and declaration of a bag, for the content of DIR/data',
  files: ['manifest-sha256.txt', 'bagit.txt'],
  omits: {
    because: 'only what lies in data/ is part of a bag',
    isOmitted: (path) => !path.startsWith(PAYLOAD),
  },
  open: () => ({
    see(entry) {
      const hex = sha256Of(entry);
      if (hex === undefined || !entry.path.startsWith(PAYLOAD)) return [];
      const name = entry.path.replace(/[%\r\n]/g, (char) => ENCODED.get(char) ?? char);
      return [{ file: 'manifest-sha256.txt', text: `${hex}  ${name}\n` }];
    },
    end: () => [
      { file: 'manifest-sha256.txt', text: '' },
      { file: 'bagit.txt', text: 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n' },
    ],
  }),
};

const ENCODED = new Map([
  ['%', '%25'],
  ['\r', '%0D'],
  ['\n', '%0A'],
]);

/** Every format that `seal --format` writes, by its name. */
export const EXPORTS: Readonly<Record<ExportName, Export>> = {
  sha256sums,
  hashdeep,
  'bagit-manifests': bagitManifests,
};

function sha256Of({
  kind = 'file',
  digests,
}: Pick<ManifestEntry, 'digests'> & { kind?: ManifestEntry['kind'] }): string | undefined {
  return kind === 'file' ? digests.find(({ algorithm }) => algorithm === 'sha256')?.hex : undefined;
}

/** Returns whether an entry is a file with the digest that exports write. */
export function isExported(entry: ManifestEntry): boolean {
  return sha256Of(entry) !== undefined;
}

function sumLine(entry: ManifestEntry, path: string): string {
  const hex = sha256Of(entry);
  return hex === undefined ? '' : `${formatHashLine(path, hex)}\n`;
}

function piece(file: string, text: string): ExportPiece[] {
  return text === '' ? [] : [{ file, text }];
}
