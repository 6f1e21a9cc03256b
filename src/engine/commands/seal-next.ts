import { linkAfter } from '../../manifest/native/chain.ts';
import { fromText } from '../../model/path.ts';
import type { RunContext, RunEvents } from '../run.ts';
import { type ManifestSink, type SealOptions, seal } from './seal.ts';

/** Seals a tree into the manifest that comes after the one that lies there, which it replaces; else into the first of a chain. */
export async function* sealNext(
  named: string,
  options: SealOptions,
  sink: ManifestSink & { readonly manifest: string },
  surroundings: RunContext,
): RunEvents {
  yield* seal(named, options, { ...sink, ...(await linkAfter(fromText(sink.manifest))) }, surroundings);
}
