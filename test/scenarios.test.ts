/** Golden sessions: fixtures/scenarios/NAME/scenario.json is played, wanted.txt is what the terminal shows. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { play, type Scenario } from './help/scenario.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 60_000 });

const SCENARIOS = fileURLToPath(new URL('../fixtures/scenarios/', import.meta.url));

describe.skipIf(!needs('setpriv', 'mkfifo', 'sha256sum'))('the session', () => {
  it.concurrent.each(readdirSync(SCENARIOS))('%s', async (name) => {
    const directory = mkdtempSync(join(tmpdir(), 'restorable-scenario-'));
    try {
      const scenario: Scenario = JSON.parse(readFileSync(join(SCENARIOS, name, 'scenario.json'), 'utf8'));
      const session = await play(scenario, directory);
      const wanted = join(SCENARIOS, name, 'wanted.txt');
      if (process.env['UPDATE'] === '1') writeFileSync(wanted, session);
      expect(session).toBe(readFileSync(wanted, 'utf8'));
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
