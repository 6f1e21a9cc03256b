/** Golden sessions: fixtures/scenarios/NAME/scenario.json is played, wanted.txt is what the terminal shows. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { GOLDEN, playGolden, wantedFile } from './help/golden.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 60_000 });

describe.skipIf(!needs('setpriv', 'mkfifo', 'sha256sum'))('the session', () => {
  it.concurrent.each(GOLDEN)('%s', async (name) => {
    const session = await playGolden(name);
    if (process.env['UPDATE'] === '1') writeFileSync(wantedFile(name), session);
    expect(session).toBe(readFileSync(wantedFile(name), 'utf8'));
  });
});
