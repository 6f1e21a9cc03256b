import { fillBy } from '../../detect/evidence.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { nameOf } from '../../model/path.ts';
import type { TreeEvidence } from '../../model/tree-evidence.ts';
import { extensionOf } from '../../structure/kit/extensions.ts';
import { formatsOf } from '../../structure/structures.ts';
import type { ExaminedFile } from '../judge/directory-spans.ts';

const LEAST_PEERS = 8;
const AGREEING = 0.9;
const MOST_HEADS = 64;
const MOST_OUTLIERS = { ofOne: 1000, ofAll: 20_000 };
const MOST_COHORTS = 10_000;
const LEAST_SIZE = 512;
/** Names of text that is no page; tables and dumps are told without peers. */
const PLAIN = new Set(
  'txt log conf cfg cnf ini srt vtt eml asc pem crt key toml properties env list nfo'.split(' '),
);
/** The size of the largest page that only tells of an error. */
const LARGEST_PAGE = 65_536;

type Cohort = {
  files: number;
  texts: number;
  readonly heads: Map<number, number>;
  readonly outliers: ExaminedFile[];
  /** Its web pages: an error page alone is kept. */
  pages: number;
  page?: ExaminedFile;
};

/**
 * Compares files with their peers, those of the same extension: where nine tenths of eight or more begin with the same
 * four bytes or are text, a file that does not, has no known format and looks random or empty is reported, and so is the only web page among them.
 */
export function createOutlierWatch(): { see(sighting: ExaminedFile): void; end(): Finding[] } {
  const cohorts = new Map<string, Cohort>();
  let kept = 0;
  const cohortOf = (extension: string): Cohort => {
    const cohort = cohorts.get(extension) ?? { files: 0, texts: 0, heads: new Map(), outliers: [], pages: 0 };
    if (cohort.files === 0 && cohorts.size < MOST_COHORTS) cohorts.set(extension, cohort);
    return cohort;
  };
  return {
    see(sighting) {
      const extension = extensionOf(nameOf(sighting.path));
      if (extension === '' || sighting.bytes === 0) return;
      const cohort = cohortOf(extension);
      countIn(cohort, sighting);
      if (isPage(sighting) && PLAIN.has(extension)) {
        cohort.pages += 1;
        cohort.page = sighting;
      }
      const isFull = kept >= MOST_OUTLIERS.ofAll || cohort.outliers.length >= MOST_OUTLIERS.ofOne;
      if (isFull || !isOdd(sighting)) return;
      cohort.outliers.push(sighting);
      kept += 1;
    },
    end: () => [...cohorts].flatMap(([extension, cohort]) => outliersOf(extension, cohort)),
  };
}

function countIn(cohort: Cohort, { summary: { head, kind } }: ExaminedFile): void {
  cohort.files += 1;
  if (kind === 'T') cohort.texts += 1;
  const known = cohort.heads.get(head);
  if (known !== undefined || cohort.heads.size < MOST_HEADS) cohort.heads.set(head, (known ?? 0) + 1);
}

/** True for a file that no detector judged and that looks like nothing, and for one fill, which is an error where its peers have content. */
function isOdd({ path, bytes, summary }: ExaminedFile): boolean {
  const { contentClass: judgement, isRecognised, isHeadLost, kind } = summary;
  if (isRecognised || bytes < LEAST_SIZE) return false;
  if (judgement === 'garbage')
    return (kind === 'Z' || kind === 'C') && fillBy(path, formatsOf(extensionOf(nameOf(path)))) === 'unknown';
  if (judgement !== 'unknown') return false;
  return isHeadLost || kind === 'R' || kind === 'H' || kind === 'Z' || kind === 'C';
}

function isPage({ bytes, summary }: ExaminedFile): boolean {
  return bytes <= LARGEST_PAGE && summary.isPage === true;
}

function outliersOf(extension: string, { files, texts, heads, outliers, pages, page }: Cohort): Finding[] {
  const odd = pages === 1 && page !== undefined ? [...outliers, page] : outliers;
  if (files < LEAST_PEERS || odd.length === 0) return [];
  const [head, alike] = [...heads].reduce((best, each) => (each[1] > best[1] ? each : best), [0, 0]);
  const areTexts = texts >= AGREEING * files;
  if (!areTexts && alike < AGREEING * files) return [];
  return odd
    .filter((each) => each === page || (areTexts ? each.summary.kind !== 'T' : each.summary.head !== head))
    .map(({ path, summary, seen }) =>
      finding('wrong-type', path, {
        severity: summary.contentClass === 'garbage' ? 'error' : 'warning',
        evidence: [
          {
            is: 'outlier',
            extension,
            files,
            peers: areTexts ? texts : alike,
            ...(areTexts ? {} : { head }),
            own: summary.head,
            looks: path === page?.path ? 'page' : looks(summary),
          },
        ],
        ...(seen === undefined ? {} : { seen }),
      }),
    );
}

function looks({
  kind,
  isHeadLost,
}: ExaminedFile['summary']): Extract<TreeEvidence, { readonly is: 'outlier' }>['looks'] {
  if (kind === 'Z') return 'zeros';
  if (kind === 'C') return 'pattern';
  if (kind === 'R') return 'random';
  return isHeadLost ? 'headless' : 'dense';
}
