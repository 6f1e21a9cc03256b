import type { BytePath } from '../../model/path.ts';

const PLAIN = new Map([
  ['s', ' '],
  ['t', '\t'],
  ['n', '\n'],
  ['r', '\r'],
  ['a', '\x07'],
  ['b', '\b'],
  ['v', '\v'],
  ['f', '\f'],
  ['E', '\x1b'],
  ['0', '\0'],
]);
const ESCAPE =
  /\\(?:([0-3][0-7]{2})|M-([\x21-\x7e])|M\^([\x3f-\x5f\x61-\x7a])|\^([\x3f-\x5f\x61-\x7a])|([^]))/g;

/** The bytes of a name as vis(3) encodes it: octal, `\s` and kin, `\M-x` for the high bit, `\^x` for controls. */
export function unvis(text: string): BytePath {
  if (!text.includes('\\')) return text;
  return text.replace(
    ESCAPE,
    (_, octal?: string, meta?: string, both?: string, control?: string, char = '') => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      if (meta !== undefined) return String.fromCharCode(meta.charCodeAt(0) | 0x80);
      if (both !== undefined) return String.fromCharCode(controlOf(both) | 0x80);
      if (control !== undefined) return String.fromCharCode(controlOf(control));
      return PLAIN.get(char) ?? char;
    },
  );
}

function controlOf(char: string): number {
  return char === '?' ? 0x7f : char.charCodeAt(0) & 0x1f;
}
