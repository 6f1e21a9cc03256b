/** Splits a stream into lines and keeps only the first bytes of each. */
export type Lines = {
  readonly update: (bytes: Buffer) => void;
  /** Passes on the last line where no line end closed it. */
  readonly end: () => void;
};

/**
 * Receives a line ended by LF or CR LF, without its end; one character per byte, at most `most` of them, and its
 * offset.
 */
export type SeeLine = (line: string, offset: number, isWhole: boolean) => void;

/** Calls `see` once per line. `starts` lists the first bytes of the lines that are wanted, if not all are. */
export function createLines(see: SeeLine, most = 1024, starts?: string): Lines {
  const wanted = starts === undefined ? undefined : new Set(Buffer.from(starts, 'latin1'));
  let line = '';
  let length = 0;
  let offset = 0;
  let start = 0;

  const flush = (): void => {
    if (length === 0 && wanted !== undefined) return;
    see(line.endsWith('\r') ? line.slice(0, -1) : line, start, length <= most);
  };
  const add = (bytes: Buffer, from: number, to: number): void => {
    const isWanted = length > 0 || wanted === undefined || wanted.has(bytes[from] ?? 0);
    if (isWanted && line.length < most && (length === 0 || line !== ''))
      line += bytes.toString('latin1', from, Math.min(to, from + most - line.length));
    length += to - from;
  };

  const needles = (starts ?? '').split('').map((char) => `\n${char}`);
  const isUnwanted = (bytes: Buffer, at: number): boolean =>
    wanted !== undefined && line === '' && (length > 0 || !wanted.has(bytes[at] ?? 0));

  return {
    update(bytes) {
      // Finds the next line with each of the wanted starts: one search over many lines costs less than one for each
      // line.
      const found = needles.map(() => -1);
      const nextWanted = (from: number): number => {
        for (const [i, needle] of needles.entries())
          if ((found[i] ?? 0) < from) found[i] = indexOrEnd(bytes, needle, from);
        return Math.min(...found);
      };
      let at = 0;
      while (at < bytes.length) {
        const isPassed = isUnwanted(bytes, at);
        const end = isPassed ? nextWanted(at) : indexOrEnd(bytes, '\n', at);
        if (isPassed) {
          const last = end < bytes.length ? end : bytes.lastIndexOf(10);
          length = last >= at ? bytes.length - last - 1 : length + bytes.length - at;
          if (last >= at) start = offset + last + 1;
          if (end < bytes.length) length = 0;
          at = end + 1;
          continue;
        }
        if (end > at) add(bytes, at, end);
        if (end === bytes.length) break;
        if (line !== '' || wanted === undefined) flush();
        line = '';
        length = 0;
        at = end + 1;
        start = offset + at;
      }
      offset += bytes.length;
    },
    end() {
      if (line !== '') flush();
    },
  };
}

function indexOrEnd(bytes: Buffer, needle: string, from: number): number {
  const at = bytes.indexOf(needle, from, 'latin1');
  return at < 0 ? bytes.length : at;
}
