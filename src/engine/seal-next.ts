import { linkAfter, predecessorsOf } from '../manifest/native-chain.ts';
import { fromText } from '../model/path.ts';
import type { RunEvents, Surroundings } from './run.ts';
import { type ManifestSink, type SealOptions, seal } from './seal.ts';

/** Seals a tree into the manifest that comes after the one that lies there, which it replaces; else into the first of a chain. */
export async function* sealNext(
  named: string,
  options: SealOptions,
  sink: ManifestSink & { readonly manifest: string },
  surroundings: Surroundings,
): RunEvents {
  const file = fromText(sink.manifest);
  const kept = (await predecessorsOf(file)).map((each) => Buffer.from(each, 'latin1').toString());
  const files = [...sink.files, ...kept];
  yield* seal(named, options, { ...sink, files, ...(await linkAfter(file)) }, surroundings);
}
