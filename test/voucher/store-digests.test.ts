import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { nameProbe } from '../../src/structure/kit/named-by-digest.ts';
import { cacache } from '../../src/voucher/cacache/cacache.ts';
import { dockerRegistry } from '../../src/voucher/docker-registry/docker-registry.ts';
import { dvc } from '../../src/voucher/dvc/dvc.ts';
import { git } from '../../src/voucher/git/git.ts';
import { gitAnnex } from '../../src/voucher/git-annex/git-annex.ts';
import { oci } from '../../src/voucher/oci/oci.ts';
import { seededBytes } from '../help/bytes.ts';
import { proseOf } from '../help/made.ts';
import { needs } from '../help/tools.ts';
import {
  census,
  cuts,
  endures,
  filesIn,
  flips,
  largest,
  layoutOf,
  listing,
  standing,
  treeOf,
} from './store-tree.ts';

const FILES = { 'r/noise.bin': seededBytes(1, 200_000), 'r/sub/text.txt': proseOf(3000), 'r/nothing': '' };
const ME =
  'export GIT_CONFIG_NOSYSTEM=1; cd r; git config --global user.email a@b; git config --global user.name a;';

describe.skipIf(!needs('git'))('git', () => {
  it.each(['sha1', 'sha256'])(
    'with %s has loose objects that hold by their name, and packs that hold by their end',
    (format) => {
      const script = `${ME} git init -q --object-format=${format}; git add .; git commit -qm 1; git gc -q; date > d; git add .; git commit -qm 2`;
      const top = `${treeOf(script, FILES)}/r/.git`;
      // Three objects of the second commit; the pack of the first with its index, and the graph of commits.
      expect(census(git, top)['proven']).toBe(6);
      const [pack, packed] = largest(top, /\.pack$/);
      expect(flips(git, pack, packed)).toEqual(['broken']);
      const [path, bytes] = largest(top, /^objects\/..\/[0-9a-f]{38,}$/);
      for (let at = 0; at < bytes.length; at++) {
        const copy = Buffer.from(bytes);
        copy.writeUInt8(copy.readUInt8(at) ^ 0x10, at);
        // A bit between the last block and the Adler-32 may be nobody's; git does not see it either.
        const is = isSameInside(copy, bytes) ? ['proven'] : ['broken', 'cut'];
        expect(is).toContain(standing(git, path, copy).is);
      }
      expect(cuts(git, path, bytes, 60)).toEqual(['cut']);
      endures(git, path, bytes);
    },
  );

  it('has large objects, and nothing behind an object', () => {
    const top = `${treeOf(`${ME} git init -q --bare b; cd b; git hash-object -w ../noise.bin ../sub/text.txt`, FILES)}/r/b`;
    expect(census(git, top)['proven']).toBe(2);
    const [path, bytes] = largest(top, /^objects\//);
    expect(bytes.length).toBeGreaterThan(150_000);
    expect(flips(git, path, bytes)).toEqual(['broken']);
    expect(standing(git, path, Buffer.concat([bytes, Buffer.from('x')]))).toEqual({
      is: 'broken',
      detail: `bytes follow the object, from ${bytes.length} on`,
    });
    const other = path.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
    expect(standing(git, other, bytes)).toHaveProperty(
      'detail',
      expect.stringMatching(/^its name says sha1:/),
    );
    endures(git, path, bytes, 20);
  });

  it.skipIf(!needs('bup'))('is what bup writes', () => {
    const top = `${treeOf('export BUP_DIR=$PWD/b; bup init; bup index r; bup save -n s r', FILES)}/b`;
    expect(census(git, top)['opaque']).toBeGreaterThanOrEqual(2);
  });

  it.skipIf(!needs('git-lfs'))('has files of LFS that hold by their name', () => {
    const script = `${ME} git init -q; git lfs install --local; git lfs track '*.bin'; git add .; git commit -qm 1`;
    const top = `${treeOf(script, FILES)}/r/.git`;
    census(git, top);
    const [path, bytes] = largest(top, /^lfs\/objects\//);
    expect(bytes.equals(FILES['r/noise.bin'])).toBe(true);
    expect(standing(git, path, bytes)).toEqual({ is: 'proven' });
    expect(flips(git, path, bytes)).toEqual(['broken']);
    expect(cuts(git, path, bytes)).toEqual(['broken']);
  });
});

describe.skipIf(!needs('git-annex', 'git'))('git-annex', () => {
  const backends = ['SHA256E', 'SHA1', 'MD5E', 'SHA512E', 'SHA3_256', 'BLAKE2B512E'];

  it.each(backends)('holds by keys of %s, in the repository and in a directory', (backend) => {
    const remote = `mkdir ../d; git annex initremote d type=directory directory=$PWD/../d encryption=none`;
    const script = `${ME} git init -q; git annex init -q x; git config annex.backend ${backend}; git annex add -q .; git commit -qm 1; ${remote}; git annex copy -q --to d`;
    const folder = treeOf(script, FILES);
    census(git, `${folder}/r/.git`);
    const [path, bytes] = largest(`${folder}/r/.git`, /^annex\/objects\//);
    const [far, same] = largest(`${folder}/d`, /^[0-9a-f]{3}\//);
    const key = far.slice(far.lastIndexOf('/') + 1);
    expect(key.startsWith(`${backend}-s200000--`)).toBe(true);
    expect(census(gitAnnex, `${folder}/d/${far.slice(0, far.lastIndexOf('/'))}`)).toEqual({ proven: 1 });
    expect(listing(`${folder}/d/${far.split('/').slice(0, 2).join('/')}`).has(`${key}/`)).toBe(true);
    expect(layoutOf(gitAnnex).isTop(listing(`${folder}/d/${far.split('/').slice(0, 2).join('/')}`))).toBe(
      false,
    );
    expect(same.equals(bytes)).toBe(true);
    for (const [store, name] of [
      [git, path],
      [gitAnnex, key],
    ] as const) {
      expect(standing(store, name, bytes)).toEqual({ is: 'proven' });
      expect(flips(store, name, bytes)).toEqual(['broken']);
      expect(cuts(store, name, bytes)).toEqual(['cut']);
    }
    endures(gitAnnex, key, bytes, 10);
  });

  it('says nothing of chunks, of what is encrypted and of keys without a digest', () => {
    const hex = 'a'.repeat(64);
    const keys = [`GPGHMACSHA1--${'b'.repeat(40)}`, 'URL--http&c%%x', `WORM-s100-m1--file`];
    const chunk = `SHA256E-s2100-S1000-C3--${hex}.gz`;
    expect(standing(gitAnnex, chunk, seededBytes(1, 100))).toMatchObject({ is: 'paged' });
    expect(standing(gitAnnex, chunk, seededBytes(1, 99))).toMatchObject({ is: 'cut' });
    for (const key of keys) expect(standing(gitAnnex, key, seededBytes(1, 100))).toEqual({ is: 'file' });
    expect(standing(gitAnnex, 'WORM-s101-m1--file', seededBytes(1, 100))).toEqual({
      is: 'cut',
      detail: 'ends at byte 100, and its key promises 101 bytes',
    });
    for (const name of ['README--old', 'X--y', 'a--b', 'SHA256E-s3--x/'])
      expect(layoutOf(gitAnnex).isTop(new Set([name]))).toBe(false);
  });
});

describe.skipIf(!needs('npm'))('the cache of npm', () => {
  const pack =
    'cd p; npm pack --silent; npm cache add ./x-1.0.0.tgz --cache ../c --offline; rm -rf ../c/_logs';
  const files = { 'p/package.json': '{"name":"x","version":"1.0.0"}', 'p/text': proseOf(2000) };
  const top = `${treeOf(pack, files)}/c/_cacache`;

  it('holds by its names and lines', () => {
    expect(census(cacache, top)).toEqual({ proven: 2 });
    const [path, bytes] = largest(top, /^content-v2\//);
    expect(flips(cacache, path, bytes)).toEqual(['broken']);
    expect(cuts(cacache, path, bytes)).toEqual(['broken']);
    endures(cacache, path, bytes, 20);
  });

  it('has lines with a digest, of which a lost one is a warning', () => {
    const [path, bytes] = largest(top, /^index-v5\//);
    const two = Buffer.concat([bytes, bytes]);
    expect(standing(cacache, path, two)).toEqual({ is: 'proven' });
    expect(flips(cacache, path, bytes.subarray(0, -2), 60)).toEqual(['broken (warning)', 'cut (warning)']);
    expect(flips(cacache, path, two, 300)).toEqual(['broken (warning)', 'cut (warning)']);
    expect(cuts(cacache, path, bytes.subarray(0, -1), 60).filter((word) => word !== 'unknown')).toEqual([
      'cut (warning)',
    ]);
    expect(standing(cacache, path, two.subarray(0, bytes.length + 60))).toHaveProperty(
      'detail',
      `ends at ${bytes.length + 60}, inside the entry at ${bytes.length}`,
    );
    endures(cacache, path, two, 60);
  });
});

describe('images of containers', () => {
  it.skipIf(!needs('umoci'))('hold by the names of their blobs', () => {
    const script =
      'umoci init --layout l; umoci new --image l:t; umoci unpack --rootless --image l:t b; cp -r r b/rootfs/; umoci repack --image l:u b';
    const top = `${treeOf(script, FILES)}/l`;
    expect(census(oci, top)).toEqual({ file: 2, proven: filesIn(`${top}/blobs`).length });
    const [path, bytes] = largest(top, /^blobs\//);
    expect(flips(oci, path, bytes)).toEqual(['broken']);
    expect(cuts(oci, path, bytes)).toEqual(['broken']);
  });

  it('lie in a registry below a directory of the digest (made from the specification)', () => {
    const bytes = Buffer.from('a layer');
    const hex = createHash('sha256').update(bytes).digest('hex');
    const path = `blobs/sha256/${hex.slice(0, 2)}/${hex}/data`;
    expect(layoutOf(dockerRegistry).isTop(new Set(['blobs/', 'repositories/']))).toBe(true);
    expect(standing(dockerRegistry, path, bytes)).toEqual({ is: 'proven' });
    expect(flips(dockerRegistry, path, bytes)).toEqual(['broken']);
    expect(standing(dockerRegistry, `repositories/x/_layers/sha256/${hex}/link`, bytes)).toEqual({
      is: 'file',
    });
  });
});

describe('DVC (made from the specification)', () => {
  it('holds by its md5, also a list of a directory', () => {
    const bytes = Buffer.from('[{"md5": "x", "relpath": "y"}]');
    const hex = createHash('md5').update(bytes).digest('hex');
    expect(layoutOf(dvc).isTop(new Set(['md5/']))).toBe(true);
    for (const end of ['', '.dir']) {
      const path = `md5/${hex.slice(0, 2)}/${hex.slice(2)}${end}`;
      expect(standing(dvc, path, bytes)).toEqual({ is: 'proven' });
      expect(flips(dvc, path, bytes)).toEqual(['broken']);
    }
    expect(standing(dvc, `${hex.slice(0, 2)}/${hex.slice(2)}`, bytes)).toEqual({ is: 'file' });
  });
});

describe('a name that is a sha256', () => {
  it('is proven by its content wherever it lies, and promises nothing else', () => {
    const bytes = Buffer.from('content');
    const hex = createHash('sha256').update(bytes).digest('hex');
    const forms = [
      hex,
      `some/where/${hex}`,
      `${hex.slice(0, 2)}/${hex.slice(2)}`,
      `x/${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex.slice(4)}`,
    ];
    for (const path of forms) {
      for (const [content, is] of [
        [bytes, 'proven'],
        [Buffer.from('other'), 'unknown'],
      ] as const) {
        const probe = nameProbe(path);
        probe?.update(content);
        expect({ path, ...probe?.end() }).toEqual({ path, is });
      }
    }
    for (const path of ['x', hex.slice(1), `x${hex}`, `${hex}.gz`, hex.toUpperCase(), `abc/${hex.slice(3)}`])
      expect(nameProbe(path)).toBeUndefined();
  });
});

function isSameInside(a: Buffer, b: Buffer): boolean {
  try {
    return inflateSync(a).equals(inflateSync(b));
  } catch {
    return false;
  }
}
