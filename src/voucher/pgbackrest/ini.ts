import { createHash } from 'node:crypto';

/** One line of a file of pgBackRest: its section, its key as bytes, and its value. */
export type IniLine = { readonly section: string; readonly key: string; readonly value: unknown };

/** What is wrong with such a file. */
export type IniDamage = { readonly is: 'encrypted' | 'cut' | 'damaged'; readonly detail: string };

const CHECKSUM = 'backrest-checksum';
const MOST_SIGNS = 64;
/** How what OpenSSL encrypts begins. */
const SALTED = 'Salted__';

/** Whether a file of a repository is encrypted, by its first bytes. */
export function isSalted(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, SALTED.length)).toString('latin1') === SALTED;
}

/**
 * The lines of a file of pgBackRest: INI with values in JSON, and a SHA-1 in its last section, of all other lines as if they
 * were one JSON object (info.c, infoSave). They are only returned where that matches.
 */
export function parseIni(bytes: Buffer): readonly IniLine[] | IniDamage {
  if (isSalted(bytes)) return { is: 'encrypted', detail: 'it is encrypted' };
  const lines: IniLine[] = [];
  const hash = createHash('sha1');
  let section = '';
  let open: string | undefined;
  let wanted: unknown;
  for (const [i, line] of bytes.toString('latin1').split('\n').entries()) {
    if (line === '') continue;
    const [, name] = /^\[(.*)\]$/.exec(line) ?? [];
    if (name !== undefined) {
      section = name;
      continue;
    }
    const found = assigned(line);
    if (found === undefined) return { is: 'damaged', detail: `line ${i + 1}: not a key and a value` };
    const { key, text, value } = found;
    if (section === 'backrest' && key === CHECKSUM) {
      wanted = value;
      continue;
    }
    const start = open === section ? ',' : `${open === undefined ? '{' : '},'}${JSON.stringify(section)}:{`;
    hash.update(`${start}${JSON.stringify(key)}:${text}`, 'latin1');
    open = section;
    lines.push({ section, key, value });
  }
  if (typeof wanted !== 'string') return { is: 'cut', detail: 'it does not end with its own checksum' };
  const found = hash.update(open === undefined ? '{}' : '}}').digest('hex');
  if (found === wanted) return lines;
  return { is: 'damaged', detail: `its own checksum does not hold: wanted sha1:${wanted}, found ${found}` };
}

/** A key may have an equals sign too, so the value begins where the rest is JSON. */
function assigned(line: string): { key: string; text: string; value: unknown } | undefined {
  let sign = line.indexOf('=');
  for (let tries = 0; sign > 0 && tries < MOST_SIGNS; tries++) {
    const text = line.slice(sign + 1);
    if (/^[[{"\dtfn-]/.test(text)) {
      try {
        const value: unknown = JSON.parse(text);
        return { key: line.slice(0, sign), text, value };
      } catch {
        // The sign was of the key.
      }
    }
    sign = line.indexOf('=', sign + 1);
  }
  return undefined;
}

/** The field of a JSON object. */
export function fieldOf(value: unknown, name: string): unknown {
  const own: Readonly<Record<string, unknown>> =
    typeof value === 'object' && value !== null ? { ...value } : {};
  return Object.hasOwn(own, name) ? own[name] : undefined;
}

/** The text of a key of a section, or nothing. */
export function textOf(lines: readonly IniLine[], section: string, key: string): string | undefined {
  const value = lines.find((line) => line.section === section && line.key === key)?.value;
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}
