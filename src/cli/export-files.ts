import { join } from 'node:path';
import type { Export } from '../manifest/exports.ts';
import { openNative } from '../manifest/native-read.ts';
import { fromText } from '../model/path.ts';
import { openManifestFile } from './manifest-file.ts';

/** A format to write, and the file of its list where that is not in the tree. */
export type ExportChoice = { readonly format: Export; readonly file?: string };

/** The files in the tree that exports write: they are no part of what is sealed. */
export function exportedFiles(choices: readonly ExportChoice[]): string[] {
  return choices.flatMap(({ format, file }) => (file === undefined ? format.files : format.files.slice(1)));
}

/** Writes other formats from a native manifest that was just written; each file is renamed when it is whole. */
export async function writeExports(
  root: string,
  manifest: string,
  choices: readonly ExportChoice[],
  id: string,
): Promise<void> {
  for (const { format, file } of choices) {
    const sinks = new Map(
      format.files.map((name, i) => {
        const at = i === 0 && file !== undefined ? file : join(root, name);
        return [name, openManifestFile(at, id, true)];
      }),
    );
    const writing = format.open();
    try {
      const native = await openNative(fromText(manifest), '', true);
      for await (const chunk of native.promises(() => {})) {
        for (const promised of chunk)
          for (const { file: name, text } of writing.see(promised)) sinks.get(name)?.write(text);
      }
      for (const { file: name, text } of writing.end()) sinks.get(name)?.write(text);
      for (const sink of sinks.values()) await sink.commit();
    } catch (error) {
      for (const sink of sinks.values()) await sink.discard();
      throw error;
    }
  }
}
