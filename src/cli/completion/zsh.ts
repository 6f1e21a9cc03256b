import { allCommands, allFlags, type CommandRow, type FlagRow } from '../arguments/command-table.ts';
import { quoteWord } from '../arguments/quote-word.ts';
import type { Offer, Offers } from './offers.ts';

/** The completion of the commands in zsh (seen in 5.9), to be loaded from `fpath` or sourced. */
export function zshCompletion(table: CommandRow, offers: Offers): string {
  const [program = ''] = table.path;
  const functions = allCommands(table).toReversed();
  return `#compdef ${program}
# Made by: ${program} completion zsh
# A name, and a file behind its colon.
_${program}_named() {
  if compset -P '*:'; then _files; else compadd -q -S : -- "$@"; fi
}
${functions.map((row) => functionOf(row, offers)).join('\n')}
if [[ $funcstack[1] == _${program} ]]; then
  _${program} "$@"
else
  compdef _${program} ${program}
fi
`;
}

function functionOf(row: CommandRow, offers: Offers): string {
  const [program = ''] = row.path;
  const flags = allFlags(row).flatMap((flag) => specsOf(flag, offers.ofFlag(flag), program));
  if (row.commands.length === 0) {
    const places = offers.ofArguments(row).map(({ offer, isMany }, i) => {
      const { name } = row.arguments[i]?.value ?? { name: '' };
      return quoteWord(`${isMany ? '*' : i + 1}:${escaped(name)}:${actionOf(offer, program)}`);
    });
    return `${nameOf(row)}() {\n  _arguments ${['-s -S', ...flags, ...places].join(' \\\n    ')}\n}`;
  }
  return `${nameOf(row)}() {
  local curcontext=$curcontext state state_descr line
  local -A opt_args
  local -a commands
  commands=(
    ${row.commands.map((each) => quoteWord(`${escaped(each.name)}:${each.summary}`)).join('\n    ')}
  )
  _arguments ${["-C -s -S -A '-*'", ...flags, "'1: :->command'", "'*:: :->rest'"].join(' \\\n    ')}
  case $state in
    command) _describe -t commands command commands ;;
    rest)
      case $line[1] in
        ${row.commands.map((each) => `${quoteWord(each.name)}) ${nameOf(each)} ;;`).join('\n        ')}
      esac
      ;;
  esac
}`;
}

/** What `_arguments` is told of a flag, once for each of its names. */
function specsOf({ names, about, description, value }: FlagRow, offer: Offer, program: string): string[] {
  const once = names.length > 1 ? `(${names.join(' ')})` : '';
  const times = about.includes('(repeatable') ? '*' : once;
  return names.map((name) => {
    const link = value === undefined ? '' : name.startsWith('--') ? '=' : '+';
    const told = `${times}${name}${link}[${escaped(description)}]`;
    return quoteWord(
      value === undefined ? told : `${told}:${escaped(value.name)}:${actionOf(offer, program)}`,
    );
  });
}

function actionOf(offer: Offer, program: string): string {
  if (offer.kind === 'file') return '_files';
  if (offer.kind === 'directory') return '_directories';
  if (offer.kind === 'nothing') return ' ';
  const words = offer.words.join(' ');
  return offer.kind === 'words' ? `(${words})` : ` _${program}_named ${words}`;
}

function nameOf({ path }: CommandRow): string {
  return `_${path.join('_')}`;
}

/** Within a specification a colon and brackets mean something. */
function escaped(text: string): string {
  return text.replace(/[\\:[\]]/g, '\\$&');
}
