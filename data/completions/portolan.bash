# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of portolan for bash.

_portolan_targets ()
{
  portolan export --list 2>/dev/null | sed -n 's/^  \([a-z0-9][a-z0-9-]*\)  .*/\1/p'
}

_portolan_accounts ()
{
  portolan accounts --offline --json 2>/dev/null | sed -n 's/.*"id" *: *"\([a-z0-9-]*\)".*/\1/p'
}

_portolan_undo ()
{
  portolan undo --list --json 2>/dev/null | sed -n 's/.*"id" *: *"\([0-9a-z-]*\)".*/\1/p'
}

_portolan ()
{
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command='' words='' i n=0
  local common='--json --quiet --verbose --version --help'
  local search='--timeout --offline --directory --no-directory --send-address'
  local needs='--devices --offline-reading --storage --readers --security --protocol'
  local password='--password-stdin --password-file --password-fd'

  COMPREPLY=()

  # "--option=value" arrives as three words
  if [ "$current" = '=' ]; then
    current=''
  elif [ "$previous" = '=' ]; then
    previous=${COMP_WORDS[COMP_CWORD-2]}
  fi

  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      -*|=) ;;
      *) if [ -z "$command" ]; then command=${COMP_WORDS[i]}; else n=$((n + 1)); fi ;;
    esac
  done

  case $previous in
    --devices|--readers) words='one several' ;;
    --offline-reading) words='yes no' ;;
    --storage) words='server computer' ;;
    --security) words='encrypted strict any' ;;
    --protocol) words='imap pop3' ;;
    --export) words=$(_portolan_targets) ;;
    --password-file|--answers) COMPREPLY=($(compgen -f -- "$current")); return ;;
    --timeout|--name|--username|--password-fd|--send-address|--trust-certificate) return ;;
    --fix) words=$(_portolan_accounts) ;;
  esac

  if [ -z "$words" ]; then
    case $command in
      '') words="setup discover recommend probe export undo accounts ports $common" ;;
      setup) words="$common $search $needs $password --username --trust-certificate --name --no-check --letter --confirm --export --store-password --replace --answers" ;;
      discover) words="$common $search" ;;
      recommend) words="$common $search $needs" ;;
      probe)
        words="$common --timeout --security --username --trust-certificate $password"
        case $n in
          0) words="$words imap pop3 smtp" ;;
          2) words="$words 993 143 995 110 465 587 25" ;;
          3) words="$words tls starttls none" ;;
        esac ;;
      export) words="$common --timeout --list --confirm --store-password --replace $password"; [ "$n" -gt 0 ] || words="$words $(_portolan_targets)" ;;
      accounts) words="$common --timeout --offline --look-up --fix" ;;
      undo) words="$common --timeout --list"; [ "$n" -gt 0 ] || words="$words $(_portolan_undo)" ;;
      ports) words="$common"; [ "$n" -gt 0 ] || words="$words imap pop3 smtp" ;;
    esac
  fi

  COMPREPLY=($(compgen -W "$words" -- "$current"))
}

complete -F _portolan portolan
