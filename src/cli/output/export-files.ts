import { join } from 'node:path';
import { EXPORTS } from '../../manifest/exports/exports.ts';
import type { ExportName } from '../../manifest/exports/names.ts';
import { openNative } from '../../manifest/native/read.ts';
import { fromText } from '../../model/path.ts';
import { openManifestFile } from './manifest-file.ts';

/** A format to write, and the file for its list if that is not in the tree. */
export type ExportChoice = { readonly format: ExportName; readonly file?: string };

/** Returns the files that exports write into the tree; they are not sealed. */
export function exportedFiles(choices: readonly ExportChoice[]): string[] {
  return choices.flatMap(({ format, file }) => EXPORTS[format].files.slice(file === undefined ? 0 : 1));
}

/** Writes other formats from a native manifest; each file is renamed when it is complete. */
export async function writeExports(
  root: string,
  manifest: string,
  choices: readonly ExportChoice[],
  id: string,
): Promise<void> {
  for (const { format: name, file } of choices) {
    const format = EXPORTS[name];
    const sinks = new Map(
      format.files.map((path, i) => {
        const at = i === 0 && file !== undefined ? file : join(root, path);
        return [path, openManifestFile(at, id, true)];
      }),
    );
    const writing = format.open();
    try {
      const native = await openNative(fromText(manifest), '', true);
      for await (const chunk of native.entries(() => {})) {
        for (const entry of chunk)
          for (const { file: path, text } of writing.see(entry)) sinks.get(path)?.write(text);
      }
      for (const { file: path, text } of writing.end()) sinks.get(path)?.write(text);
      for (const sink of sinks.values()) await sink.commit();
    } catch (error) {
      for (const sink of sinks.values()) await sink.discard();
      throw error;
    }
  }
}
