/** A part of an SSTable that speaks of others: `nb-1-big-TOC.txt`, `me-3gh_0kx2_1u5-big-TOC.txt` in Scylla, `keyspace-table-jb-1-TOC.txt` before 2.2. */
export const PART = /^(.+-)(TOC\.txt|Digest\.(?:crc32|adler32|sha1))$/;

/** What the names of all parts of one SSTable begin with. */
export const STEM = /^(?:[a-z]{2}-[0-9a-z_]+-(?:big|bti)-|\w+-\w+-[a-z]{2}-\d+-|[a-z]{2}-\d+-)$/;
