import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { play, type Scenario } from './scenario.ts';

const SCENARIOS = fileURLToPath(new URL('../../fixtures/scenarios/', import.meta.url));

/** The names of the golden sessions. */
export const GOLDEN = readdirSync(SCENARIOS);

/** The file with what the terminal shows in a golden session. */
export function wantedFile(name: string): string {
  return join(SCENARIOS, name, 'wanted.txt');
}

/** Plays a golden session in a new directory; `program` is what `restorable` starts. */
export async function playGolden(name: string, program?: string): Promise<string> {
  // Tables give way to long paths, so the length of this one is a part of the session.
  const directory = mkdtempSync(join(tmpdir(), 'restorable-scenario-'));
  try {
    const scenario: Scenario = JSON.parse(readFileSync(join(SCENARIOS, name, 'scenario.json'), 'utf8'));
    return await play(scenario, directory, program);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
