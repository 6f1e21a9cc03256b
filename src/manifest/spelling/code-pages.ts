/** Code pages in which names were written, or by which UTF-8 was misread, before they came into a list or onto a disk. */
import { type BytePath, isText, toBytes } from '../../model/path.ts';

/** The characters of the bytes 0x80 to 0xff. */
const UPPER_437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';
const UPPER_850 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0';
const UPPER_852 =
  'ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u00ad˝˛ˇ˘§÷¸°¨˙űŘř■\u00a0';
const MAC_ROMAN =
  'ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u00a0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uf8ffÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ';
// The decoder of Node.js for windows-1252 is one of Latin-1.
const UPPER_1252 =
  '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ';
const UPPER = [UPPER_1252, UPPER_437, UPPER_850, UPPER_852, MAC_ROMAN];
/** What Central Europe and Russia write; each is tried after the others. */
const OTHERS = ['windows-1250', 'windows-1251', 'ibm866', 'koi8-r'].map((label) => new TextDecoder(label));
/** Code pages 932, 936, 950 and 949, in the first three of which a backslash can be the second byte of a character. */
const DOUBLE_BYTE = ['shift_jis', 'gbk', 'big5', 'euc-kr'].map(
  (label) => new TextDecoder(label, { fatal: true }),
);
const NON_ASCII = /[\x80-\u{10ffff}]/u;
const BYTES_OF = [UPPER_1252, UPPER_437, UPPER_850, MAC_ROMAN].map(
  (upper) => new Map(Array.from(upper, (char, i) => [char, i + 128])),
);

/** Returns what the bytes of a name that is not UTF-8 say in the code pages that names were written in, each different text once. */
export function decodings(name: BytePath): string[] {
  const bytes = toBytes(name);
  const found = UPPER.map((upper) =>
    name.replace(/[\x80-\xff]/g, (byte) => upper.charAt(byte.charCodeAt(0) - 128)),
  );
  return [...new Set([...found, ...OTHERS.map((page) => page.decode(bytes)), ...doubleByteTexts(name)])];
}

/** Returns what the bytes of a name or path that is not UTF-8 say in the code pages of East Asia that they are whole in. */
export function doubleByteTexts(name: BytePath): string[] {
  if (isText(name)) return [];
  const bytes = toBytes(name);
  return DOUBLE_BYTE.flatMap((page) => decoded(page, bytes) ?? []);
}

/** Returns what a name was before its bytes in UTF-8 were taken for code page 1252, 437 or 850 or Mac Roman; none where they were not. */
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
