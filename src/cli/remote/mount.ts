/** Remote trees of the command line: `rclone:REMOTE:PATH`. */
import { getAsset, isSea } from 'node:sea';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { addMounts, createChannel, isRemote } from '../../disk/remote-channel.ts';
import { Fault } from '../../model/fault.ts';
import { fromText } from '../../model/path.ts';
import type { RemoteReady, RemoteRefused, RemoteTask } from './messages.ts';
import { REMOTE, type RemoteOptions } from './name.ts';
import { keepScope } from './scope.ts';

const FILE = new URL('./remote.js', import.meta.url);

/** What was made readable, by the name that the user gave: the path by which it is known from then on. */
const known = new Map<string, string>();

/** Makes something remote readable, and returns its path. Throws a Fault; without options where nobody did that before. */
export async function mountRemote(named: string, options?: RemoteOptions): Promise<string> {
  const before = known.get(named);
  if (before !== undefined) return before;
  if (options === undefined)
    throw new Fault(
      2,
      `${named}: only verify, scan, seal and head read remote trees`,
      'copy it to this machine (rclone copy) or mount it (rclone mount)',
    );
  const { bandwidth } = options;
  const spec = specOf(named);
  const { asking, answering } = createChannel();
  const task: RemoteTask = { spec, channel: answering, bandwidth };
  const ready = await start({ workerData: task, transferList: [answering.port] });
  const root = REMOTE + (ready.spec.length > 1 ? ready.spec.replace(/\/+$/, '') : ready.spec);
  if (!isRemote(fromText(root))) addMounts([{ prefix: fromText(root), channel: asking }]);
  const path = ready.only === undefined ? root : `${root}/${ready.only}`;
  known.set(named, path);
  keepScope(root, { unseen: ready.unseen, hashes: ready.hashes });
  return path;
}

function specOf(named: string): string {
  const spec = named.slice(REMOTE.length);
  if (/^(?:[^:]+|:[^:]+(?:"[^"]*"|'[^']*'|[^:])*):/.test(spec) && !spec.startsWith('-')) return spec;
  throw new Fault(
    2,
    `${named}: no remote is named`,
    'write rclone:REMOTE:PATH, such as rclone:s3:bucket/backups',
  );
}

/** Starts the thread of a tree, and waits until that can be read. Throws a Fault. */
function start(options: WorkerOptions): Promise<RemoteReady> {
  const worker = isSea()
    ? new Worker(getAsset('remote.js', 'utf8'), { ...options, eval: true })
    : new Worker(FILE, options);
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', (message: RemoteReady | RemoteRefused) => {
      if (message.is === 'ready') {
        // It ends with the process, which it does not hold.
        worker.unref();
        resolve(message);
      } else {
        void worker.terminate();
        reject(new Fault(message.exit, message.message, message.hint));
      }
    });
  });
}
