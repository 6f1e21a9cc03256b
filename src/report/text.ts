// oxlint-disable-next-line no-control-regex -- control characters are what it is for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const NAMED = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/**
 * Text from a backup as a person may see it: control and bidi characters escaped, so that a name cannot act; `##[` too,
 * which is a command to the runners of CI wherever it stands in a line.
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

/** A value as JSON in which nothing can act on whoever looks at it; it parses to the same value. */
export function quietJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('##[', '#\\u0023[')
    .replace(CONTROL, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The path of an event as a person may see it; bytes that are not UTF-8 as `\xe9`. */
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

/** Parts bytes into characters of UTF-8 and single bytes that are none. */
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

/** A count with its thousands parted: `1,204`. */
export function formatCount(n: number): string {
  // The tables of the locale take longer to load than `status` takes for all else.
  return Number.isSafeInteger(n) ? `${n}`.replace(/\B(?=(?:\d{3})+$)/g, ',') : n.toLocaleString('en-US');
}

/** A count with its noun: `1 file`, `1,204 files`. */
export function formatNumber(n: number, noun: string): string {
  return `${formatCount(n)} ${noun}${n === 1 ? '' : 's'}`;
}

/** Text no longer than so many characters: its end, behind '...', for the end of a path matters more. */
export function clip(text: string, most: number): string {
  return text.length <= most ? text : `...${text.slice(text.length - most + 3)}`;
}

/** Text from a backup as a person may see it, no longer than so many characters. */
export function visibleUpTo(most: number, text: string): string {
  return clip(visible(clip(text, most)), most);
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Bytes for people, in powers of 1000: `3.4 GB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.5 ? value.toFixed(0) : value.toFixed(1)} ${UNITS[unit]}`;
}

/** Seconds for people: `0.4 s`, `3 min 20 s`, `5 h 2 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Lines of words no wider than a width, all but the first indented by `indent`; one line where no width is given. */
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
