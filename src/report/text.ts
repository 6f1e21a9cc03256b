// oxlint-disable-next-line no-control-regex -- it must match control characters
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const NAMED = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/**
 * Escapes control and bidi characters in text from a backup, so that a name cannot affect a terminal; also `##[`, which is a
 * command for CI runners anywhere in a line.
 */
export function visible(text: string): string {
  return text.replaceAll('##[', '#\\x23[').replace(CONTROL, (char) => {
    const code = char.charCodeAt(0);
    const digits = code.toString(16);
    return (
      NAMED.get(char) ?? (code < 128 ? `\\x${digits.padStart(2, '0')}` : `\\u${digits.padStart(4, '0')}`)
    );
  });
}

/** Returns JSON with the same characters escaped; it parses to the same value. */
export function quietJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('##[', '#\\u0023[')
    .replace(CONTROL, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Returns the path of an event with those characters escaped, and bytes that are not UTF-8 as `\xe9`. */
export function visiblePath(event: { readonly path: string; readonly pathBytes?: string }): string {
  if (event.pathBytes === undefined) return visible(event.path);
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let shown = '';
  for (const part of splitUtf8(Buffer.from(event.pathBytes, 'base64'))) {
    try {
      shown += visible(decoder.decode(part));
    } catch {
      shown += [...part].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
    }
  }
  return shown;
}

/** Splits bytes into UTF-8 characters and single bytes that are not part of one. */
function* splitUtf8(bytes: Buffer): Generator<Buffer, void, undefined> {
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] ?? 0;
    const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
    const part = bytes.subarray(at, at + length);
    const isWhole = part.length === length && part.subarray(1).every((byte) => byte >= 0x80 && byte < 0xc0);
    yield isWhole ? part : bytes.subarray(at, at + 1);
    at += isWhole ? length : 1;
  }
}

/** Shortens text to `most` characters: '...' and its end, because the end of a path says more. */
export function clip(text: string, most: number): string {
  return text.length <= most ? text : `...${text.slice(text.length - most + 3)}`;
}

/** Escapes text from a backup and shortens it to `most` characters. */
export function visibleUpTo(most: number, text: string): string {
  return clip(visible(clip(text, most)), most);
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Formats bytes in powers of 1000: `3.4 GB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.5 ? value.toFixed(0) : value.toFixed(1)} ${UNITS[unit]}`;
}

/** Wraps text at a width, with all lines but the first indented by `indent`; returns one line without a width. */
export function wrap(text: string, width: number | undefined, indent: string): string[] {
  if (width === undefined) return [text];
  const lead = /^ */.exec(text)?.[0] ?? '';
  const lines: string[] = [];
  let line = '';
  for (const word of text.slice(lead.length).split(' ')) {
    const start = lines.length === 0 ? lead : indent;
    const longer = line === '' ? start + word : `${line} ${word}`;
    if (line !== '' && longer.length > width) {
      lines.push(line);
      line = indent + word;
    } else line = longer;
  }
  return [...lines, line];
}
