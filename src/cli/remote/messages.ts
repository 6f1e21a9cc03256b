/** What the thread of a remote tree is given, and what it says. */
import type { RemoteChannel } from '../../disk/remote-channel.ts';
import type { Kind } from '../../model/entry.ts';
import type { FaultExit } from '../../model/fault.ts';

/** What the thread begins with. */
export type RemoteTask = {
  /** What rclone is given: `REMOTE:PATH`. */
  readonly spec: string;
  readonly channel: RemoteChannel;
  /** Bytes a second, of all transfers together. */
  readonly bandwidth?: number | undefined;
};

/** What is known of a remote tree when it can be read. */
export type RemoteReady = {
  readonly is: 'ready';
  /** The directory that is read: that of the file where one was named. */
  readonly spec: string;
  /** The file that was named. */
  readonly only?: string;
  /** What the provider says that it can say of digests, which nobody reads for that. */
  readonly hashes: readonly string[];
  /** What the remote, or the way to it, does not show. */
  readonly unseen: readonly Kind[];
};

/** Why a remote tree cannot be read. */
export type RemoteRefused = {
  readonly is: 'refused';
  readonly exit: FaultExit;
  readonly message: string;
  readonly hint: string;
};
