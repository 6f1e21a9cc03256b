/** The thread of a remote tree: has rclone list and serve it, and answers the questions of the threads that read it. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import {
  answerError,
  answerWith,
  type RemoteChannel,
  type RemoteQuestion,
  viewsOf,
} from '../../disk/remote-channel.ts';
import { Fault } from '../../model/fault.ts';
import { type BytePath, directoryOf } from '../../model/path.ts';
import type { RemoteReady, RemoteRefused, RemoteTask } from './messages.ts';
import { LINK } from './names.ts';
import { type OpenedTree, openTree } from './open.ts';
import { createReader, type Reader, type RemoteFile, TransferError } from './reader.ts';

/** A link that is longer leads nowhere. */
const LONGEST_LINK = 65_536;
/** How often a file that is opened twice in a row is looked at anew: it costs a process. */
const MOST_LOOKS = 500;

/** The files that are open on a channel, and the last path that was opened on it. */
type Client = { readonly files: Map<number, RemoteFile>; last?: BytePath };

/** Answers the questions of channels about one tree. */
class Answering {
  readonly #tree: OpenedTree;
  readonly #reader: Reader;
  readonly #failed = new Map<BytePath, string>();
  #handles = 0;
  #looks = 0;

  constructor(tree: OpenedTree) {
    this.#tree = tree;
    let isDead = false;
    void tree.server.ended.then(() => {
      isDead = true;
    });
    this.#reader = createReader(tree.served, () => isDead);
  }

  /** Answers what comes over a channel from now on, one question after the other. */
  serve({ port, memory }: RemoteChannel): void {
    const client: Client = { files: new Map() };
    port.on('message', (question: RemoteQuestion) => {
      this.#answer(question, client, memory).catch((error: unknown) => {
        answerError(memory, codeOf(error));
      });
    });
    port.on('close', () => {
      for (const file of client.files.values()) this.#reader.close(file);
    });
  }

  async #answer(question: RemoteQuestion, client: Client, memory: SharedArrayBuffer): Promise<void> {
    switch (question.ask) {
      case 'stat':
        return this.#stat(question.path, memory);
      case 'list':
        return this.#list(question, memory);
      case 'link':
        return this.#link(question.path, memory);
      case 'open':
        return this.#open(question.path, client, memory);
      case 'read':
        return this.#read(question, client, memory);
      case 'close':
        return this.#close(question.handle, client, memory);
      case 'connect':
        this.serve(question.channel);
        return answerWith(memory, 0);
    }
  }

  /** Lists a directory if it was not. Throws a TransferError where it cannot be listed. */
  async #listed(directory: BytePath): Promise<void> {
    if (this.#tree.listing.isWhole(directory)) return;
    const code = this.#failed.get(directory) ?? (await this.#tree.list(directory));
    if (code === undefined) return;
    this.#failed.set(directory, code);
    throw new TransferError(code);
  }

  async #stat(path: BytePath, memory: SharedArrayBuffer): Promise<void> {
    if (path !== '') await this.#listed(directoryOf(path));
    const stat = this.#tree.listing.stat(path);
    answerWith(memory, 0, stat === undefined ? 0 : 1, stat);
  }

  async #list({ path, from }: { path: BytePath; from: number }, memory: SharedArrayBuffer): Promise<void> {
    await this.#listed(path);
    const { bytes } = viewsOf(memory);
    const { text, next } = this.#tree.listing.names(path, from, bytes.length);
    bytes.set(Buffer.from(text, 'latin1'));
    answerWith(memory, text.length, next);
  }

  async #link(path: BytePath, memory: SharedArrayBuffer): Promise<void> {
    const { listing } = this.#tree;
    const stat = listing.stat(path);
    if (stat?.kind !== 'link') throw new TransferError(stat === undefined ? 'ENOENT' : 'EINVAL');
    const file = { path: path + LINK, size: Math.min(stat.size, LONGEST_LINK) };
    const target = new Uint8Array(file.size);
    try {
      const length = await this.#reader.read(file, 0, target);
      viewsOf(memory).bytes.set(target.subarray(0, length));
      answerWith(memory, length);
    } finally {
      this.#reader.close(file);
    }
  }

  async #open(path: BytePath, client: Client, memory: SharedArrayBuffer): Promise<void> {
    const { listing } = this.#tree;
    if (path !== '') await this.#listed(directoryOf(path));
    // Who opens a file again found something in it: perhaps it is not any more what was listed.
    if (client.last === path && this.#looks < MOST_LOOKS && listing.stat(path) !== undefined) {
      this.#looks += 1;
      await this.#tree.look(path);
    }
    client.last = path;
    const stat = listing.stat(path);
    if (stat === undefined) throw new TransferError('ENOENT');
    if (stat.kind !== 'file') throw new TransferError(stat.kind === 'directory' ? 'EISDIR' : 'ELOOP');
    if (stat.size < 0) throw new TransferError('EPROTO');
    this.#handles += 1;
    client.files.set(this.#handles, { path, size: stat.size });
    answerWith(memory, 0, this.#handles, stat);
  }

  async #read(
    { handle, position, length }: { handle: number; position: number; length: number },
    client: Client,
    memory: SharedArrayBuffer,
  ): Promise<void> {
    const file = client.files.get(handle);
    if (file === undefined) throw new TransferError('EBADF');
    const { bytes } = viewsOf(memory);
    answerWith(
      memory,
      await this.#reader.read(file, position, bytes.subarray(0, Math.min(length, bytes.length))),
    );
  }

  #close(handle: number, client: Client, memory: SharedArrayBuffer): void {
    const file = client.files.get(handle);
    if (file !== undefined) this.#reader.close(file);
    client.files.delete(handle);
    answerWith(memory, 0);
  }
}

function codeOf(error: unknown): string {
  return error instanceof TransferError ? error.code : 'ECOMM';
}

async function begin(task: RemoteTask, main: MessagePort): Promise<void> {
  const say = (message: RemoteReady | RemoteRefused): void => main.postMessage(message);
  try {
    const tree = await openTree(task);
    new Answering(tree).serve(task.channel);
    say(tree.ready);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    say({ is: 'refused', exit: error.exit, message: error.message, hint: error.hint });
  }
}

if (parentPort !== null) void begin(workerData, parentPort);
