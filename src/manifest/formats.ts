import { apt } from './apt.ts';
import { ascmhl } from './ascmhl.ts';
import { bagit } from './bagit.ts';
import { cacache } from './cacache.ts';
import { cassandra } from './cassandra.ts';
import { cfv } from './cfv.ts';
import { dar } from './dar.ts';
import { dockerRegistry } from './docker-registry.ts';
import { dpkg } from './dpkg.ts';
import { duplicati } from './duplicati.ts';
import { duplicity } from './duplicity.ts';
import { dvc } from './dvc.ts';
import type { Format } from './format.ts';
import { git } from './git.ts';
import { hashdeep } from './hashdeep.ts';
import { lucene } from './lucene.ts';
import { mhl } from './mhl.ts';
import { mtree } from './mtree.ts';
import { oci } from './oci.ts';
import { par2 } from './par2.ts';
import { pgBackup } from './pg-backup.ts';
import { pgbackrest } from './pgbackrest.ts';
import { proxmox } from './proxmox.ts';
import { rclone } from './rclone.ts';
import { rdiffBackup } from './rdiff-backup.ts';
import { rhash } from './rhash.ts';
import { sfv } from './sfv.ts';
import { windows } from './windows.ts';

/** Every format of other tools but checksum lists. To add one: its file, its line here, fixtures/manifests/<name>, a test. */
export const FORMATS: readonly Format[] = [
  pgBackup,
  pgbackrest,
  sfv,
  hashdeep,
  bagit,
  par2,
  mtree,
  rdiffBackup,
  dpkg,
  apt,
  duplicity,
  duplicati,
  oci,
  dockerRegistry,
  mhl,
  ascmhl,
  rclone,
  windows,
  git,
  dar,
  cfv,
  rhash,
  cacache,
  dvc,
  proxmox,
  cassandra,
  lucene,
];
