/** How bad: an `error` means do not restore from this, a `warning` means look first, a `note` is for the record. */
export type Severity = 'error' | 'warning' | 'note';

/** Which question a code answers; `manifest` codes end a run with exit 4, `denied` with exit 3. */
export type FindingGroup = 'integrity' | 'content' | 'directory' | 'manifest';

/** What a table says of one finding: in which part it stands, its usual severity, its meaning, what to do next. */
export type Code = {
  readonly subject: FindingGroup;
  readonly severity: Severity;
  readonly about: string;
  readonly advice: string;
};

/** A row of the table. */
export const code = (subject: FindingGroup, severity: Severity, about: string, advice: string): Code => ({
  subject,
  severity,
  about,
  advice,
});
