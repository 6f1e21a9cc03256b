import { spawnSync } from 'node:child_process';

/** Runs a program to its end below a directory and gives its stdout; throws where it fails. */
export function run(words, { cwd, input, env } = {}) {
  const [command, ...rest] = words;
  const { status, signal, stdout, stderr, error } = spawnSync(command, rest, {
    cwd,
    input,
    env: { ...process.env, ...env },
    maxBuffer: 1 << 30,
    timeout: 120_000,
  });
  if (status === 0) return stdout;
  const said = error?.message ?? stderr.toString().trim().split('\n').slice(-2).join(' ');
  throw new Error(`${command}: ${said || signal || `exit ${status}`}`);
}

/** True where a program is on the PATH. */
export function has(tool) {
  return spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0;
}

/** The words that run a program as a user, where root must not. */
export function asUser(user, words) {
  return process.getuid?.() === 0 ? ['runuser', '-u', user, '--', ...words] : words;
}
