import { apt } from './apt/apt.ts';
import { ascmhl } from './ascmhl/ascmhl.ts';
import { bagit } from './bagit/bagit.ts';
import { cacache } from './cacache/list.ts';
import { cassandra } from './cassandra/list.ts';
import { cfv } from './cfv/cfv.ts';
import { dar } from './dar/dar.ts';
import { dpkg } from './dpkg/dpkg.ts';
import { duplicati } from './duplicati/duplicati.ts';
import { duplicity } from './duplicity/list.ts';
import { dvc } from './dvc/list.ts';
import { windows } from './get-filehash/get-filehash.ts';
import { git } from './git/list.ts';
import { hashdeep } from './hashdeep/hashdeep.ts';
import type { Format } from './kit/list.ts';
import { lucene } from './lucene/list.ts';
import { mhl } from './mhl/mhl.ts';
import { mtree } from './mtree/mtree.ts';
import { dockerRegistry } from './oci/docker-registry.ts';
import { oci } from './oci/list.ts';
import { par2 } from './par2/par2.ts';
import { pgbackrest } from './pgbackrest/list.ts';
import { pgBackup } from './postgres/backup-manifest.ts';
import { proxmox } from './proxmox/list.ts';
import { rclone } from './rclone/rclone.ts';
import { rdiffBackup } from './rdiff-backup/list.ts';
import { rhash } from './rhash/rhash.ts';
import { sfv } from './sfv/sfv.ts';

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
