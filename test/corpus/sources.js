/**
 * Where clean files come from: packages of the configured apt and npm, by name. `ci` is the subset of a CI run (its number
 * is how many files of it are taken). None runs an install script: archives are only unpacked.
 */
export const SOURCES = [
  { from: 'apt', name: 'sonic-pi-samples', ci: 20 },
  { from: 'apt', name: 'gnuplot-doc', ci: Infinity },
  { from: 'apt', name: 'debian-reference-en', ci: Infinity },
  { from: 'apt', name: 'r-cran-readxl', ci: Infinity },
  { from: 'apt', name: 'libgit2-fixtures', ci: Infinity },
  { from: 'npm', name: 'pdf-parse@1.1.1', ci: Infinity },
  { from: 'npm', name: 'audio-lena@3.0.1', ci: Infinity },
  { from: 'apt', name: 'plasma-workspace-wallpapers' },
  { from: 'apt', name: 'lomiri-wallpapers-20.04' },
  { from: 'apt', name: 'planetblupi-music-ogg' },
  { from: 'apt', name: 'gimp-help-en' },
  { from: 'apt', name: 'debian-faq' },
  { from: 'apt', name: 'mariadb-test-data' },
  { from: 'apt', name: 'openclipart-png' },
  { from: 'apt', name: 'marble-data' },
  { from: 'apt', name: 'freedoom' },
  { from: 'npm', name: 'xlsx-populate@1.21.0' },
  { from: 'npm', name: 'vega-datasets@2.11.0' },
  // Of types that the packages above hardly hold: ELF, fonts, message catalogues.
  { from: 'apt', name: 'coreutils' },
  { from: 'apt', name: 'busybox-static' },
  { from: 'apt', name: 'fonts-dejavu-extra' },
  { from: 'apt', name: 'fonts-liberation' },
  { from: 'apt', name: 'iso-codes' },
];
