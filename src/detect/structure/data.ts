import { aesCrypt } from './aescrypt.ts';
import { age } from './age.ts';
import { armour } from './armour.ts';
import { avro } from './avro.ts';
import { bacula } from './bacula.ts';
import { bbolt } from './bbolt.ts';
import { beam } from './beam.ts';
import { blend } from './blend.ts';
import { btrfsSend } from './btrfs-send.ts';
import { icalendar, vcard } from './cards.ts';
import { arrow, feather, parquet } from './columns.ts';
import { cram } from './cram.ts';
import { elf } from './elf.ts';
import { gettext } from './gettext.ts';
import { gitTrailer } from './git-trailer.ts';
import { keybox, trustdb } from './gnupg.ts';
import { gpt } from './gpt.ts';
import { hdf5 } from './hdf5.ts';
import { innodb } from './innodb.ts';
import { innodbExport } from './innodb-export.ts';
import { iso9660 } from './iso-9660.ts';
import { javaClass } from './java-class.ts';
import { json } from './json.ts';
import { keepass } from './keepass.ts';
import { berkeleyDb, lmdb, myIsam } from './key-stores.ts';
import { lucene } from './lucene.ts';
import { luks } from './luks.ts';
import { machO } from './mach-o.ts';
import { mail } from './mail.ts';
import { mbr } from './mbr.ts';
import { mongoArchive } from './mongo-archive.ts';
import { mydumper } from './mydumper.ts';
import { mysqlDump } from './mysql-dump.ts';
import { npy } from './npy.ts';
import { openpgp } from './openpgp.ts';
import { partclone } from './partclone.ts';
import { pe } from './pe.ts';
import { pgCustom } from './pg-custom.ts';
import { pgDump } from './pg-dump.ts';
import { pgPage } from './pg-page.ts';
import { pgWal } from './pg-wal.ts';
import { plainText } from './plain-text.ts';
import { pst } from './pst.ts';
import { qcow2 } from './qcow2.ts';
import { qtResource } from './qt-resource.ts';
import { qtTranslation } from './qt-translation.ts';
import { rLazyLoad } from './r-lazy-load.ts';
import { redisRdb } from './redis-rdb.ts';
import { opensslEnc, rcloneCrypt } from './sealed-blocks.ts';
import { shapefile } from './shapefile.ts';
import { sqlite, sqliteJournal, sqliteWal } from './sqlite.ts';
import type { Structure } from './structure.ts';
import { tfm } from './tex-files.ts';
import { vdi } from './vdi.ts';
import { vhd } from './vhd.ts';
import { vhdx } from './vhdx.ts';
import { vmdk } from './vmdk.ts';
import { exfat, ext, fat, lvm, ntfs, swap, xfs } from './volumes.ts';
import { wasm } from './wasm.ts';
import { html, xml } from './xml.ts';
import { zlibBehind } from './zlib-behind.ts';

/**
 * Dumps, databases, disk images, programs, encrypted files and text. Of two that recognise a head the first counts: a
 * hybrid image is a disc before it is a disk, a volume may have a boot record, and text that nothing else claims is last.
 */
export const DATA: readonly Structure[] = [
  pgDump,
  mysqlDump,
  pgCustom,
  sqlite,
  sqliteWal,
  sqliteJournal,
  redisRdb,
  bbolt,
  mongoArchive,
  gitTrailer,
  elf,
  pe,
  javaClass,
  machO,
  wasm,
  qcow2,
  vmdk,
  vhd,
  vhdx,
  vdi,
  iso9660,
  partclone,
  btrfsSend,
  bacula,
  luks,
  lvm,
  swap,
  ext,
  xfs,
  ntfs,
  exfat,
  fat,
  gpt,
  mbr,
  age,
  opensslEnc,
  rcloneCrypt,
  aesCrypt,
  keepass,
  armour,
  innodb,
  innodbExport,
  myIsam,
  lmdb,
  berkeleyDb,
  hdf5,
  parquet,
  arrow,
  feather,
  avro,
  cram,
  gettext,
  shapefile,
  npy,
  tfm,
  trustdb,
  keybox,
  blend,
  pgWal,
  pgPage,
  openpgp,
  qtTranslation,
  mydumper,
  beam,
  pst,
  lucene,
  qtResource,
  rLazyLoad,
  json,
  html,
  xml,
  vcard,
  icalendar,
  mail,
  plainText,
  zlibBehind,
];
