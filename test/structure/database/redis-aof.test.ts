/** Append-only files of Redis as versions before 7 write them, with a snapshot before the commands and without, against redis-check-aof. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRedisCrc64 } from '../../../src/hash/crc.ts';
import { isFinding, told } from '../../help/program.ts';
import { needs } from '../../help/tools.ts';

const SCRIPT = `
  redis-server --port 0 --unixsocket $PWD/s --appendonly yes --aof-use-rdb-preamble $1 --dir $PWD --logfile $PWD/log --save '' --daemonize yes >/dev/null
  for i in 1 2 3 4 5 6 7 8 9; do redis-cli -s s ping >/dev/null 2>&1 && break; sleep 0.3; done
  for i in $(seq 400); do echo "set key$i $(head -c 60 /dev/urandom | base64 -w 0)"; done | redis-cli -s s >/dev/null
  redis-cli -s s bgrewriteaof >/dev/null
  while [ "$(redis-cli -s s info persistence | grep -c aof_rewrite_in_progress:1)" = 1 ]; do sleep 0.1; done
  sleep 0.5
  for i in $(seq 50); do echo "set other$i $i"; done | redis-cli -s s >/dev/null
  redis-cli -s s shutdown nosave || true`;

let folder = '';

/** The base and what follows it, as one file. */
function filesOf(preamble: 'yes' | 'no'): { readonly base: Buffer; readonly commands: Buffer } {
  const top = mkdtempSync(join(folder, 'redis-'));
  execFileSync('sh', ['-ec', SCRIPT, 'sh', preamble], { cwd: top });
  const directory = join(top, 'appendonlydir');
  const [base = '', incr = ''] = ['.base.', '.incr.'].map((part) =>
    readdirSync(directory).find((name) => name.includes(part)),
  );
  return { base: readFileSync(join(directory, base)), commands: readFileSync(join(directory, incr)) };
}

/** A snapshot as versions before 7 begin the file with it: the name of one field, and so the checksum, differ. */
function asPreamble(base: Buffer, hasSum: boolean): Buffer {
  const text = base
    .subarray(0, -8)
    .toString('latin1')
    .replace('\x08aof-base\xc0\x01', '\x0caof-preamble\xc0\x01');
  const bytes = Buffer.from(text, 'latin1');
  const crc = startRedisCrc64();
  crc.update(bytes);
  const sum = hasSum ? Buffer.from(Buffer.from(crc.hex(), 'hex').toReversed()) : Buffer.alloc(8);
  return Buffer.concat([bytes, sum]);
}

/** What the program finds in a file of these bytes, and whether redis-check-aof takes it. */
async function found(bytes: Buffer): Promise<{ readonly found: readonly string[]; readonly holds: boolean }> {
  const root = mkdtempSync(join(folder, 'file-'));
  const path = join(root, 'appendonly.aof');
  writeFileSync(path, bytes);
  const { events } = await told(['scan', root]);
  const holds = spawnSync('redis-check-aof', [path]).status === 0;
  return { found: events.filter(isFinding).map(({ severity, code }) => `${severity} ${code}`), holds };
}

function changed(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.write('XXXXX', at);
  return copy;
}

describe.skipIf(!needs('redis-server', 'redis-cli', 'redis-check-aof'))(
  'an append-only file of Redis',
  () => {
    let plain = Buffer.alloc(0);
    let mixed = Buffer.alloc(0);
    let snapshot = 0;
    let unsummed = Buffer.alloc(0);

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'restorable-aof-'));
      const text = filesOf('no');
      plain = Buffer.concat([text.base, text.commands]);
      const { base, commands } = filesOf('yes');
      snapshot = asPreamble(base, true).length;
      mixed = Buffer.concat([asPreamble(base, true), commands]);
      unsummed = Buffer.concat([asPreamble(base, false), commands]);
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it('holds with a snapshot, with one without a checksum, without one, and with nothing after it', async () => {
      for (const bytes of [plain, mixed, unsummed, mixed.subarray(0, snapshot)])
        expect(await found(bytes)).toEqual({ found: [], holds: true });
    });

    it('may have lost its end, which the server leaves out', async () => {
      for (const bytes of [plain, mixed])
        expect(await found(bytes.subarray(0, -3))).toEqual({
          found: ['warning truncated-content'],
          holds: false,
        });
    });

    it('is broken where a command or the snapshot is not whole', async () => {
      for (const bytes of [
        changed(plain, plain.indexOf('\r\n*', 2000) + 1),
        changed(mixed, mixed.indexOf('\r\n*', snapshot) + 1),
        changed(mixed, 500),
        mixed.subarray(0, snapshot - 300),
      ])
        expect(await found(bytes)).toEqual({ found: ['error broken-structure'], holds: false });
    });
  },
);
