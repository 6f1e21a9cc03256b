import { isTrouble, namesIn } from '../../disk/list.ts';
import { digestOf, predecessorsOf } from '../../manifest/native/chain.ts';
import { isNativeName } from '../../manifest/native/read.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { Manifest } from '../../model/manifest.ts';
import { type BytePath, join, nameOf } from '../../model/path.ts';
import type { Root } from '../root.ts';

/** Manifests of ours at the top of a tree that is held against one from elsewhere. */
export type CopiesInTree = {
  /** Those that are the same, byte for byte, with the earlier generations beside them. */
  readonly same: readonly BytePath[];
  /** Those that are not. */
  readonly others: readonly BytePath[];
  /** What is to be said of the others. */
  readonly findings: readonly Finding[];
};

/** Compares the manifests at the top of a tree with the one from elsewhere that it is held against. */
export async function copiesInTree(root: Root, { head }: Manifest): Promise<CopiesInTree> {
  const names = root.only === undefined && head !== undefined ? namesIn(root.directory) : new Set<BytePath>();
  const natives = isTrouble(names) ? [] : [...names].filter(isNativeName);
  // What cannot be read, and what is no file, is for the walk to say.
  const digests = natives.map((name) => [name, digestOf(join(root.directory, name))] as const);
  const isSame = (digest: string): boolean => `sha256:${digest}` === head?.digest;
  const readable = digests.flatMap(([name, digest]) =>
    typeof digest === 'string' ? [{ name, isSame: isSame(digest) }] : [],
  );
  const same = readable.filter((each) => each.isSame).map(({ name }) => name);
  const others = readable.filter((each) => !each.isSame).map(({ name }) => name);
  const kept = await Promise.all(same.map((name) => predecessorsOf(join(root.directory, name))));
  return {
    same: [...same, ...kept.flat().map(nameOf)],
    others,
    findings: others.map((name) =>
      finding('unexpected', name, { note: 'it is not the manifest that was named' }),
    ),
  };
}
