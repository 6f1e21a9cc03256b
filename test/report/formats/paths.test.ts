import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/model/event.ts';
import type { FindingCode } from '../../../src/model/finding.ts';
import { paths } from '../../../src/report/formats/paths.ts';
import { begin, end, found, TALKATIVE } from '../events.ts';

/** The bytes that the report writes, one character each, with a bar for each NUL. */
function listed(events: readonly RunEvent[], codes: readonly FindingCode[] = []): string {
  const parts: Buffer[] = [];
  const out = { write: (text: string | Uint8Array): void => void parts.push(Buffer.from(text)) };
  const running = paths.start(out, { ...TALKATIVE, codes });
  for (const event of events) running.on(event);
  running.finish?.();
  return Buffer.concat(parts).toString('latin1').replaceAll('\0', '|');
}

const FINDINGS = [
  found('corrupt', 'a\nb'),
  found('zero-filled', 'a\nb'),
  found('unexpected', 'c'),
  found('special-file', 'fifo'),
  found('missing', 'lat\xe9'),
  found('manifest-damaged', 'SHA256SUMS'),
  found('garbage-directory', 'sub'),
  found('empty-root', ''),
];

describe('the report of paths', () => {
  it('has the files whose findings fail the run, as bytes, each once and ended by a NUL', () => {
    expect(listed([begin(), ...FINDINGS, end()])).toBe('a\nb|c|lat\xe9|');
    expect(listed([begin({ failOn: 'error' }), ...FINDINGS, end()])).toBe('a\nb|lat\xe9|');
    expect(listed([begin({ failOn: 'note' }), ...FINDINGS, end()])).toBe('a\nb|c|fifo|lat\xe9|');
  });

  it('has the files of the codes that were asked for, whatever they weigh', () => {
    expect(listed([begin(), ...FINDINGS, end()], ['special-file', 'missing'])).toBe('fifo|lat\xe9|');
    expect(listed([begin(), ...FINDINGS, end()], ['garbage-directory', 'empty-root'])).toBe('');
  });

  it('is empty where nothing was found', () => {
    expect(listed([begin(), end()])).toBe('');
  });
});
