/** The names of all formats that `seal --format` writes; with these alone a program starts without loading one. */
export const EXPORT_NAMES = ['sha256sums', 'hashdeep', 'bagit-manifests'] as const;

/** The name of a format that is written. */
export type ExportName = (typeof EXPORT_NAMES)[number];

/** Whether it is one of the names. */
export function isExportName(name: string): name is ExportName {
  return EXPORT_NAMES.some((each) => each === name);
}
