/**
 * The names of all formats that `seal --format` writes, kept apart so that a program can start without loading any of
 * them.
 */
export const EXPORT_NAMES = ['sha256sums', 'hashdeep', 'bagit-manifests'] as const;

/** The name of a format that can be written. */
export type ExportName = (typeof EXPORT_NAMES)[number];

/** Returns whether it is one of the names. */
export function isExportName(name: string): name is ExportName {
  return EXPORT_NAMES.some((each) => each === name);
}
