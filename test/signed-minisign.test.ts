/** Manifests that minisign signed, and what `verify --require-signature` makes of them. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readAllowedSigners, verify } from '../src/index.ts';
import { type Home, makeHome } from './help/home.ts';
import type { Ran } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 120_000 });

const scratch = makeScratch();

type Signed = Home & { readonly manifest: string; readonly publicKey: string; readonly secretKey: string };

function makeKeys(directory: string): Pick<Signed, 'publicKey' | 'secretKey'> {
  mkdirSync(directory, { recursive: true });
  const keys = { publicKey: join(directory, 'minisign.pub'), secretKey: join(directory, 'minisign.key') };
  execFileSync('minisign', ['-G', '-W', '-f', '-p', keys.publicKey, '-s', keys.secretKey], {
    stdio: 'ignore',
  });
  return keys;
}

function sign({ secretKey, manifest }: Signed, ...flags: string[]): void {
  const words = ['-S', ...flags, '-s', secretKey, '-m', manifest, '-t', 'seal of db1'];
  execFileSync('minisign', words, { stdio: 'ignore' });
}

async function makeSigned(): Promise<Signed> {
  const home = makeHome(scratch);
  const signed = { ...home, ...makeKeys(home.path), manifest: join(home.root, 'restorable.sha256') };
  expect(await home.run('seal', home.root)).toMatchObject({ code: 0, stderr: '' });
  sign(signed);
  return signed;
}

const check = (home: Signed, signers = home.publicKey): Promise<Ran> =>
  home.run('verify', '-v', '--require-signature', '--allowed-signers', signers, home.root);

describe.skipIf(!needs('minisign'))('a manifest that minisign signed', () => {
  it('is authentic by the key that is named', async () => {
    const home = await makeSigned();
    const [comment = ''] = readFileSync(home.publicKey, 'utf8').split('\n');
    const id = comment.split(' ').at(-1);
    const ran = await check(home);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain(`authentic: signed by minisign public key ${id} (minisign ${id})`);
  });

  it.each<[string, (home: Signed) => void, string]>([
    [
      'changed',
      ({ manifest }) => writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('a.txt', 'b.txt')),
      'is not of these bytes',
    ],
    [
      'signed by somebody else',
      (home) => sign({ ...home, ...makeKeys(join(home.path, 'other')) }),
      "nobody's",
    ],
    ['signed as before minisign 0.10', (home) => sign(home, '-l'), 'sign it again'],
    ['not signed', ({ manifest }) => rmSync(`${manifest}.minisig`), 'it is not signed'],
    ['signed by nothing', ({ manifest }) => writeFileSync(`${manifest}.minisig`, ''), 'is no signature'],
    [
      'signed with another comment',
      ({ manifest }) => {
        const text = readFileSync(`${manifest}.minisig`, 'utf8');
        writeFileSync(`${manifest}.minisig`, text.replace('seal of db1', 'seal of db2'));
      },
      'is not of these bytes',
    ],
    [
      'longer than its signature',
      ({ manifest }) =>
        writeFileSync(`${manifest}.minisig`, `${readFileSync(`${manifest}.minisig`, 'utf8')}x\n`),
      'more follows after its end',
    ],
  ])('is refused where it is %s', async (_, damage, said) => {
    const home = await makeSigned();
    damage(home);
    const ran = await check(home);
    expect(ran.code).toBe(4);
    expect(ran.stdout).toContain(said);
  });

  it('is refused with any bit turned in what is signed, and cut anywhere', async () => {
    const home = await makeSigned();
    const file = `${home.manifest}.minisig`;
    const signature = readFileSync(file);
    const signed = signature.indexOf('\n') + 1;
    const signers = readAllowedSigners(home.publicKey, readFileSync(home.publicKey, 'utf8'));
    const exit = async (bytes: Buffer): Promise<number | undefined> => {
      writeFileSync(file, bytes);
      let code: number | undefined;
      for await (const event of verify(home.root, { signers })) if (event.type === 'end') code = event.exit;
      return code;
    };
    expect(await exit(signature)).toBe(0);
    for (let at = signed; at < signature.length - 1; at++) {
      const turned = Buffer.from(signature);
      turned[at] = (turned[at] ?? 0) ^ (1 << (at % 8));
      expect([at, await exit(turned)]).toEqual([at, 4]);
    }
    for (let length = signed; length < signature.length - 1; length += 3)
      expect([length, await exit(signature.subarray(0, length))]).toEqual([length, 4]);
  });

  it('needs a key that is whole and lies outside of the backup', async () => {
    const home = await makeSigned();
    const inside = join(home.root, 'minisign.pub');
    copyFileSync(home.publicKey, inside);
    expect((await check(home, inside)).code).toBe(2);
    const cut = join(home.path, 'cut.pub');
    writeFileSync(cut, readFileSync(home.publicKey, 'utf8').slice(0, -8));
    expect(await check(home, cut)).toMatchObject({ code: 2 });
  });
});
