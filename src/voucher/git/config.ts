/** Settings of git by section and key in lower case, `core.bare`; a key without a value is true. The last one counts. */
export type GitConfig = ReadonlyMap<string, string>;

const HEADING = /\[[-A-Za-z0-9.]+(?:[ \t\r]+"(?:[^"\\\n]|\\[^\n])*")?\]/y;
const KEY = /[A-Za-z][-A-Za-z0-9]*[ \t]*/y;
const BLANK = /[ \t\r\n]+|[#;][^\n]*/y;
const VALUE = /=((?:[^"\\#;\n]|\\[\n\\"tbn]|"(?:[^"\\\n]|\\[\n\\"tbn])*")*)(?:[#;][^\n]*)?(?:\n|$)/y;

/** Reads the settings of a repository as git does (git-config); the number of the line where git gives up. */
export function gitConfigFrom(bytes: Buffer): GitConfig | number {
  const text = bytes
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .replaceAll('\r\n', '\n');
  const config = new Map<string, string>();
  let at = 0;
  let section = '';
  const next = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text) ?? undefined;
    if (found !== undefined) at = pattern.lastIndex;
    return found;
  };
  while (at < text.length) {
    if (next(BLANK) !== undefined) continue;
    const heading = next(HEADING)?.[0];
    if (heading !== undefined) {
      section = heading.slice(1, -1);
      continue;
    }
    const key = next(KEY)?.[0];
    const value = key === undefined ? undefined : valueAt();
    if (key === undefined || value === undefined) return text.slice(0, at).split('\n').length;
    config.set(`${section}.${key.trimEnd()}`.toLowerCase(), value);
  }
  return config;

  function valueAt(): string | undefined {
    if (at === text.length) return 'true';
    if (text[at] !== '\n') return next(VALUE)?.[1]?.replaceAll('"', '').trim();
    at += 1;
    return 'true';
  }
}

/** Returns why git does not open a repository with these settings; undefined where it does. */
export function refusedBecause(config: GitConfig, digits: 40 | 64 | undefined): string | undefined {
  const bare = config.get('core.bare') ?? '';
  if (!/^(?:|true|yes|on|false|no|off|[-+]?\d+[kmg]?)$/i.test(bare)) return 'core.bare is neither yes nor no';
  const version = config.get('core.repositoryformatversion') ?? '0';
  if (!/^[01]$/.test(version)) return 'a version of repositories that git does not know';
  const algorithm = version === '1' ? (config.get('extensions.objectformat') ?? 'sha1') : 'sha1';
  const wanted = digits === 64 ? 'sha256' : 'sha1';
  return digits === undefined || algorithm.toLowerCase() === wanted
    ? undefined
    : `its objects are named by ${wanted}, which it does not say`;
}
