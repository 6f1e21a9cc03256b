import { type BytePath, join } from '../../model/path.ts';
import { readVoucherFile } from '../kit/read-voucher-file.ts';

/** Turns a path of the source into the path that its copy has below the mirror. */
export type RdiffQuoting = (path: BytePath) => BytePath;

const DEVICE = /^(?:aux|prn|con|nul|com\d|lpt\d)(?=\.|$)/i;

/**
 * How a mirror of rdiff-backup spells names that its file system cannot hold (FilenameMapping.py): a byte of the class in
 * `chars_to_quote` becomes ';' and three decimal digits, and `special_escapes` names what else does.
 */
export async function rdiffQuoting(root: BytePath, data: BytePath): Promise<RdiffQuoting> {
  const [chars, escapes] = await Promise.all(
    ['chars_to_quote', 'special_escapes'].map((name) => readVoucherFile(root, join(data, name))),
  );
  const quoted = typeof chars === 'object' ? chars.toString('latin1') : '';
  const special = typeof escapes === 'object' ? escapes.toString('latin1') : '';
  if (quoted === '' && special === '') return (path) => path;
  const pattern = classOf(quoted);
  const hasDevices = special.includes('escape_dos_devices');
  const hasSpaces = special.includes('escape_trailing_spaces');
  const quoteName = (name: BytePath): BytePath => {
    let quotedName = pattern === undefined ? name : name.replaceAll(pattern, quote);
    if (hasDevices && DEVICE.test(quotedName)) quotedName = quotedName.replace(/^./, quote);
    return hasSpaces ? quotedName.replace(/[ .]$/, quote) : quotedName;
  };
  return (path) => path.split('/').map(quoteName).join('/');
}

/** Paths in the metadata: '\n' is a line feed and '\\' a backslash. */
export function unquoteRdiff(path: BytePath): BytePath {
  return path.includes('\\')
    ? path.replaceAll(/\\([n\\])/g, (_, char: string) => (char === 'n' ? '\n' : '\\'))
    : path;
}

/** The class that the file gives, such as `A-Z;` or `^a-z0-9_ -.`, and the ';' itself. */
function classOf(chars: string): RegExp | undefined {
  if (chars === '') return undefined;
  try {
    return new RegExp(`[${chars.replaceAll(/[\\\][]/g, String.raw`\$&`)}]|;`, 'g');
  } catch {
    return undefined;
  }
}

function quote(char: string): string {
  return `;${String(char.charCodeAt(0)).padStart(3, '0')}`;
}
