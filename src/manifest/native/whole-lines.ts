const LF = 0x0a;
/** No path that a file system can hold makes a longer line. */
const LONGEST = 1 << 22;
/** What stands for a longer line: it is none of a manifest. */
const TOO_LONG = Buffer.from('?\n');

/**
 * Cuts the first `limit` bytes of a manifest where lines end, and copies each line once at most, however many chunks it spans.
 * Instead of a line of more than 4 MiB comes one that no reader accepts. A chunk is valid until the next one is asked for.
 */
export async function* wholeLines(
  chunks: AsyncIterable<Buffer>,
  limit = Infinity,
): AsyncGenerator<Buffer, void, undefined> {
  let begun: Buffer[] = [];
  let length = 0;
  let seen = 0;
  for await (const chunk of chunks) {
    const bytes = chunk.subarray(0, Math.max(0, limit - seen));
    seen += chunk.length;
    const end = bytes.lastIndexOf(LF) + 1;
    if (end > 0) {
      const first = length === 0 ? 0 : bytes.indexOf(LF) + 1;
      if (length + first > LONGEST) {
        yield TOO_LONG;
        if (first < end) yield bytes.subarray(first, end);
      } else yield length === 0 ? bytes.subarray(0, end) : Buffer.concat([...begun, bytes.subarray(0, end)]);
      begun = [];
      length = 0;
    }
    length += bytes.length - end;
    if (length > LONGEST) begun = [];
    else if (end < bytes.length) begun.push(Buffer.from(bytes.subarray(end)));
    if (seen >= limit) return;
  }
}
