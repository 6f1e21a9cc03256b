import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Text as a backup holds it, without a pattern; about 40 bytes a line. */
export function proseOf(lines: number): string {
  return Array.from(
    { length: lines },
    (_, i) => `${i} of ${lines}: ${(i * 2_654_435_761) % 1_000_003} items\n`,
  ).join('');
}

/** A file that a real tool makes: the script runs in an empty folder that holds `files`, and leaves `result` there. */
export function made(
  script: string,
  result: string,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'restorable-made-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    execFileSync('sh', ['-ec', script], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    return readFileSync(join(folder, result));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
