/**
 * The way to trees that are not on this machine. One thread a tree talks to the remote; every other thread asks it over a channel of
 * its own and waits for the answer, so that what reads a tree reads a remote one as it reads a disk.
 */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Kind } from '../model/entry.ts';
import type { BytePath } from '../model/path.ts';

/** The bytes that one answer carries at most. */
export const ANSWER_BYTES = 1024 * 1024;
/** Four words, four numbers, then the bytes. */
const WORDS = 4;
const NUMBERS_AT = 16;
const NUMBERS = 4;
const BYTES_AT = NUMBERS_AT + NUMBERS * 8;
/** The states of a channel, in its first word. */
const [ASKED, FAILED, ANSWERED] = [1, 2, 3];
/** Longer than the thread takes to give up by itself. */
const MOST_WAIT_MS = 900_000;

/** What is asked of a remote tree; paths are below its root, as bytes. */
export type RemoteQuestion =
  | { readonly ask: 'stat' | 'open' | 'link'; readonly path: BytePath }
  /** The names of a directory, from a place on. */
  | { readonly ask: 'list'; readonly path: BytePath; readonly from: number }
  | { readonly ask: 'read'; readonly handle: number; readonly position: number; readonly length: number }
  | { readonly ask: 'close'; readonly handle: number }
  /** Another thread wants a channel. */
  | { readonly ask: 'connect'; readonly channel: RemoteChannel };

/** One end of a channel: questions go through the port, answers come in the shared memory. */
export type RemoteChannel = { readonly port: MessagePort; readonly memory: SharedArrayBuffer };

/** A tree of which this thread has a channel: every path that begins so lies in it. */
export type RemoteMount = { readonly prefix: BytePath; readonly channel: RemoteChannel };

/** What an answer says of a file or directory; of seconds and nanoseconds since 1970. */
export type RemoteStat = {
  readonly kind: Kind;
  readonly size: number;
  readonly seconds: number;
  readonly nanoseconds: number;
};

/** An answer: a number that depends on the question, and bytes, which are only valid until the next question. */
export type RemoteAnswer = { readonly number: number; readonly bytes: Uint8Array; readonly stat: RemoteStat };

/** What lies in a remote tree, by the number that says so in an answer. */
const KINDS: readonly Kind[] = ['file', 'directory', 'link'];

/** Returns the memory of a channel as an answering thread uses it. */
export function viewsOf(memory: SharedArrayBuffer): {
  readonly words: Int32Array;
  readonly numbers: Float64Array;
  readonly bytes: Uint8Array;
} {
  return {
    words: new Int32Array(memory, 0, WORDS),
    numbers: new Float64Array(memory, NUMBERS_AT, NUMBERS),
    bytes: new Uint8Array(memory, BYTES_AT, ANSWER_BYTES),
  };
}

/** Answers the question of a channel; `length` bytes of the answer lie in its memory already. */
export function answerWith(memory: SharedArrayBuffer, length: number, number = 0, stat?: RemoteStat): void {
  const { words, numbers } = viewsOf(memory);
  const { kind = 'file', size = 0, seconds = 0, nanoseconds = 0 } = stat ?? {};
  numbers.set([number, size, seconds, nanoseconds]);
  Atomics.store(words, 1, length);
  Atomics.store(words, 2, KINDS.indexOf(kind));
  settle(words, ANSWERED);
}

/** Answers the question of a channel with the code of an error. */
export function answerError(memory: SharedArrayBuffer, code: string): void {
  const { words, bytes } = viewsOf(memory);
  const text = Buffer.from(code, 'latin1');
  bytes.set(text);
  Atomics.store(words, 1, text.length);
  settle(words, FAILED);
}

function settle(words: Int32Array, state: number): void {
  Atomics.store(words, 0, state);
  Atomics.notify(words, 0);
}

/** Makes a channel: the end of the thread that asks, and the port of the one that answers. */
export function createChannel(): { readonly asking: RemoteChannel; readonly answering: RemoteChannel } {
  const { port1, port2 } = new MessageChannel();
  const memory = new SharedArrayBuffer(BYTES_AT + ANSWER_BYTES);
  return { asking: { port: port1, memory }, answering: { port: port2, memory } };
}

/** A remote tree did not give what was asked, by the code of an error of the system. */
class RemoteError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`the remote tree cannot be read (${code})`);
    this.code = code;
  }
}

/** Asks over a channel and waits for the answer. Throws an error with the code of one of the system. */
export function ask({ port, memory }: RemoteChannel, question: RemoteQuestion): RemoteAnswer {
  const { words, numbers, bytes } = viewsOf(memory);
  Atomics.store(words, 0, ASKED);
  port.postMessage(question, question.ask === 'connect' ? [question.channel.port] : []);
  Atomics.wait(words, 0, ASKED, MOST_WAIT_MS);
  const state = Atomics.load(words, 0);
  const told = bytes.subarray(0, Atomics.load(words, 1));
  if (state === FAILED) throw new RemoteError(Buffer.from(told).toString('latin1'));
  if (state !== ANSWERED) throw new RemoteError('ECONNABORTED');
  const [number = 0, size = 0, seconds = 0, nanoseconds = 0] = numbers;
  const kind = KINDS[Atomics.load(words, 2)] ?? 'file';
  return { number, bytes: told, stat: { kind, size, seconds, nanoseconds } };
}

/** The remote trees that this thread can read. */
const mounts: RemoteMount[] = [];

/** Makes remote trees readable for this thread. */
export function addMounts(more: readonly RemoteMount[]): void {
  mounts.push(...more);
}

/** Returns channels to all remote trees of this thread, for another thread. */
export function mountsForThread(): readonly RemoteMount[] {
  return mounts.map(({ prefix, channel }) => {
    const { asking, answering } = createChannel();
    ask(channel, { ask: 'connect', channel: answering });
    return { prefix, channel: asking };
  });
}

/** Returns the remote tree in which a path lies and the path below its root, if it lies in one. */
export function remoteOf(
  path: BytePath,
): { readonly channel: RemoteChannel; readonly path: BytePath } | undefined {
  for (const { prefix, channel } of mounts) {
    if (!path.startsWith(prefix)) continue;
    const rest = path.slice(prefix.length);
    if (rest === '' || rest === '/' || rest === '/.') return { channel, path: '' };
    if (rest.startsWith('/')) return { channel, path: rest.slice(1).replace(/\/\.?$/, '') };
  }
  return undefined;
}

/** Whether a path lies in a remote tree that this thread can read. */
export function isRemote(path: BytePath): boolean {
  return remoteOf(path) !== undefined;
}
