# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of portolan for fish.

function __portolan_targets
    portolan export --list 2>/dev/null | string replace -rf '^  ([a-z0-9][a-z0-9-]*)  .*' '$1'
end

function __portolan_undo
    portolan undo --list --json 2>/dev/null | string replace -rf '.*"id" *: *"([0-9a-z-]*)".*' '$1'
end

set -l commands setup discover recommend probe export undo accounts ports
set -l search setup discover recommend
set -l needs setup recommend
set -l account setup probe
set -l password setup probe export
set -l handing setup export

complete -c portolan -f
complete -c portolan -n "not __fish_seen_subcommand_from $commands" -a setup -d 'Set a mailbox up'
complete -c portolan -n "not __fish_seen_subcommand_from $commands" -a discover -d 'Show all that is known about its servers'
complete -c portolan -n "not __fish_seen_subcommand_from $commands" -a recommend -d 'Show which settings are recommended'
complete -c portolan -n "not __fish_seen_subcommand_from $commands" -a probe -d 'Check one server'
complete -c portolan -n "not __fish_seen_subcommand_from $commands" -a export -d 'Hand settings to a mail program'
complete -c portolan -n "not __fish_seen_subcommand_from $commands" -a undo -d 'Take an export back'
complete -c portolan -n "not __fish_seen_subcommand_from $commands" -a accounts -d 'Check the accounts of mail programs'
complete -c portolan -n "not __fish_seen_subcommand_from $commands" -a ports -d 'Explain the ports of mail servers'

complete -c portolan -l json -d 'Print one JSON object'
complete -c portolan -s q -l quiet -d 'Say nothing about the progress, and ask nothing'
complete -c portolan -s v -l verbose -d 'Say more'
complete -c portolan -l version -d 'Print the version'
complete -c portolan -s h -l help -d 'Print the help'
complete -c portolan -n "__fish_seen_subcommand_from setup discover recommend probe export undo accounts" -x -l timeout -d 'How long everything may take'

complete -c portolan -n "__fish_seen_subcommand_from $search" -l offline -d 'Use only the lists on this computer'
complete -c portolan -n "__fish_seen_subcommand_from $search" -l directory -d 'Also ask the public directory'
complete -c portolan -n "__fish_seen_subcommand_from $search" -l no-directory -d 'Do not ask the public directory'
complete -c portolan -n "__fish_seen_subcommand_from $search" -x -l send-address -d 'Tell this server the whole address'

complete -c portolan -n "__fish_seen_subcommand_from accounts" -l offline -d 'Only list the accounts'
complete -c portolan -n "__fish_seen_subcommand_from accounts" -l look-up -d 'Ask the providers of broken accounts'
complete -c portolan -n "__fish_seen_subcommand_from accounts" -x -l fix -d 'Give this account the better settings'

complete -c portolan -n "__fish_seen_subcommand_from $needs" -x -l devices -a 'one several' -d 'How many devices read this mail'
complete -c portolan -n "__fish_seen_subcommand_from $needs" -x -l offline-reading -a 'yes no' -d 'Whether mail is read without Internet'
complete -c portolan -n "__fish_seen_subcommand_from $needs" -x -l storage -a 'server computer' -d 'Where mail is kept'
complete -c portolan -n "__fish_seen_subcommand_from $needs" -x -l readers -a 'one several' -d 'How many people read this mailbox'
complete -c portolan -n "__fish_seen_subcommand_from $needs" -x -l protocol -a 'imap pop3' -d 'Use this instead'
complete -c portolan -n "__fish_seen_subcommand_from $needs probe" -x -l security -a 'encrypted strict any' -d 'How connections are protected'

complete -c portolan -n "__fish_seen_subcommand_from $account" -x -l username -d 'The user name'
complete -c portolan -n "__fish_seen_subcommand_from $account" -x -l trust-certificate -d 'Trust the certificate with this fingerprint'
complete -c portolan -n "__fish_seen_subcommand_from $password" -l password-stdin -d 'Read the password from the standard input'
complete -c portolan -n "__fish_seen_subcommand_from $password" -r -F -l password-file -d 'Read the password from a file'
complete -c portolan -n "__fish_seen_subcommand_from $password" -x -l password-fd -d 'Read the password from an open file'

complete -c portolan -n "__fish_seen_subcommand_from setup" -x -l name -d 'Your name'
complete -c portolan -n "__fish_seen_subcommand_from setup" -l no-check -d 'Do not try whether the settings work'
complete -c portolan -n "__fish_seen_subcommand_from setup" -l letter -d 'Send yourself a message and remove it again'
complete -c portolan -n "__fish_seen_subcommand_from setup" -x -l export -a '(__portolan_targets)' -d 'Hand the account to a program'
complete -c portolan -n "__fish_seen_subcommand_from setup" -r -F -l answers -d 'Read options from a file'
complete -c portolan -n "__fish_seen_subcommand_from $handing" -l confirm -d 'Agree to servers that nobody vouches for'
complete -c portolan -n "__fish_seen_subcommand_from $handing" -l replace -d 'Replace other settings of the same account'
complete -c portolan -n "__fish_seen_subcommand_from $handing" -l store-password -d 'Also put the password into the keyring'

complete -c portolan -n "__fish_seen_subcommand_from export" -l list -d 'List the programs that can take an account'
complete -c portolan -n "__fish_seen_subcommand_from export" -a '(__portolan_targets)'
complete -c portolan -n "__fish_seen_subcommand_from undo" -l list -d 'List what can be taken back'
complete -c portolan -n "__fish_seen_subcommand_from undo" -a '(__portolan_undo)'
complete -c portolan -n "__fish_seen_subcommand_from probe ports" -a 'imap pop3 smtp'
complete -c portolan -n "__fish_seen_subcommand_from probe" -a 'tls starttls none'
