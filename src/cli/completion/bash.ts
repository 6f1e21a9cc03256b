import { allCommands, allFlags, type CommandRow } from '../arguments/command-table.ts';
import { quoteWord } from '../arguments/quote-word.ts';
import { commandsBelow, type Offer, type Offers } from './offers.ts';

/** The completion of the commands in bash (seen in 5.2); paths are left to what bash completes by itself. */
export function bashCompletion(table: CommandRow, offers: Offers): string {
  const { name: program } = table;
  const rows = allCommands(table).map((row) => ({
    row,
    at: row.path.slice(1).join(' '),
    flags: allFlags(row),
  }));
  const names = rows.flatMap(({ flags }) => flags.filter(({ value }) => value).flatMap((flag) => flag.names));
  const flagArms = rows.map(
    ({ at, flags }) =>
      `${quoteWord(at)}) words=${quoteWord(flags.flatMap((flag) => flag.names).join(' '))} ;;`,
  );
  const placeArms = rows.flatMap(({ row, at }) => [
    ...(row.commands.length === 0 ? [] : [arm(`${at}:0`, commandsBelow(row))]),
    ...offers
      .ofArguments(row)
      .map(({ offer, isMany }, i) => (isMany ? arm(`${at}:`, offer, '*') : arm(`${at}:${i}`, offer))),
  ]);
  const valueArms = rows.flatMap(({ at, flags }) =>
    flags.flatMap((flag) => flag.names.map((name) => arm(`${at}:${name}`, offers.ofFlag(flag)))),
  );
  return `# Made by: ${program} completion bash
_${program}() {
  local i word flag='' at='' ended='' glued='' value='' prefix='' words='' kind=nothing
  local -i n=0 place=0
  local -a typed
  COMPREPLY=()
  # bash parts what is typed at = and : too.
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if ((n > 0)) && [[ -n $glued || $word == [=:]* ]]; then
      typed[n-1]+=$word
    else
      typed[n]=$word
      n+=1
    fi
    glued=''
    [[ $word == [=:] ]] && glued=yes
  done
  for ((i = 0; i < n - 1; i++)); do
    word=\${typed[i]}
    if [[ -n $flag ]]; then
      flag=''
    elif [[ -z $ended && $word == -- ]]; then
      ended=yes
    elif [[ -z $ended && $word == -?* ]]; then
      case $word in
        ${[...new Set(names)].join(' | ')}) flag=$word ;;
      esac
    else
      case $place:\${at:+$at }$word in
        ${rows.flatMap(({ at }) => (at === '' ? [] : [quoteWord(`0:${at}`)])).join(' | ')}) at=\${at:+$at }$word ;;
        *) place+=1 ;;
      esac
    fi
  done
  value=\${typed[n-1]}
  if [[ -n $flag || -n $ended ]]; then
    :
  elif [[ $value == --*=* ]]; then
    flag=\${value%%=*}
    value=\${value#*=}
    [[ $COMP_WORDBREAKS == *=* ]] || prefix=$flag=
  elif [[ $value == -* ]]; then
    flag=-
  fi
  case $flag in
    '') case $at:$place in
      ${grouped(placeArms)}
    esac ;;
    -) kind=words; case $at in
      ${flagArms.join('\n      ')}
    esac ;;
    *) case $at:$flag in
      ${grouped(valueArms)}
    esac ;;
  esac
  case $kind in
    words) COMPREPLY=($(compgen -P "$prefix" -W "$words" -- "$value")) ;;
    named-file)
      if [[ $value == *:* ]]; then
        kind=file
      else
        COMPREPLY=($(compgen -P "$prefix" -S : -W "$words" -- "$value"))
        compopt -o nospace 2>/dev/null
      fi ;;
    directory) compopt -o dirnames 2>/dev/null ;;
  esac
  [[ $kind == file ]] || compopt +o bashdefault +o default 2>/dev/null
  return 0
}
complete -o bashdefault -o default -F _${program} ${program}
`;
}

type Arm = readonly [pattern: string, what: string];

function arm(pattern: string, offer: Offer, more = ''): Arm {
  const words = 'words' in offer ? ` words=${quoteWord(offer.words.join(' '))}` : '';
  return [`${quoteWord(pattern)}${more}`, `kind=${offer.kind}${words}`];
}

/** The arms of a case, each of which is told once with all that it is for. */
function grouped(arms: readonly Arm[]): string {
  const byWhat = new Map<string, string[]>();
  for (const [pattern, what] of arms) byWhat.set(what, [...(byWhat.get(what) ?? []), pattern]);
  byWhat.delete('kind=nothing');
  return [...byWhat]
    .map(([what, patterns]) => `${patterns.join(' | ')})\n        ${what} ;;`)
    .join('\n      ');
}
