import type { Kind } from './entry.ts';

const KIND_NAMES = {
  file: 'file',
  directory: 'directory',
  link: 'link',
  fifo: 'FIFO',
  socket: 'socket',
  device: 'device',
} as const;

/** Returns what a person calls a kind. */
export function nameKind(kind: Kind): string {
  return KIND_NAMES[kind];
}
