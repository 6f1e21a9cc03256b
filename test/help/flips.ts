import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Copies of a file with one bit turned in each byte, another from byte to byte. */
export function flipsOf(bytes: Uint8Array): Buffer[] {
  return Array.from(bytes, (byte, at) => {
    const copy = Buffer.from(bytes);
    copy.writeUInt8(byte ^ (1 << ((at * 5 + 3) % 8)), at);
    return copy;
  });
}

/** For each file, whether a tool refuses it; `test` is its command, before the name of a file with this extension. */
export function refusedBy(test: string, extension: string, files: readonly Uint8Array[]): boolean[] {
  const folder = mkdtempSync(join(tmpdir(), 'restorable-flips-'));
  try {
    for (const [i, bytes] of files.entries()) writeFileSync(join(folder, `${i}.${extension}`), bytes);
    const script = `for i in $(seq 0 ${files.length - 1}); do ${test} "$i.${extension}" >/dev/null 2>&1; echo $?; done`;
    return execFileSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((code) => code !== '0');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
