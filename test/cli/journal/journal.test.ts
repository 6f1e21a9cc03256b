import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openJournal } from '../../../src/cli/journal/journal.ts';
import { markedLines } from '../../../src/cli/journal/journal-marks.ts';
import { journalDirectory, stateDirectory } from '../../../src/cli/journal/state-directory.ts';
import { makeScratch } from '../../help/scratch.ts';

const scratch = makeScratch();
const AT = new Date('2026-11-23T05:20:00.123Z');
const ID = '1b4e28ba-2fa1-11d2-883f-0016d3cca427';
const NAME = '20261123T052000.123Z-verify-1b4e28ba.jsonl';

afterEach(() => void vi.unstubAllEnvs());

/** Sets a state directory of its own; returns it. */
function makeState(): string {
  const state = mkdtempSync(join(scratch, 'state-'));
  vi.stubEnv('XDG_STATE_HOME', state);
  return state;
}

describe('the state directory', () => {
  it('is below an absolute XDG_STATE_HOME, and not below another', () => {
    vi.stubEnv('XDG_STATE_HOME', '/state');
    expect([stateDirectory(), journalDirectory()]).toEqual([
      '/state/restorable',
      '/state/restorable/journal',
    ]);
    vi.stubEnv('XDG_STATE_HOME', 'relative');
    vi.stubEnv('HOME', '/home/someone');
    vi.spyOn(process, 'getuid').mockReturnValueOnce(1000).mockReturnValueOnce(0);
    expect(stateDirectory()).toBe('/home/someone/.local/state/restorable');
    expect(stateDirectory()).toBe('/var/lib/restorable');
  });
});

describe('a journal', () => {
  it('is named by the moment, the command and the id, and has the lines as they came', () => {
    const directory = join(makeState(), 'restorable', 'journal');
    const journal = openJournal('verify', AT, ID);
    expect(journal.file).toBe(join(directory, NAME));
    journal.write('{"type":"begin"}\n');
    expect(readFileSync(journal.file, 'utf8')).toBe('{"type":"begin"}\n');
    journal.write('{"type":"end","path":"é"}\n');
    journal.close();
    const [first, second, last] = readFileSync(journal.file, 'utf8').split('\n');
    expect([first, second]).toEqual(['{"type":"begin"}', '{"type":"end","path":"é"}']);
    expect(last).toMatch(/^\{"type":"index","at":\[0,17\],"sha256":"[\da-f]{64}"\}$/);
    expect(journal.failure).toBeUndefined();
  });

  it('ends with an index of bytes', () => {
    makeState();
    const journal = openJournal('verify', AT, ID);
    const begin = '{"type":"begin","root":"é"}\n';
    const finding = `{"type":"finding","path":"${'ü'.repeat(500)}"}\n`;
    journal.write(begin);
    for (let i = 0; i < 100; i++) journal.write(finding);
    journal.write('{"type":"end"}\n');
    journal.close();
    const lines = readFileSync(journal.file, 'utf8').trimEnd().split('\n');
    const at = Buffer.byteLength(begin) + 100 * Buffer.byteLength(finding);
    expect(lines.at(-1)).toContain(`{"type":"index","at":[0,${at}],"sha256":"`);
    expect(markedLines(journal.file)).toEqual([begin.trimEnd(), '{"type":"end"}']);
  });

  it('does not replace another, and names the file and what to do', () => {
    const directory = join(makeState(), 'restorable', 'journal');
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, NAME), 'kept');
    expect(() => openJournal('verify', AT, ID)).toThrow(
      expect.objectContaining({
        exit: 3,
        message: `${join(directory, NAME)}: cannot write the journal (EEXIST)`,
        hint: expect.stringContaining('--no-journal'),
      }),
    );
    expect(readFileSync(join(directory, NAME), 'utf8')).toBe('kept');
  });

  it('cannot be opened where the state directory is a file', () => {
    const state = makeState();
    writeFileSync(join(state, 'restorable'), '');
    chmodSync(join(state, 'restorable'), 0o600);
    expect(() => openJournal('verify', AT, ID)).toThrow(/cannot write the journal \((?:ENOTDIR|EEXIST)\)/);
  });
});
