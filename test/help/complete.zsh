# What zsh offers, asked as a person asks: zsh -f complete.zsh DIRECTORY LINE... Each line is typed into an interactive zsh
# that loaded DIRECTORY/_restorable, with the Tab key behind it. What is offered is printed, a candidate a line, as
# WORD<tab>DESCRIPTION, with END behind the candidates of each line.
zmodload zsh/zpty zsh/zselect
directory=$1 out=$1/offered
shift
: > $out
cat > $directory/.zshrc <<'RC'
PROMPT=
setopt no_auto_list no_beep no_list_beep
out=$ZDOTDIR/offered
fpath=($ZDOTDIR $fpath)
autoload -Uz compinit
compinit -u -d $ZDOTDIR/dump
compadd() {
  if (( ${@[1,(i)(-|--)][(I)-[OAD]*]} )); then builtin compadd "$@"; return; fi
  local -a hits texts
  local -i at=${@[(i)-d]} i
  (( at < $# )) && texts=("${(@P)@[at+1]}")
  builtin compadd -A hits -D texts "$@"
  for (( i = 1; i <= $#hits; i++ )); do print -r -- "$IPREFIX$hits[i]"$'\t'"$texts[i]" >> $out; done
  builtin compadd "$@"
}
ask() { zle complete-word; print END >> $out }
zle -N ask
bindkey '^I' ask
start() { print END >> $out }
zle -N zle-line-init start
RC
export ZDOTDIR=$directory
zpty shell zsh -d -i
# Waits until so many lines were answered; gives up after ten seconds.
wait_for() {
  local -i tries=0
  while (( $(grep -c '^END$' $out) < $1 )); do
    zpty -r -t shell said
    zselect -t 2
    (( ++tries < 500 )) || { print -u2 -r -- "no answer: $said"; exit 1 }
  done
}
wait_for 1
: > $out
local -i n=0
for line in "$@"; do
  zpty -n -w shell "$line"$'\t'
  wait_for $(( ++n ))
  zpty -n -w shell $'\C-u'
done
zpty -d shell
cat $out
