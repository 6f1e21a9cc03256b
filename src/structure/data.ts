import { bacula } from './archive/bacula.ts';
import { zlibAfterHeader } from './archive/zlib-after-header.ts';
import { aesCrypt } from './crypto/aescrypt.ts';
import { age } from './crypto/age.ts';
import { keybox, trustdb } from './crypto/gnupg.ts';
import { keepass } from './crypto/keepass.ts';
import { luks } from './crypto/luks.ts';
import { nextcloud } from './crypto/nextcloud.ts';
import { openpgp } from './crypto/openpgp/openpgp.ts';
import { opensslEnc, opensslText, rcloneCrypt } from './crypto/openssl-rclone.ts';
import { pemArmor } from './crypto/pem-armor.ts';
import { avro } from './database/avro.ts';
import { bbolt } from './database/bbolt.ts';
import { berkeleyDb, lmdb, myIsam } from './database/berkeleydb-lmdb-myisam.ts';
import { etcdWal } from './database/etcd-wal.ts';
import { gdbm } from './database/gdbm.ts';
import { innodbExport } from './database/innodb/export.ts';
import { innodb } from './database/innodb/innodb.ts';
import { lucene } from './database/lucene.ts';
import { mongoArchive } from './database/mongo-archive.ts';
import { mydumper } from './database/mydumper.ts';
import { mysqlDump } from './database/mysql-dump.ts';
import { arrow, feather, parquet } from './database/parquet-arrow.ts';
import { pgCustom } from './database/postgres/custom.ts';
import { pgDump } from './database/postgres/dump.ts';
import { pgPage } from './database/postgres/page.ts';
import { pgWal } from './database/postgres/wal.ts';
import { redisAof } from './database/redis-commands.ts';
import { redisRdb } from './database/redis-rdb.ts';
import { measuredData, sqlServer } from './database/sql-server.ts';
import { sqliteJournal } from './database/sqlite/journal.ts';
import { sqlite } from './database/sqlite/sqlite.ts';
import { sqliteWal } from './database/sqlite/wal.ts';
import { appleDouble } from './disk/apple-double.ts';
import { btrfsSend } from './disk/btrfs-send.ts';
import { disc } from './disk/disc.ts';
import { btrfs, exfat, ext, fat, lvm, ntfs, swap, xfs } from './disk/filesystems.ts';
import { gpt } from './disk/gpt.ts';
import { iso9660 } from './disk/iso-9660.ts';
import { mbr } from './disk/mbr.ts';
import { partclone } from './disk/partclone.ts';
import { qcow2 } from './disk/qcow2.ts';
import { vdi } from './disk/vdi.ts';
import { vhd } from './disk/vhd.ts';
import { vhdx } from './disk/vhdx.ts';
import { vma } from './disk/vma.ts';
import { vmdk } from './disk/vmdk.ts';
import { zfsSend } from './disk/zfs-send.ts';
import { blend } from './document/blend.ts';
import { fidoMessage, oldOffice } from './document/old-office.ts';
import { propertyList } from './document/property-list.ts';
import { pst } from './document/pst.ts';
import { tfm } from './document/tex-files.ts';
import type { Structure } from './kit/structure.ts';
import { beam } from './program/beam.ts';
import { elf } from './program/elf.ts';
import { gettext } from './program/gettext.ts';
import { gitBundle } from './program/git-bundle.ts';
import { gitTrailer } from './program/git-trailer.ts';
import { javaClass } from './program/java-class.ts';
import { machO } from './program/mach-o.ts';
import { pe } from './program/pe.ts';
import { qtResource } from './program/qt-resource.ts';
import { qtTranslation } from './program/qt-translation.ts';
import { rLazyLoad } from './program/r-lazy-load.ts';
import { terminfo } from './program/terminfo.ts';
import { wasm } from './program/wasm.ts';
import { cram } from './science/cram.ts';
import { hdf5 } from './science/hdf5/hdf5.ts';
import { npy } from './science/npy.ts';
import { shapefile } from './science/shapefile.ts';
import { json } from './text/json/json.ts';
import { mail } from './text/mail.ts';
import { plainText } from './text/plain-text.ts';
import { icalendar, vcard } from './text/vcard-icalendar.ts';
import { html, xml } from './text/xml/xml.ts';

/**
 * Dumps, databases, disk images, programs, encrypted files and text. Where two recognise a head, the first counts: a
 * hybrid image is a disc before it is a disk, a volume may have a boot record, and text that nothing else claims comes
 * last.
 */
export const DATA: readonly Structure[] = [
  pgDump,
  mysqlDump,
  pgCustom,
  sqlite,
  sqliteWal,
  sqliteJournal,
  redisRdb,
  redisAof,
  bbolt,
  etcdWal,
  mongoArchive,
  gitTrailer,
  gitBundle,
  appleDouble,
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
  vma,
  iso9660,
  partclone,
  btrfsSend,
  zfsSend,
  bacula,
  luks,
  lvm,
  swap,
  ext,
  btrfs,
  xfs,
  ntfs,
  exfat,
  fat,
  gpt,
  mbr,
  age,
  opensslEnc,
  opensslText,
  rcloneCrypt,
  aesCrypt,
  nextcloud,
  keepass,
  pemArmor,
  innodb,
  innodbExport,
  myIsam,
  lmdb,
  berkeleyDb,
  gdbm,
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
  sqlServer,
  measuredData,
  disc,
  oldOffice,
  fidoMessage,
  openpgp,
  qtTranslation,
  mydumper,
  beam,
  propertyList,
  terminfo,
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
  zlibAfterHeader,
];
