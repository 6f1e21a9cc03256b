# What bash offers: bash complete.bash SCRIPT LINE... The words of each line are given to the function that SCRIPT made
# for its first word, parted as bash parts them. Each candidate is printed on a line, with END behind those of each line.
source "$1"
shift
for line in "$@"; do
  spaced=${line//=/ = }
  read -ra COMP_WORDS <<<"${spaced//:/ : }"
  [[ $line == *[\ =:] ]] && COMP_WORDS+=('')
  [[ $line == *[=:] ]] && unset 'COMP_WORDS[-1]'
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  COMPREPLY=()
  "_${COMP_WORDS[0]}"
  [[ ${#COMPREPLY[@]} -eq 0 ]] || printf '%s\n' "${COMPREPLY[@]}"
  echo END
done
