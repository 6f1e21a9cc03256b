/** Reads files of a remote tree from the HTTP server of rclone: in ranges, which are continued where a transfer breaks. */
import { Agent, get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BytePath, toText } from '../../model/path.ts';
import { isLost } from './names.ts';

/** The first range of a file: what is small comes at once, and of what only its head is wanted no more is asked for. */
const FIRST_RANGE = 1024 * 1024;
/** The pauses before a range is asked for again, in milliseconds. */
const PAUSES = [50, 300, 1000];
/** After so many files in a row that could not be read, the next are tried once. */
const LOST_AFTER = 4;
/** How long nothing may come, in milliseconds: longer than rclone takes to give up by itself. */
const SILENCE_MS = 150_000;

/** What rclone serves, and the credential for it. */
export type Served = { readonly port: number; readonly user: string; readonly password: string };

/** A file that is being read. */
export type RemoteFile = {
  readonly path: BytePath;
  size: number;
  stream?: Stream | undefined;
};

type Stream = { readonly response: IncomingMessage; rest: Buffer; position: number; readonly end: number };

/** A transfer failed, by the code of an error of the system. */
export class TransferError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Reads what is served. */
export type Reader = {
  /** Reads from a position into memory until that is full or the file ends, and returns how many bytes came. Throws a TransferError. */
  read(file: RemoteFile, position: number, into: Uint8Array): Promise<number>;
  close(file: RemoteFile): void;
};

/** Creates a reader; `isDead` tells that rclone has ended. */
export function createReader(served: Served, isDead: () => boolean): Reader {
  const agent = new Agent({ keepAlive: true });
  let lostInARow = 0;

  const close = (file: RemoteFile): void => {
    file.stream?.response.destroy();
    file.stream = undefined;
  };

  /** Asks for a range, and checks that the answer is that range of a file of that size. */
  const openStream = async (file: RemoteFile, from: number, to: number): Promise<Stream> => {
    const response = await request(agent, served, file.path, `bytes=${from}-${to - 1}`);
    // An error between two parts is seen when the next one is taken.
    response.on('error', () => {});
    const wrong = wrongAnswer(response, from, to, file.size);
    if (wrong === undefined) return { response, rest: Buffer.alloc(0), position: from, end: to };
    response.destroy();
    throw new TransferError(wrong);
  };

  const fill = async (file: RemoteFile, position: number, into: Uint8Array): Promise<number> => {
    let filled = 0;
    let tries = 0;
    while (filled < into.length && position + filled < file.size) {
      const at = position + filled;
      try {
        file.stream = await streamAt(file, at, file.stream, openStream);
        const part = await take(file.stream, into.length - filled);
        into.set(part, filled);
        filled += part.length;
        tries = 0;
      } catch (error) {
        close(file);
        const code = error instanceof TransferError ? error.code : 'ECONNRESET';
        // What rclone says that it could not get, it tried more than once.
        const most = lostInARow >= LOST_AFTER ? 0 : code === 'ECOMM' ? 1 : PAUSES.length;
        const pause = tries < most ? PAUSES[tries] : undefined;
        if (isDead()) throw new TransferError('ECONNREFUSED');
        if (pause === undefined || !isPassing(code)) throw new TransferError(code);
        tries += 1;
        await sleep(pause);
      }
    }
    return filled;
  };

  return {
    close,
    async read(file, position, into) {
      try {
        const filled = await fill(file, position, into);
        if (filled > 0) lostInARow = 0;
        return filled;
      } catch (error) {
        lostInARow += 1;
        throw error;
      }
    },
  };
}

/** Codes that the next try may not give. */
function isPassing(code: string): boolean {
  return code !== 'ENOENT' && code !== 'EACCES' && code !== 'ESTALE' && code !== 'EILSEQ';
}

/** Goes on with a stream, or opens one: a short one for the beginning of a file or a jump, one to the end for what follows. */
async function streamAt(
  file: RemoteFile,
  at: number,
  stream: Stream | undefined,
  open: (file: RemoteFile, from: number, to: number) => Promise<Stream>,
): Promise<Stream> {
  const isNext = stream?.position === at;
  if (stream !== undefined && isNext && at < stream.end) return stream;
  if (!isNext) stream?.response.destroy();
  file.stream = undefined;
  return open(file, at, isNext ? file.size : Math.min(file.size, at + FIRST_RANGE));
}

/** Takes up to so many bytes from a stream. Throws a TransferError where it ends early. */
async function take(stream: Stream, most: number): Promise<Buffer> {
  if (stream.rest.length === 0) stream.rest = await nextPart(stream.response);
  const part = stream.rest.subarray(0, Math.min(most, stream.end - stream.position));
  stream.rest = stream.rest.subarray(part.length);
  stream.position += part.length;
  return part;
}

function nextPart(response: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const part: unknown = response.read();
      if (Buffer.isBuffer(part)) return settle(() => resolve(part));
      if (response.readableEnded || response.destroyed) settle(() => reject(new TransferError('ECONNRESET')));
    };
    const fail = (): void => settle(() => reject(new TransferError('ECONNRESET')));
    const late = setTimeout(() => settle(() => reject(new TransferError('ECONNABORTED'))), SILENCE_MS);
    const settle = (done: () => void): void => {
      clearTimeout(late);
      response.off('readable', look).off('end', look).off('close', fail).off('error', fail);
      done();
    };
    response.on('readable', look).on('end', look).on('close', fail).on('error', fail);
    look();
  });
}

/** Asks the server of rclone for a range of a file. */
function request(agent: Agent, served: Served, path: BytePath, range: string): Promise<IncomingMessage> {
  const url = toText(path).split('/').map(encodeURIComponent).join('/');
  const { port, user, password } = served;
  const address = { agent, host: '127.0.0.1', port, path: `/${url}`, auth: `${user}:${password}` };
  return new Promise((resolve, reject) => {
    const sent = get({ ...address, headers: { range }, timeout: SILENCE_MS }, (response) => {
      if (response.statusCode !== 404 || !isLost(path)) return resolve(response);
      response.destroy();
      reject(new TransferError('EILSEQ'));
    });
    sent.on('timeout', () => sent.destroy(new TransferError('ECONNABORTED')));
    sent.on('error', (error) =>
      reject(error instanceof TransferError ? error : new TransferError('ECONNRESET')),
    );
  });
}

const CODES: Readonly<Record<number, string>> = {
  401: 'EACCES',
  403: 'EACCES',
  404: 'ENOENT',
  416: 'ESTALE',
};

/** Returns what is wrong with an answer to a range, as a code; undefined where it is that range. */
function wrongAnswer(
  { statusCode = 0, headers }: IncomingMessage,
  from: number,
  to: number,
  size: number,
): string | undefined {
  if (statusCode !== 206) return CODES[statusCode] ?? (statusCode >= 500 ? 'ECOMM' : 'EPROTO');
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers['content-range'] ?? '') ?? [];
  if (total !== undefined && Number(total) !== size) return 'ESTALE';
  if (Number(first) !== from || Number(last) !== to - 1) return 'EPROTO';
  return Number(headers['content-length']) === to - from ? undefined : 'EPROTO';
}
