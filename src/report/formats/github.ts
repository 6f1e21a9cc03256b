import { formatNumber } from '../../model/counts.ts';
import type { FindingEvent } from '../../model/event.ts';
import { FINDING_CODES, type FindingCode, type Severity } from '../../model/finding.ts';
import { answersLine } from '../answers-text.ts';
import { collectAnswers } from '../collect-answers.ts';
import type { Reporter } from '../reporter.ts';
import { describeEnding, headline, outcome, type RunHeader, splitRuns } from '../run-splitter.ts';
import { scopeWithPaths } from '../scope-text.ts';
import { clip, visible, visiblePath, visibleUpTo } from '../text.ts';
import { keepWorst, worstFirst } from '../top-findings.ts';
import { adviceOn, advising } from '../urgency.ts';

/** The most annotations of one kind that GitHub shows per step. */
const MOST = 10;
const MOST_CHARS = 1000;

const COMMANDS = { error: 'error', warning: 'warning', note: 'notice' } as const;

/** A finding with the root and all codes of its run. */
type Found = FindingEvent & { readonly root: string; readonly codes: ReadonlySet<FindingCode> };

/**
 * Annotations for GitHub Actions: the ten worst errors, warnings and notices, written after the last run because the limits
 * are per step; the tenth counts the rest if there are more. The outcome of each run and its answers are lines of the log.
 */
export const github: Reporter = {
  name: 'github',
  about: 'annotations for GitHub Actions, and the step summary',
  start(out) {
    const kept = {
      error: keepWorst<Found>(MOST),
      warning: keepWorst<Found>(MOST),
      note: keepWorst<Found>(MOST),
    };
    const counts: Record<Severity, number> = { error: 0, warning: 0, note: 0 };
    const broken: string[] = [];
    const annotate = (severity: Severity, messages: readonly string[], count: number): void => {
      const isAll = count <= messages.length && messages.length <= MOST;
      const shown = isAll ? messages : messages.slice(0, MOST - 1);
      for (const message of shown) out.write(`::${COMMANDS[severity]} ${message}\n`);
      const more = `${formatNumber(count - shown.length, `more ${severity}`)}; see the log and the journal for all`;
      if (!isAll)
        out.write(`::${COMMANDS[severity]} ${properties({ title: 'restorable' })}::${data(more)}\n`);
    };
    return splitRuns(
      (run, begin) => {
        const answers = collectAnswers(begin);
        const codes = new Set<FindingCode>();
        return {
          see(event) {
            if (event.type !== 'finding') return;
            answers.see(event);
            counts[event.severity] += 1;
            codes.add(event.code);
            kept[event.severity].see({ ...event, root: run.root, codes });
          },
          end(ending) {
            const word = outcome(ending);
            const said = `${nameOf(run)}: ${describeEnding(ending)}`;
            out.write(`restorable: ${headline(ending)}: ${visible(said)}\n`);
            const answered = answers.at(ending);
            if (answered.length > 0) out.write(`restorable: ${visible(answersLine(answered))}\n`);
            for (const line of scopeWithPaths(begin, ending)) out.write(`restorable: ${line}\n`);
            if (word !== 'failed' && word !== 'killed' && word !== 'incomplete') return;
            if (broken.length < MOST)
              broken.push(`${properties({ title: `restorable: ${word}` })}::${data(said)}`);
            counts.error += 1;
          },
        };
      },
      () => {
        annotate('error', [...broken, ...worstFirst(kept.error.shown).map(annotation)], counts.error);
        annotate('warning', worstFirst(kept.warning.shown).map(annotation), counts.warning);
        annotate('note', worstFirst(kept.note.shown).map(annotation), counts.note);
      },
    );
  },
};

function nameOf({ command, root }: RunHeader): string {
  return root === '' ? command : `${command} ${root}`;
}

function annotation(event: Found): string {
  const { code, root, codes, detail, wanted, found } = event;
  const advice = adviceOn(event, advising(codes));
  const path = visiblePath(event);
  const file = path === '' ? root : `${root.replace(/\/$/, '')}/${path}`;
  const said = [
    detail ?? FINDING_CODES[code].about,
    ...(wanted === undefined ? [] : [`wanted ${wanted}`]),
    ...(found === undefined ? [] : [`found ${found}`]),
    ...(advice === undefined ? [] : [advice]),
  ].map((part) => visibleUpTo(MOST_CHARS, part));
  return `${properties({ file, title: `${code}: ${path === '' ? root : path}` })}::${data(said.join('\n'), MOST_CHARS * 4)}`;
}

function properties(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${data(value).replaceAll(':', '%3A').replaceAll(',', '%2C')}`)
    .join(',');
}

/** Escapes the data of a workflow command; line feeds between parts are kept. */
function data(text: string, most = MOST_CHARS): string {
  return clip(text, most).split('\n').map(visible).join('\n').replaceAll('%', '%25').replaceAll('\n', '%0A');
}
