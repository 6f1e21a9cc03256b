import { allCommands, allFlags, type CommandRow, type FlagRow } from '../arguments/command-table.ts';
import type { Offer, Offers } from './offers.ts';

/** The completion of the commands in fish (seen in 3.6). */
export function fishCompletion(table: CommandRow, offers: Offers): string {
  const [program = ''] = table.path;
  const rows = allCommands(table);
  const taking = rows.flatMap(allFlags).filter(({ value }) => value !== undefined);
  const complete = (condition: string, ...words: readonly string[]): string =>
    `complete -c ${program} -n ${quoted(`__${program}_at ${condition}`.trimEnd())} ${words.filter(Boolean).join(' ')}`;
  const lines = rows.flatMap((row) => {
    const at = row.path.slice(1).join(' ');
    return [
      ...row.commands.map((each) =>
        complete(`0 ${at}`, `-a ${quoted(each.name)}`, `-d ${quoted(each.summary)}`),
      ),
      ...offers
        .ofArguments(row)
        .map(({ offer, isMany }, i) => complete(`${isMany ? `${i}+` : i} ${at}`, offered(offer, program)))
        .filter((line) => !line.endsWith(' ')),
      ...allFlags(row).map((flag) =>
        complete(
          `${row.commands.length === 0 ? '0+' : '0'} ${at}`,
          ...flag.names.map(named),
          taken(flag, offers.ofFlag(flag), program),
          `-d ${quoted(flag.description)}`,
        ),
      ),
    ];
  });
  return `# Made by: ${program} completion fish
# The words before the cursor that are neither flags nor their values.
function __${program}_words
    set -l typed (commandline -opc)
    set -e typed[1]
    set -l is_value no
    set -l is_ended no
    for word in $typed
        if test $is_value = yes
            set is_value no
        else if test $is_ended = yes
            printf '%s\\n' $word
        else
            switch $word
                case --
                    set is_ended yes
                case ${[...new Set(taking.flatMap(({ names }) => names))].join(' ')}
                    set is_value yes
                case '-?*'
                case '*'
                    printf '%s\\n' $word
            end
        end
    end
end
# True at the argument of this number, or from it on (0+), of the command that is named.
function __${program}_at
    set -l words (__${program}_words)
    set -l path $argv[2..]
    set -l place (math (count $words) - (count $path))
    test $place -ge 0; or return 1
    for i in (seq 1 1 (count $path))
        test "$words[$i]" = "$path[$i]"; or return 1
    end
    set -l least (string replace + '' -- $argv[1])
    test $place -eq $least; or test $argv[1] != $least -a $place -ge $least
end
# What is named, and a file behind its colon.
function __${program}_named
    set -l token (string replace -r '^--[^=]*=' '' -- (commandline -ct))
    if string match -q '*:*' -- $token
        set -l parts (string split -m 1 : -- $token)
        printf "$parts[1]:%s\\n" (__fish_complete_path $parts[2])
    else
        printf '%s\\n' $argv
    end
end
complete -c ${program} -f
${lines.join('\n')}
`;
}

function named(name: string): string {
  return name.startsWith('--') ? `-l ${quoted(name.slice(2))}` : `-s ${quoted(name.slice(1))}`;
}

function taken({ value }: FlagRow, offer: Offer, program: string): string {
  if (value === undefined) return '';
  return `${offer.kind === 'file' ? '-r' : '-x'} ${offered(offer, program)}`.trim();
}

function offered(offer: Offer, program: string): string {
  if (offer.kind === 'file') return '-F';
  if (offer.kind === 'directory') return "-a '(__fish_complete_directories)'";
  if (offer.kind === 'nothing') return '';
  const words = offer.words.join(' ');
  return `-a ${quoted(offer.kind === 'words' ? words : `(__${program}_named ${words})`)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
