/** Code pages in which names were written, or by which UTF-8 was misread, before they came into a list or onto a disk. */
import { type BytePath, isText, toBytes } from '../../model/path.ts';

/** The characters of the bytes 0x80 to 0xff. */
const UPPER_437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';
const UPPER_850 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0';
// The decoder of Node.js for windows-1252 is one of Latin-1.
const UPPER_1252 =
  '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ';
const SINGLE_BYTE = [UPPER_1252, UPPER_437, UPPER_850];
const SHIFT_JIS = new TextDecoder('shift_jis', { fatal: true });
const NON_ASCII = /[\x80-\u{10ffff}]/u;
const BYTES_OF = SINGLE_BYTE.map((upper) => new Map(Array.from(upper, (char, i) => [char, i + 128])));

/** Returns what the bytes of a name that is not UTF-8 say in the code pages 1252, 437, 850 and 932, each different text once. */
export function decodings(name: BytePath): string[] {
  const found = SINGLE_BYTE.map((upper) =>
    name.replace(/[\x80-\xff]/g, (byte) => upper.charAt(byte.charCodeAt(0) - 128)),
  );
  const japanese = shiftJisText(name);
  return [...new Set(japanese === undefined ? found : [...found, japanese])];
}

/** Returns what the bytes of a name or path that is not UTF-8 say in code page 932; undefined where they are not in it. */
export function shiftJisText(name: BytePath): string | undefined {
  return isText(name) ? undefined : decoded(SHIFT_JIS, toBytes(name));
}

/** Returns what a name was before its bytes in UTF-8 were taken for code page 1252, 437 or 850; none where they were not. */
export function beforeMisreading(text: string): string[] {
  if (!NON_ASCII.test(text)) return [];
  return BYTES_OF.flatMap((bytes) => {
    const found = encoded(text, bytes);
    // An exception for each name that was not misread would cost more than all else.
    const before = found?.toString('utf8') ?? '\ufffd';
    return before.includes('\ufffd') ? [] : before;
  });
}

function encoded(text: string, bytes: ReadonlyMap<string, number>): Buffer | undefined {
  const found: number[] = [];
  for (const char of text) {
    const byte = char < '\x80' ? char.charCodeAt(0) : bytes.get(char);
    if (byte === undefined) return undefined;
    found.push(byte);
  }
  return Buffer.from(found);
}

function decoded(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
