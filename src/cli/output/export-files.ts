import { join } from 'node:path';
import { EXPORTS, type Export, isExported } from '../../manifest/exports/exports.ts';
import type { ExportName } from '../../manifest/exports/names.ts';
import { openNative } from '../../manifest/native/read.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, fromText } from '../../model/path.ts';
import { openManifestFile } from './manifest-file.ts';

/** A format to write, and the file for its list if that is not in the tree. */
export type ExportChoice = { readonly format: ExportName; readonly file?: string };

/** Returns the files that exports write into the tree; they are not sealed. */
export function exportedFiles(choices: readonly ExportChoice[]): string[] {
  return choices.flatMap(({ format, file }) => EXPORTS[format].files.slice(file === undefined ? 0 : 1));
}

/** Files that an export leaves out: how many, one of them, and why. */
export type Omission = {
  readonly format: ExportName;
  readonly count: number;
  readonly example: BytePath;
  readonly because: string;
};

/** Writes other formats from a native manifest; each file is renamed when it is complete. Returns what they leave out. */
export async function writeExports(
  root: string,
  manifest: string,
  choices: readonly ExportChoice[],
  id: string,
): Promise<Omission[]> {
  const omissions: Omission[] = [];
  for (const { format: name, file } of choices) {
    const format = EXPORTS[name];
    const sinks = new Map(
      format.files.map((path, i) => {
        const at = i === 0 && file !== undefined ? file : join(root, path);
        return [path, openManifestFile(at, id, true)];
      }),
    );
    const writing = format.open();
    const omitted = countOmitted(format);
    try {
      const native = await openNative(fromText(manifest), '', true);
      for await (const chunk of native.entries(() => {})) {
        for (const entry of chunk) {
          omitted.see(entry);
          for (const { file: path, text } of writing.see(entry)) sinks.get(path)?.write(text);
        }
      }
      for (const { file: path, text } of writing.end()) sinks.get(path)?.write(text);
      for (const sink of sinks.values()) await sink.commit();
    } catch (error) {
      for (const sink of sinks.values()) await sink.discard();
      throw error;
    }
    omissions.push(...omitted.all().map((each) => ({ format: name, ...each })));
  }
  return omissions;
}

/** Counts the files that a format leaves out. */
function countOmitted({ omits }: Export): {
  see(entry: ManifestEntry): void;
  all(): Omit<Omission, 'format'>[];
} {
  let count = 0;
  let example: BytePath | undefined;
  return {
    see(entry) {
      if (omits === undefined || !isExported(entry) || !omits.isOmitted(entry.path)) return;
      count += 1;
      example ??= entry.path;
    },
    all: () =>
      omits === undefined || example === undefined ? [] : [{ count, example, because: omits.because }],
  };
}
