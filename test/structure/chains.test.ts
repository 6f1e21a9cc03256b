import { describe, expect, it } from 'vitest';
import { cpio } from '../../src/structure/archive/cpio/cpio.ts';
import { asf } from '../../src/structure/audio-video/asf.ts';
import { riffOther } from '../../src/structure/audio-video/riff/other.ts';
import { wavpack } from '../../src/structure/audio-video/wavpack.ts';
import { keybox, trustdb } from '../../src/structure/crypto/gnupg.ts';
import { mydumper } from '../../src/structure/database/mydumper.ts';
import { blend } from '../../src/structure/document/blend.ts';
import type { Structure } from '../../src/structure/kit/structure.ts';
import { qtTranslation } from '../../src/structure/program/qt-translation.ts';
import { STRUCTURES } from '../../src/structure/structures.ts';
import { examined } from '../detect/read.ts';
import { keptFile, keptFiles } from './kept.ts';
import { cuts, endures, patched, refusesOthers, standingOf } from './standing.ts';

const SOUND = { is: 'sound' };
const CHAINS = [asf, cpio, keybox, qtTranslation, riffOther, wavpack];
const KEPT = [...CHAINS, trustdb, mydumper].flatMap((structure) =>
  keptFiles(structure.name).map(([name, bytes]) => [name, structure, bytes] as const),
);

describe('formats that are chains', () => {
  it.each(KEPT)('%s is whole, in any chunks', (name, structure, bytes) => {
    expect(STRUCTURES.find((each) => each.recognises(bytes))).toBe(structure);
    expect(standingOf(structure, bytes)).toEqual(SOUND);
    endures(structure, bytes, 60);
    refusesOthers(structure);
    const { demanded = [], format } = examined(bytes, name);
    if (demanded.length > 0) expect(demanded.map((each) => each.name)).toContain(format?.name);
  });

  it.each(KEPT.filter(([, structure]) => structure !== trustdb))('%s is cut', (_, structure, bytes) => {
    const found = cuts(structure, wholeOf(structure, bytes), 40, 40);
    expect(found).toContain('cut');
    // Where a chain may end no one can tell whether it was to go on.
    const mayBeWhole = structure === asf || structure === keybox || structure === qtTranslation;
    expect(found.filter((word) => word !== 'cut')).toEqual(
      mayBeWhole && found.includes('sound') ? ['sound'] : [],
    );
  });

  it('finds what is no link', () => {
    const [wma, wv] = [keptFile('asf/tone.wma'), keptFile('wavpack/tone.wv')];
    const [kbx, qm] = [keptFile('gpg-keybox/pubring.kbx'), keptFile('qt-translation/OpenShot_nn.qm')];
    const [ani, bin] = [keptFile('riff/busy.ani'), keptFile('cpio/little.cpio')];
    const data = Number(wma.readBigUInt64LE(16));
    for (const [structure, bytes, at, piece] of [
      [asf, wma, data + 16, Buffer.of(9, 0, 0, 0, 0, 0, 0, 0)],
      [wavpack, Buffer.concat([wv, wv]), wv.length, Buffer.alloc(4)],
      [keybox, kbx, kbx.readUInt32BE(0) + 4, Buffer.of(9)],
      [qtTranslation, qm, 16, Buffer.of(1)],
      [riffOther, ani, 12, Buffer.alloc(4)],
      [cpio, bin, bin.indexOf('bb.txt') - 26, Buffer.alloc(26)],
    ] as const)
      expect([structure.name, standingOf(structure, patched(bytes, at, piece)).is]).toEqual([
        structure.name,
        'broken',
      ]);
  });

  it('takes chunks of odd length with and without their padding', () => {
    const chunk = (type: string, length: number): Buffer => {
      const size = Buffer.alloc(4);
      size.writeUInt32LE(length);
      return Buffer.concat([Buffer.from(type), size, Buffer.alloc(length, 0x51)]);
    };
    const riff = (...chunks: readonly Buffer[]): Buffer =>
      Buffer.concat([
        chunk('RIFF', 0).subarray(0, 4),
        chunk('', Buffer.concat(chunks).length + 4).subarray(0, 4),
        Buffer.from('sfbk'),
        ...chunks,
      ]);
    const [odd, last] = [chunk('odd ', 301), chunk('LIST', 0x5a)];
    for (const padding of [[0], [0x51], []])
      expect(standingOf(riffOther, riff(odd, Buffer.from(padding), last))).toEqual(SOUND);
    expect(standingOf(riffOther, riff(odd, Buffer.of(0), Buffer.alloc(90, 0x51))).is).toBe('cut');
  });

  it('a trust database is whole records, and no message of OpenPGP', () => {
    const bytes = keptFile('gpg-trustdb/trustdb.gpg');
    expect(standingOf(trustdb, bytes.subarray(0, -1)).is).toBe('cut');
    expect(examined(bytes, '.gnupg/trustdb.gpg')).toMatchObject({ format: { name: 'gpg-trustdb' } });
  });

  it('mydumper: a dump that did not finish, of the old kind and the new', () => {
    const old = keptFile('mydumper/metadata').toString();
    const unfinished = old.replace(/^Finished.*\n/m, '');
    expect(standingOf(mydumper, Buffer.from(unfinished)).is).toBe('cut');
    const young = `# Started dump at: 2026-11-23 15:46:44\n[config]\nquote_character = BACKTICK\n`;
    expect(standingOf(mydumper, Buffer.from(young)).is).toBe('cut');
    const done = Buffer.from(`${young}# Finished dump at: 2026-11-23 15:46:45\n`);
    expect(standingOf(mydumper, done)).toEqual(SOUND);
    expect(mydumper.recognises(done)).toBe(true);
  });

  it('a scene of Blender, of either width and byte order', () => {
    for (const [sign, width] of [
      ['_v', 4],
      ['-v', 8],
      ['-V', 8],
    ] as const) {
      const isLittle = sign[1] === 'v';
      const block = (code: string, length: number): Buffer => {
        const head = Buffer.alloc(16 + width);
        head.write(isLittle ? code : code.replace(/(..)\0\0/, '\0\0$1'), 'latin1');
        if (isLittle) head.writeUInt32LE(length, 4);
        else head.writeUInt32BE(length, 4);
        return Buffer.concat([head, Buffer.alloc(length, 7)]);
      };
      const blocks = [block('REND', 72), block('SC\0\0', 900), block('DATA', 3000), block('ENDB', 0)];
      const scene = Buffer.concat([Buffer.from(`BLENDER${sign}293`), ...blocks]);
      expect(STRUCTURES.find((each) => each.recognises(scene))).toBe(blend);
      expect(standingOf(blend, scene)).toEqual(SOUND);
      expect(cuts(blend, scene.subarray(0, -17 - width))).toEqual(['cut']);
      expect(standingOf(blend, patched(scene, 12 + 88 + width - 16 + 16, Buffer.alloc(4))).is).toBe('broken');
      endures(blend, scene, 40);
    }
    refusesOthers(blend);
  });
});

/** A file without what its format allows behind the end. */
function wholeOf(structure: Structure, bytes: Buffer): Buffer {
  if (structure === cpio) return bytes.subarray(0, bytes.indexOf('TRAILER!!!') + 10);
  return structure === mydumper ? bytes.subarray(0, bytes.indexOf('Finished dump') + 10) : bytes;
}
