import type { StructureVerdict } from '../../model/content.ts';
import type { BytePath } from '../../model/path.ts';
import type { Probe } from '../../model/probe.ts';
import { gzip } from '../../structure/archive/gzip.ts';
import { tar } from '../../structure/archive/tar/tar.ts';
import { SOUND, UNKNOWN } from '../../structure/kit/verdicts.ts';
import { held } from '../kit/handling.ts';
import type { Store } from '../kit/layout.ts';

const DUPLICITY = /^duplicity-(?:full|inc|new)[.-]/;
const DUPLICATI = /^duplicati-(?:[bi][0-9a-f]{32}\.d(?:block|index)|\d{8}T\d{6}Z\.dlist)\./;
const SILENT: Probe<StructureVerdict> = { update: () => {}, end: () => UNKNOWN };
const NO_BYTES = new Uint8Array();
const MAGIC = 4;

/**
 * Volumes of duplicity (duplicity(1), "File name formats"): a tar that is cut into volumes, so all but the last have no
 * blocks of zeros at their end, in gzip, in OpenPGP or as it is.
 */
export const duplicity: Store = {
  name: 'duplicity',
  about: 'duplicity: volumes hold as gzip, tar or OpenPGP; a tar goes on in the next volume',
  isTop: (names) => firstIs(names, DUPLICITY),
  handle(path) {
    if (!DUPLICITY.test(path)) return undefined;
    if (path.endsWith('.difftar')) return held(() => tarWithoutEnd(path));
    if (path.endsWith('.sigtar.gz')) return held(() => gzipOf(path, () => tarOf(path)));
    return path.endsWith('.difftar.gz')
      ? held(() => gzipOf(path, () => orNothing(tarWithoutEnd(path))))
      : undefined;
  },
};

/** Volumes of Duplicati: zip, AES Crypt or OpenPGP, which are formats. */
export const duplicati: Store = {
  name: 'duplicati',
  about: 'Duplicati: volumes hold as zip or AES Crypt',
  isTop: (names) => firstIs(names, DUPLICATI),
  handle: () => undefined,
};

function firstIs(names: ReadonlySet<string>, form: RegExp): boolean {
  for (const name of names) return name.startsWith('duplic') && form.test(name);
  return false;
}

/** A gzip with `nest` in it. Nothing is said where it does not begin as gzip: then its type is wrong. */
export function gzipOf(path: BytePath, nest: () => Probe<StructureVerdict>): Probe<StructureVerdict> {
  const probe =
    gzip.begin?.({ path, size: Number.MAX_SAFE_INTEGER, head: NO_BYTES, depth: 'normal', nest }) ?? SILENT;
  const head: number[] = [];
  return {
    update(chunk) {
      if (head.length < MAGIC) head.push(...chunk.subarray(0, MAGIC - head.length));
      probe.update(chunk);
    },
    end() {
      const verdict = probe.end();
      return head.length < MAGIC || gzip.recognises(Uint8Array.from(head)) ? verdict : UNKNOWN;
    },
  };
}

/** A probe with another verdict, which may depend on whether there was anything. */
function told(
  probe: Probe<StructureVerdict>,
  tell: (verdict: StructureVerdict, isEmpty: boolean) => StructureVerdict,
): Probe<StructureVerdict> {
  let isEmpty = true;
  return {
    update(chunk) {
      isEmpty &&= chunk.length === 0;
      probe.update(chunk);
    },
    end: () => tell(probe.end(), isEmpty),
  };
}

/** Where nothing has changed, a volume has nothing in it. */
function orNothing(probe: Probe<StructureVerdict>): Probe<StructureVerdict> {
  return told(probe, (verdict, isEmpty) => (isEmpty ? SOUND : verdict));
}

function tarOf(path: BytePath): Probe<StructureVerdict> {
  return (
    tar.begin?.({ path, size: undefined, head: NO_BYTES, depth: 'normal', nest: () => SILENT }) ?? SILENT
  );
}

/** A tar that ends where a block ends; that the zeros are missing is the one thing that tar calls a warning of a cut. */
function tarWithoutEnd(path: BytePath): Probe<StructureVerdict> {
  return told(tarOf(path), (verdict, isEmpty) =>
    !isEmpty && verdict.is === 'cut' && verdict.severity === 'warning' ? SOUND : verdict,
  );
}
