/** Stores that real tools make, for the bench beside them. */

/** A script around a server of PostgreSQL, which does not run as root, with so much content that a backup is as big as others. */
function withServer(settings, script) {
  const inside = `
    initdb -D data -U postgres --no-sync -A trust
    mkdir sock
    printf "listen_addresses=''\\nunix_socket_directories='%s/sock'\\nfsync=off\\n" "$PWD" >> data/postgresql.conf
    cat >> data/postgresql.conf <<END
${settings}
END
    trap 'pg_ctl -D data -m immediate stop' EXIT
    pg_ctl -D data -w -l log start
    export PGHOST=$PWD/sock PGUSER=postgres
    psql -qc "create table a as select g, md5(g::text) m from generate_series(1, MEGABYTES * 16000) g"
    ${script}
    pg_ctl -D data -m fast stop
    trap - EXIT`;
  return `cat > inside.sh <<'OUT'
${inside}
OUT
    if [ "$(id -u)" = 0 ]; then chown postgres . && runuser -u postgres -- sh -e inside.sh; else sh -e inside.sh; fi`;
}

/**
 * Each: how the store is made, which files hold its payload, and how its own tool checks it, if any can. STORE and SOURCE
 * stand for where they lie, MEGABYTES for how much there is.
 */
export const STORES = [
  {
    name: 'restic',
    tool: 'restic',
    make: `restic -q -r STORE init && restic -q -r STORE backup SOURCE`,
    payload: /\/data\/../,
    check: 'restic -q -r STORE check --read-data',
    says: 'restic check --read-data',
  },
  {
    name: 'borg (repokey)',
    tool: 'borg',
    make: `borg init -e repokey STORE && borg create STORE::a SOURCE`,
    payload: /\/data\/0\//,
    check: 'borg check --repository-only --verify-data STORE || borg check --verify-data STORE',
    says: 'borg check --verify-data',
  },
  {
    name: 'borg (none)',
    tool: 'borg',
    make: `borg init -e none STORE && borg create STORE::a SOURCE`,
    payload: /\/data\/0\//,
    check: 'borg check --repository-only STORE',
    says: 'borg check --repository-only',
  },
  {
    name: 'git (bare)',
    tool: 'git',
    make: `git init -q work && cp -r SOURCE work/s && git -C work add . && git -C work -c user.name=a -c user.email=a@b commit -qm x && git clone -q --bare work STORE && git -C STORE repack -adq && rm -rf work`,
    payload: /\.pack$/,
    check: 'git -C STORE fsck --full --strict',
    says: 'git fsck --full',
  },
  {
    name: 'par2',
    tool: 'par2',
    make: `cp -r SOURCE STORE && cd STORE && par2 create -q -q -s262144 -r2 files.par2 *`,
    payload: /\/(?:text|noise)-/,
    check: 'cd STORE && par2 verify -q -q files.par2',
    says: 'par2 verify',
  },
  {
    name: 'hashdeep',
    tool: 'hashdeep',
    make: `cp -r SOURCE STORE && cd STORE && hashdeep -r -l -c sha256 . > ../list.hd && mv ../list.hd hashdeep.txt`,
    payload: /\/(?:text|noise)-/,
    check:
      'cd STORE && mv hashdeep.txt ../list.hd; hashdeep -r -l -a -k ../list.hd .; code=$?; mv ../list.hd hashdeep.txt; exit $code',
    says: 'hashdeep -r -l -a -k',
  },
  {
    name: 'SFV',
    tool: 'rhash',
    make: `cp -r SOURCE STORE && cd STORE && rhash --sfv -r . > ../list.sfv && mv ../list.sfv list.sfv`,
    payload: /\/(?:text|noise)-/,
    check: 'cd STORE && rhash -c --skip-ok list.sfv',
    says: 'rhash -c',
  },
  {
    name: 'mtree',
    tool: 'mtree',
    make: `mkdir STORE && cp -r SOURCE STORE/t && mtree -c -k sha256digest,size,type,link -p STORE/t > STORE/t.mtree`,
    payload: /\/(?:text|noise)-/,
    check: 'mtree -p STORE/t < STORE/t.mtree',
    says: 'mtree -p',
  },
  {
    name: 'rdiff-backup',
    tool: 'rdiff-backup',
    make: `rdiff-backup SOURCE STORE`,
    payload: /\/(?:text|noise)-/,
    check: 'rdiff-backup --verify STORE',
    says: 'rdiff-backup --verify',
  },
  {
    name: 'pg_basebackup',
    tool: 'pg_basebackup',
    make: withServer('', 'pg_basebackup --no-sync -c fast -D STORE'),
    payload: /\/base\/\d+\/\d+$/,
    check: 'pg_verifybackup -q STORE',
    says: 'pg_verifybackup',
  },
  {
    name: 'pg_basebackup (tar.gz)',
    tool: 'pg_basebackup',
    make: withServer('', 'pg_basebackup --no-sync -c fast -Ft -z -D STORE'),
    payload: /\/base\.tar\.gz$/,
    says: 'none before 18',
  },
  {
    name: 'pg_basebackup (tar.zst)',
    tool: 'pg_basebackup',
    make: withServer('', 'pg_basebackup --no-sync -c fast -Ft --compress=server-zstd -D STORE'),
    payload: /\/base\.tar\.zst$/,
    says: 'none before 18',
  },
  {
    name: 'pgBackRest',
    tool: 'pgbackrest',
    make: withServer(
      `archive_mode=on\narchive_command='pgbackrest --config=$PWD/br.conf --stanza=main archive-push %p'`,
      `mkdir STORE logs lock spool
       printf '[global]\nrepo1-path=%s/STORE\nlog-path=%s/logs\nlock-path=%s/lock\nspool-path=%s/spool\nstart-fast=y\n' "$PWD" "$PWD" "$PWD" "$PWD" > br.conf
       printf 'repo1-retention-full=9\n[main]\npg1-path=%s/data\npg1-socket-path=%s/sock\npg1-user=postgres\n' "$PWD" "$PWD" >> br.conf
       br="pgbackrest --config=$PWD/br.conf --stanza=main --log-level-console=error"
       $br stanza-create
       $br backup --type=full`,
    ),
    payload: /\/pg_data\/base\/.*\.gz$/,
    // Its exit code is 0 whatever it finds.
    check: `pgbackrest --config=$PWD/br.conf --stanza=main --log-level-console=info verify > said; ! grep -q 'status: error' said`,
    says: 'pgbackrest verify',
  },
  {
    name: 'duplicity',
    tool: 'duplicity',
    make: `mkdir STORE && duplicity --no-encryption --archive-dir cache --volsize 5 full SOURCE file://$PWD/STORE`,
    payload: /\.difftar\.gz$/,
    check: 'duplicity verify --no-encryption --archive-dir cache --compare-data file://$PWD/STORE SOURCE',
    says: 'duplicity verify --compare-data',
  },
  {
    name: 'OCI layout',
    tool: 'umoci',
    make: `umoci init --layout STORE && umoci new --image STORE:a && umoci insert --rootless --image STORE:a SOURCE /srv && umoci gc --layout STORE`,
    payload: /\/blobs\/sha256\//,
    check: 'rm -rf taken && skopeo copy --insecure-policy oci:STORE:a dir:taken',
    says: 'skopeo copy',
  },
  {
    name: 'git-annex',
    tool: 'git-annex',
    make: `git init -q STORE && cd STORE && git config user.name a && git config user.email a@b && git annex init -q here && cp SOURCE/* . && git annex add -q . && git commit -qm x`,
    payload: /\/\.git\/annex\/objects\/.*\.(?:txt|gz)$/,
    // Only a copy may be turned, cut or lost: fsck moves what does not hold away.
    check:
      'cp -r STORE checked && git -C checked annex fsck -q; code=$?; chmod -R u+w checked; rm -rf checked; exit $code',
    says: 'git annex fsck',
  },
  {
    name: 'dpkg',
    tool: 'debsums',
    make: `mkdir -p p/DEBIAN p/usr/share/x && cp SOURCE/* p/usr/share/x &&
      printf 'Package: restored\nVersion: 1.0\nArchitecture: all\nMaintainer: x <x@example.org>\nDescription: x\n' > p/DEBIAN/control &&
      (cd p && md5sum usr/share/x/* > DEBIAN/md5sums) && dpkg-deb -Znone --root-owner-group -b p x.deb &&
      mkdir -p STORE/var/lib/dpkg/info STORE/var/lib/dpkg/updates STORE/var/lib/dpkg/triggers && touch STORE/var/lib/dpkg/status &&
      dpkg --root="$PWD/STORE" --force-not-root --force-script-chrootless --force-bad-path --log=/dev/null -i x.deb && rm -rf p x.deb`,
    payload: /\/usr\/share\/x\//,
    // The state of dpkg itself has no digest anywhere.
    flags: ['--fail-on', 'error'],
    check: 'debsums -s --root=$PWD/STORE',
    says: 'debsums -s',
  },
  {
    name: 'SHA256SUMS',
    tool: 'sha256sum',
    make: `cp -r SOURCE STORE && cd STORE && sha256sum * > ../sums && mv ../sums SHA256SUMS`,
    payload: /\/(?:text|noise)-/,
    check: 'cd STORE && sha256sum -c --quiet --strict SHA256SUMS',
    says: 'sha256sum -c',
  },
];
