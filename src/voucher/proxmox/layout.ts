import { nameOf } from '../../model/path.ts';
import { held, OPAQUE } from '../kit/handling.ts';
import type { Store } from '../kit/layout.ts';
import { proxmoxBlob } from './blob.ts';
import { proxmoxDynamicIndex, proxmoxFixedIndex } from './index-file.ts';

/**
 * A datastore of Proxmox Backup Server (pbs-datastore, file_formats.rs): chunks and blobs with a CRC-32, indexes with a
 * sha256.
 */
export const proxmox: Store = {
  name: 'proxmox-backup',
  vouches: true,
  about:
    'Proxmox Backup Server: chunks and blobs hold by their CRC-32, plain chunks by their name, indexes by sha256',
  isTop: (names) => names.has('.chunks/'),
  handle(path) {
    if (/^\.chunks\/[0-9a-f]{4}\/[0-9a-f]{64}$/.test(path)) return held(() => proxmoxBlob(nameOf(path)));
    if (path.startsWith('.chunks/')) return OPAQUE;
    if (path.endsWith('.blob')) return held(() => proxmoxBlob());
    if (path.endsWith('.fidx')) return held(proxmoxFixedIndex);
    return path.endsWith('.didx') ? held(proxmoxDynamicIndex) : undefined;
  },
};
