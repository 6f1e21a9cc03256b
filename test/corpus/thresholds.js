// The goals: what a run must reach.
import { MUTATIONS } from './mutations.js';
import { isUnseeable } from './set-aside.js';

const ERRORS_PER_100_000 = 5;
const ALL_PER_100_000 = 50;

/** The columns of names that demand nothing: what such a file should be, only its peers can tell. */
const UNLISTED = ['unlisted', 'other text'];

/** Goals by group of mutations, in percent of all files or of those of listed types. */
const DETECTION = [
  {
    name: 'whole file zero, constant, pattern, random: listed types',
    goal: 'whole',
    least: 100,
    listed: true,
  },
  { name: 'whole file zero, constant, pattern, random: all types', goal: 'whole', least: 95, listed: false },
  { name: 'head overwritten', goal: 'head', least: 97, listed: true },
  { name: '4 of each 64 KiB', goal: 'every', least: 95, listed: true },
];

/** Types that share a column of the cells below; a type that is not named has no goals by cell. */
const COLUMNS = {
  text: ['text', 'csv'],
  marked: ['json', 'xml', 'SQL dump'],
  packed: ['gzip', 'zip', 'png', 'ogg', 'flac', 'ttf'],
  jpeg: ['jpeg'],
  pdf: ['pdf'],
  mp3: ['mp3'],
  wav: ['wav'],
  ELF: ['ELF'],
  film: ['mp4', 'webp'],
  woff2: ['woff2'],
  unlisted: ['unlisted'],
};

/**
 * The least percentage of each cell, in the order of the columns: what a prototype of some hundred lines reached on these
 * files (the lower number where it was a range), and 1, which is any, where it saw nothing and this program must.
 */
const CELLS = {
  '4 of each 64 KiB, head kept': [100, 100, 100, 80, 67, 100, 0, 7, 0, 0, 0],
  '64 B on, 192 off': [100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 0],
  '16 B on, 16 off': [100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 0],
  '512-byte hole': [100, 100, 100, 1, 67, 100, 0, 0, 0, 0, 0],
  '4-KiB hole': [100, 100, 100, 100, 67, 100, 1, 1, 100, 100, 0],
  '64-KiB hole': [100, 100, 100, 100, 100, 100, 60, 70, 100, 100, 70],
  'last 25 % zero': [100, 100, 100, 100, 100, 100, 1, 1, 100, 100, 1],
  'cut to 60 %': [0, 100, 100, 100, 100, 100, 100, 100, 100, 1, 0],
  'cut by 4 KiB': [0, 100, 100, 100, 100, 1, 100, 100, 100, 1, 0],
  'one 4-KiB block random': [100, 100, 100, 100, 67, 100, 1, 1, 0, 0, 0],
  '64 KiB of another file': [0, 0, 100, 0, 67, 100, 0, 0, 0, 0, 0],
  '64-KiB block repeated': [100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100],
  'one bit turned': [0, 0, 97, 0, 67, 0, 0, 0, 0, 0, 0],
  'head 4 KiB random': [100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 1],
  'head 4 KiB zero': [100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 1],
};

/** Every goal with what was measured. A run of a part is held only against the goals of that part. */
export function goalsOf({ fetched: { had, lacking }, clean, trial, scenarios, damage }) {
  return [
    { name: 'packages fetched', wanted: `${had + lacking}`, found: `${had}`, isMet: lacking === 0 },
    ...(clean === undefined ? [] : alarmGoals(clean)),
    ...(trial === undefined ? [] : [...detectionGoals(trial), ...cellGoals(trial)]),
    ...(scenarios === undefined ? [] : scenarioGoals(scenarios)),
    ...(damage === undefined ? [] : Object.values(damage).flatMap((played) => played.map(damageGoal))),
  ];
}

function alarmGoals({ files, alarms }) {
  const errors = alarms.filter(({ severity }) => severity === 'error').length;
  return [
    { name: 'errors on clean files, per 100,000', most: ERRORS_PER_100_000, count: errors },
    { name: 'errors and warnings on clean files, per 100,000', most: ALL_PER_100_000, count: alarms.length },
  ].map(({ name, most, count }) => ({
    name,
    wanted: `at most ${most}`,
    found: `${((count / files) * 1e5).toFixed(1)} (${count} of ${files})`,
    isMet: count / files <= most / 1e5,
  }));
}

function detectionGoals(trial) {
  return DETECTION.map(({ name, goal, least, listed }) => {
    const cells = Object.entries(trial)
      .filter(([type]) => !listed || !UNLISTED.includes(type))
      .flatMap(([, { results }]) =>
        Object.keys(MUTATIONS)
          .filter((mutation) => MUTATIONS[mutation].goal === goal)
          .map((mutation) => results[mutation]),
      );
    const changed = cells.reduce((sum, cell) => sum + cell.changed, 0);
    const flagged = cells.reduce((sum, cell) => sum + cell.flagged, 0);
    const percent = (flagged / changed) * 100;
    return {
      name,
      wanted: `${least} %`,
      found: `${percent.toFixed(1)} % (${flagged} of ${changed})`,
      isMet: percent >= least,
    };
  });
}

/** One goal a cell that is missed, and one for all that are met: a table of two hundred lines tells less. */
function cellGoals(trial) {
  const cells = Object.entries(CELLS).flatMap(([mutation, percentages]) =>
    Object.values(COLUMNS).flatMap((types, column) =>
      types
        .filter((type) => percentages[column] > 0 && trial[type]?.results[mutation].changed > 0)
        .map((type) => ({ type, mutation, least: percentages[column], ...trial[type].results[mutation] })),
    ),
  );
  const missed = cells.filter(({ type, mutation, flagged, changed, least, missed: files }) => {
    const excused = files.filter((path) => isUnseeable(type, mutation, path)).length;
    return (flagged / (changed - excused)) * 100 < least;
  });
  return [
    {
      name: 'cells as good as the prototype',
      wanted: `${cells.length}`,
      found: `${cells.length - missed.length}`,
      isMet: missed.length === 0,
    },
    ...missed.map(({ type, mutation, least, flagged, changed }) => ({
      name: `${type}: ${mutation}`,
      wanted: least === 1 ? 'some' : `${least} %`,
      found: `${flagged} of ${changed}`,
      isMet: false,
    })),
  ];
}

function scenarioGoals(scenarios) {
  return scenarios.map(({ name, run, wanted, verdict, isRight }) => ({
    name: `${name}, ${run}`,
    wanted,
    found: verdict,
    isMet: isRight,
  }));
}

const VERDICTS = ['sound', 'suspect', 'damaged'];

/** A pattern or a failure is seen in so many files at least, or in none, and the top line says so, or worse of damage. */
function damageGoal({ name, least, isHealthy, wanted, changed, seen, verdict }) {
  const percent = (seen / changed) * 100;
  const isSeen = isHealthy ? seen === 0 : percent >= least;
  const isWorse = !isHealthy && VERDICTS.indexOf(verdict) > VERDICTS.indexOf(wanted);
  const isSaid = verdict === wanted || isWorse;
  return {
    name,
    wanted: `${isHealthy ? 'no file' : `${least} %`}, ${wanted}`,
    found: `${percent.toFixed(1)} % (${seen} of ${changed}), ${verdict}`,
    isMet: changed > 0 && isSeen && isSaid,
  };
}
