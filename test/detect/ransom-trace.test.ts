import { describe, expect, it } from 'vitest';
import { ransomTrace } from '../../src/detect/ransom-trace.ts';
import type { ContentFinding } from '../../src/model/content.ts';
import { detailOf } from '../help/in-words.ts';
import { surveyed } from './read.ts';

function examine(text: string | Uint8Array, path = 'HOW_TO_RESTORE.txt'): ContentFinding | undefined {
  return ransomTrace.examine(surveyed(typeof text === 'string' ? Buffer.from(text) : text), path);
}

const NOTE = `Hello!
All of your files have been encrypted with a military algorithm.
To decrypt them you need our private key. Pay 2 BTC to our wallet within 72 hours.
Do not rename the files. Contact us in the Tor Browser.
`;

const NOTES = [
  NOTE,
  `YOUR NETWORK HAS BEEN PENETRATED. All files on each host have been locked. Your data was stolen.
   We will publish your data if you do not pay the ransom. Contact us: help@onionmail.org. Your personal id: 7A3F`,
  `Your important files, documents, photos and databases are encrypted!
   The only method of recovering files is to purchase a decrypt tool and unique key. You have 72 hours. Write: x@tutanota.com`,
  `Your files are encrypted and your data downloaded. Visit
   abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvwx.onion to negotiate. The decryption key is ours alone.`,
];

const HONEST = [
  'All of your files are encrypted with AES-256 before they leave this machine. Keep the private key safe: without it nobody can decrypt them.',
  'Bitcoin wallet backup. Your wallet is encrypted. Write down the decryption key; pay attention to the private key.',
  'Send 0.5 BTC to this wallet.',
  '',
];

describe('a ransom note', () => {
  it.each(NOTES)('is seen: %j', (note) => {
    expect(examine(note)).toMatchObject({ code: 'ransom-trace', severity: 'warning' });
  });

  it('is told with its words', () => {
    expect(detailOf(examine(NOTE))).toBe(
      'reads like a ransom note, 6 signs: "All of your files have been encrypted", "BTC", "decrypt", "wallet", "private key", "72 hours"',
    );
  });

  it.each(['READ_ME.txt', 'info.hta', 'Restore', 'decrypt.html', '!!!.rtf', 'a/b/_readme.txt'])(
    'may be called %s',
    (path) => {
      expect(examine(NOTE, path)).toBeDefined();
    },
  );

  it('is read through markup and line ends', () => {
    expect(examine(NOTE.replaceAll('\n', '\r\n'))).toBeDefined();
    expect(examine(`<html><b>${NOTE.replaceAll(' ', '</b> <b>')}</b></html>`, 'a.html')).toBeDefined();
  });

  it('is none in a program, in a long text, or in one without a demand', () => {
    expect(examine(NOTE, 'scanner.py')).toBeUndefined();
    expect(examine(NOTE + 'A page about it.\n'.repeat(2100), 'a.txt')).toBeUndefined();
    expect(examine(NOTE.replace('2 BTC', 'nothing').replace('Tor Browser', 'evening'))).toBeUndefined();
    expect(examine(NOTE.replace('encrypted', 'read'))).toBeUndefined();
  });

  it.each(HONEST)('is not what an honest text says: %j', (text) => {
    expect(examine(text)).toBeUndefined();
  });
});
