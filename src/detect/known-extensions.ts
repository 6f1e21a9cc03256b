import { CONTENT_EXTENSIONS, TEXT_EXTENSIONS } from '../structure/kit/extensions.ts';

/** What people and programs append to a whole file name: `a.tar.gz`, `a.conf.bak`, `a.jpg.sha256`. */
const SUFFIXES =
  'gz tgz bz2 xz zst zstd lz4 lz lzo br z zip 7z rar tar bak old orig save sav backup tmp temp part partial filepart ' +
  'crdownload download swp swo lock lck pid rej diff patch asc sig sign gpg pgp age p7m p7s minisig md5 sha1 sha224 ' +
  'sha256 sha384 sha512 sum sums crc sfv par2 b2 b3 xxh xxh64 xxh128 in am ac inc tmpl tpl template j2 erb ejs hbs dist ' +
  'sample example default new rpmnew rpmsave dpkg-new dpkg-old dpkg-dist dpkg-tmp ucf-dist map min dep d o lo la pc list ' +
  'json xml txt html md meta metadata info nfo license notice idx index cache log err out xmp thm xcf url webloc lnk ' +
  'torrent aria2 attr acl conf cfg ini properties disabled off enabled png jpg svg pdf mo po pot tags gir dat bin';

/** Extensions that may follow another one, or are common on their own: nothing suspicious. */
const OTHERS =
  'mo gmo so a o ko dll exe sys class pyc pyo whl egg jar rlib rmeta node wasm map ttc otf pfb afm icns cur ani cab msi ' +
  'deb rpm udeb jmod apk ipa dmg pkg crx xpi vdi vmdk ovf dat data db db3 dbf mdb frm myd myi ibd wal shm ldb sst mp2 mka mid ' +
  'midi mod xm s3m it aif aiff caf amr au ra wv ape wma wmv asf flv 3gp ts m2ts vob ifo bup sub idx cue nrg mds raw cr2 ' +
  'nef arw dng orf rw2 pcx tga xpm xbm pbm pgm ppm pnm hdr exr eps ps ai dwg dxf stl obj fbx blend odg odf odc ott ots ' +
  'xlsm xlsb docm dotx xltx pptm potx vsd vsdx mpp one pub msg mbox maildir nsf edb kdbx key keychain pfx jks crl p7b ' +
  'tex dvi aux toc bbl bst cls sty djvu chm mobi azw azw3 fb2 cbz cbr rtf wpd wps pages numbers keynote vbk vib vrb bkf ' +
  'tib gho wim swm esd iso img bin nc hdf h5 hdf5 mat npy npz parquet arrow feather avro orc sav por dta rdata rds pkl';

/** Every extension that is not suspicious, lower-case. */
export const KNOWN_EXTENSIONS: ReadonlySet<string> = new Set([
  ...TEXT_EXTENSIONS,
  ...CONTENT_EXTENSIONS,
  ...SUFFIXES.split(' '),
  ...OTHERS.split(' '),
]);

/** Extensions that say what the content is, so that one appended after them is a second name. */
export const INNER_EXTENSIONS: ReadonlySet<string> = new Set([...TEXT_EXTENSIONS, ...CONTENT_EXTENSIONS]);
