#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refuse what must not be in the provider list; print TAP.

    lint-providers.py data/providers [tests/data/providers-bad]

One test case a rule for the list itself, then one a bad sample: each sample says in its first comment what the lint
must answer ("expect: rule: words"), and is read together with the list, so that duplicates show. A rule without a
sample fails: nobody would notice if it stopped refusing.
"""

import datetime
import pathlib
import re
import sys
import urllib.parse
import xml.parsers.expat

LABEL = r'[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
NAME = re.compile(rf'(?:{LABEL}\.)+{LABEL}')
HOST = re.compile(rf'(?:{LABEL}\.)*(?:%EMAILDOMAIN%|{LABEL}\.{LABEL})')
PATTERN = re.compile(rf'(?:\*\.)?(?:{LABEL}\.)*{LABEL}|(?:{LABEL}|{LABEL}-\*)\.\*')
PLACEHOLDERS = {'EMAILADDRESS', 'EMAILLOCALPART', 'EMAILDOMAIN'}
NOWHERE = {'localhost', 'local', 'localdomain', 'onion', 'invalid', 'test', 'example', 'internal'}

PORTS = {
    ('imap', 'SSL'): {'993'}, ('imap', 'STARTTLS'): {'143'}, ('imap', 'plain'): {'143'},
    ('pop3', 'SSL'): {'995'}, ('pop3', 'STARTTLS'): {'110'}, ('pop3', 'plain'): {'110'},
    ('smtp', 'SSL'): {'465'}, ('smtp', 'STARTTLS'): {'587', '25'}, ('smtp', 'plain'): {'587', '25'},
}
SECURITY = ['SSL', 'STARTTLS', 'plain']
AUTHENTICATION = {'password-cleartext', 'password-encrypted', 'OAuth2', 'GSSAPI', 'NTLM', 'TLS-client-cert', 'none'}
HINTS = {'app-password', 'enable-first', 'oauth2-only', 'bridge-needed', 'no-access'}
LISTS = {'ispdb', 'fairemail', 'deltachat', 'portolan'}
DIRECTIONS = {'incomingServer': 'incoming', 'outgoingServer': 'outgoing'}

# element: (its parents, its attributes: True = must be there, its content is text)
ELEMENTS = {
    'clientConfig': ({None}, {'version': True}, False),
    'emailProvider': ({'clientConfig'}, {'id': True}, False),
    'domain': ({'emailProvider'}, {}, True),
    'domainPattern': ({'emailProvider'}, {}, True),
    'mxPattern': ({'emailProvider'}, {}, True),
    'displayName': ({'emailProvider'}, {}, True),
    'displayShortName': ({'emailProvider'}, {}, True),
    'incomingServer': ({'emailProvider'}, {'type': True}, False),
    'outgoingServer': ({'emailProvider'}, {'type': True}, False),
    'hostname': (set(DIRECTIONS), {}, True),
    'port': (set(DIRECTIONS), {}, True),
    'socketType': (set(DIRECTIONS), {}, True),
    'username': (set(DIRECTIONS), {}, True),
    'authentication': (set(DIRECTIONS), {}, True),
    'pop3': ({'incomingServer'}, {}, False),
    'leaveMessagesOnServer': ({'pop3'}, {}, True),
    'documentation': ({'emailProvider'}, {'url': True}, False),
    'hint': ({'emailProvider'}, {'id': True, 'url': False}, False),
    'origin': ({'emailProvider'},
               {'date': True, 'lists': True, 'assumed': False, 'plaintextOnly': False, 'missing': False}, False),
}


class Node:
    def __init__(self, tag, attributes, parent, line):
        self.tag, self.attributes, self.parent, self.line = tag, attributes, parent, line
        self.text, self.children = '', []

    def all(self, *tags):
        return [child for child in self.children if child.tag in tags]

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def get(self, tag):
        found = self.all(tag)
        return found[0].text.strip() if found else ''


def read_tree(data):
    """bytes → Node; a document type is refused, so no entity can be defined."""
    parser = xml.parsers.expat.ParserCreate('UTF-8')
    at = Node(None, {}, None, 0)

    def start(tag, attributes):
        nonlocal at
        at.children.append(Node(tag, attributes, at, parser.CurrentLineNumber))
        at = at.children[-1]

    def end(tag):
        nonlocal at
        at = at.parent

    def text(characters):
        at.text += characters

    def doctype(*_):
        raise ValueError(f'line {parser.CurrentLineNumber}: a document type is not allowed')

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, doctype
    parser.Parse(data, True)
    return at.children[0]


class Provider:
    def __init__(self, path):
        self.path = path
        self.error = self.root = self.node = None
        try:
            self.root = read_tree(path.read_bytes())
            self.node = next(iter(self.root.all('emailProvider')), Node('emailProvider', {}, None, 1))
        except (xml.parsers.expat.ExpatError, ValueError) as error:
            self.error = str(error)

    def servers(self):
        return self.node.all(*DIRECTIONS)

    def texts(self, tag):
        return [(node.text.strip(), node) for node in self.node.all(tag)]

    def origin(self):
        return next(iter(self.node.all('origin')), Node('origin', {}, None, self.node.line))

    def hints(self):
        return [node.attributes.get('id', '') for node in self.node.all('hint')]


def directions(servers):
    return {DIRECTIONS[server.tag] for server in servers}


# ---- The rules. Each takes a Provider and yields (line, what is wrong). ------------------------------------------

def rule_well_formed(provider):
    if provider.error:
        yield 0, provider.error


def rule_elements(provider):
    """every element and attribute is known and stands in its place"""
    for node in provider.root.walk():
        parents, attributes, has_text = ELEMENTS.get(node.tag, (set(), {}, True))
        if node.tag not in ELEMENTS:
            yield node.line, f'<{node.tag}> is not an element we know'
        elif node.parent.tag not in parents:
            yield node.line, f'<{node.tag}> must not be inside <{node.parent.tag}>'
        for name in node.attributes.keys() - attributes.keys():
            yield node.line, f'<{node.tag}> has an unknown attribute “{name}”'
        for name in (name for name, needed in attributes.items() if needed and name not in node.attributes):
            yield node.line, f'<{node.tag}> lacks the attribute “{name}”'
        if has_text != bool(node.text.strip()):
            yield node.line, f'<{node.tag}> ' + ('is empty' if has_text else 'has text beside its elements')


def rule_single(provider):
    """what there can be only one of is there once"""
    for tag in ('displayName', 'displayShortName', 'origin'):
        if len(provider.node.all(tag)) != 1:
            yield provider.node.line, f'<{tag}> must be there exactly once'
    for server in provider.servers():
        for tag in ('hostname', 'port', 'socketType'):
            if len(server.all(tag)) != 1:
                yield server.line, f'<{server.tag}> must have exactly one <{tag}>'


def rule_file_name(provider):
    """the file is named after the provider's id and main domain"""
    own = provider.node.attributes.get('id', '')
    domains = [domain for domain, _ in provider.texts('domain')]
    if own != provider.path.stem:
        yield provider.node.line, f'the id is “{own}”, but the file is “{provider.path.name}”'
    elif domains and own != domains[0]:
        yield provider.node.line, f'the first <domain> must be the main domain, “{own}”'


def rule_domains(provider):
    """domains and patterns are lower-case host names in their ASCII form"""
    if not provider.node.all('domain', 'domainPattern', 'mxPattern'):
        yield provider.node.line, 'no <domain> and no pattern leads to this provider'
    for domain, node in provider.texts('domain'):
        if not NAME.fullmatch(domain) or len(domain) > 253:
            yield node.line, f'“{domain}” is not a domain name in lower-case ASCII'
    for pattern, node in provider.texts('domainPattern') + provider.texts('mxPattern'):
        if not PATTERN.fullmatch(pattern):
            yield node.line, f'“{pattern}” is not a pattern like “*.example.org”, “example.*” or “example-*.*”'


def rule_hosts(provider):
    """every server has a host name that the whole Internet knows"""
    for server in provider.servers():
        host = server.get('hostname')
        if not HOST.fullmatch(host) or host.rsplit('.', 1)[-1] in NOWHERE:
            yield server.line, f'“{host}” is not a public host name'
        elif 'xxx' in host:
            yield server.line, f'“{host}” looks like a stand-in for the real host name'


def rule_ports(provider):
    """port and security fit the protocol"""
    for server in provider.servers():
        kind, security, port = server.attributes.get('type'), server.get('socketType'), server.get('port')
        if (kind == 'smtp') != (server.tag == 'outgoingServer') or (kind, security) not in PORTS:
            yield server.line, f'<{server.tag} type="{kind}"> with the security “{security}” is not possible'
        elif port not in PORTS[kind, security]:
            yield server.line, f'{kind} with {security} is on port {"/".join(sorted(PORTS[kind, security]))}, not {port}'


def rule_user_names(provider):
    """placeholders in user names are closed and known"""
    for server in provider.servers():
        name = server.get('username')
        parts = name.split('%')
        needed = server.get('authentication') != 'none'
        if needed != bool(name):
            yield server.line, 'a <username> is missing' if needed else 'a <username> without a sign-in'
        elif len(parts) % 2 == 0:
            yield server.line, f'a % is missing in “{name}”'
        for unknown in set(parts[1::2]) - PLACEHOLDERS:
            yield server.line, f'“%{unknown}%” is not a placeholder'


def rule_authentication(provider):
    """ways to sign in are named as the format names them, each once"""
    for server in provider.servers():
        names = [node.text.strip() for node in server.all('authentication')]
        if not names:
            yield server.line, 'no <authentication>'
        for name in set(names) - AUTHENTICATION:
            yield server.line, f'“{name}” is not a way to sign in'
        if len(set(names)) != len(names) or 'none' in names[1:]:
            yield server.line, 'a way to sign in is there twice, or beside “none”'


def rule_order(provider):
    """within a protocol implicit TLS stands before STARTTLS, that before nothing, and port 25 last"""
    last = {}
    for server in provider.servers():
        if server.get('socketType') not in SECURITY:
            continue
        rank = (SECURITY.index(server.get('socketType')), server.get('port') == '25')
        kind = server.attributes.get('type')
        if rank < last.get(kind, rank):
            yield server.line, f'a better protected {kind} server must stand before'
        last[kind] = rank


def rule_servers_once(provider):
    """no server is there twice"""
    seen = set()
    for server in provider.servers():
        key = (server.attributes.get('type'), *(server.get(tag) for tag in ('hostname', 'port', 'socketType')))
        if key in seen:
            yield server.line, f'{" ".join(map(str, key))} is there twice'
        seen.add(key)


def rule_pop3(provider):
    """what POP3 does with mail on the server is said only of POP3, as true or false"""
    for server in provider.servers():
        for pop3 in server.all('pop3'):
            if server.attributes.get('type') != 'pop3' or pop3.get('leaveMessagesOnServer') not in ('true', 'false'):
                yield pop3.line, '<pop3> needs a POP3 server and <leaveMessagesOnServer> with true or false'


def rule_plaintext(provider):
    """a direction without any encrypted server is marked as such"""
    servers = provider.servers()
    plain = directions(servers) - directions([s for s in servers if s.get('socketType') != 'plain'])
    said = set(provider.origin().attributes.get('plaintextOnly', '').split())
    if plain != said:
        yield (provider.origin().line,
               f'plaintextOnly must be “{" ".join(sorted(plain))}”, but is “{" ".join(sorted(said))}”')


def rule_complete(provider):
    """both directions are there, or it is said what is missing and why nothing is there"""
    found = directions(provider.servers())
    said = set(provider.origin().attributes.get('missing', '').split())
    why = {'no-access', 'bridge-needed'} & set(provider.hints())
    if not found and not why:
        yield provider.node.line, 'a provider without servers needs the hint no-access or bridge-needed'
    elif found and why:
        yield provider.node.line, f'{why.pop()} does not go with servers'
    elif found and set(DIRECTIONS.values()) - found != said:
        yield provider.node.line, f'missing must be “{" ".join(set(DIRECTIONS.values()) - found)}”'


def rule_hints(provider):
    """hints are known and there once; sign-in through the browser only is said"""
    hints = provider.hints()
    for hint in sorted(set(hints) - HINTS):
        yield provider.node.line, f'“{hint}” is not a hint'
    if len(set(hints)) != len(hints):
        yield provider.node.line, 'a hint is there twice'
    incoming = provider.node.all('incomingServer')
    only = incoming and all({n.text.strip() for n in s.all('authentication')} == {'OAuth2'} for s in incoming)
    if only and 'oauth2-only' not in hints:
        yield provider.node.line, 'every incoming server wants OAuth2: the hint oauth2-only is missing'


def rule_addresses(provider):
    """help is linked over https only: such a page tells people where to type passwords"""
    for node in provider.node.all('documentation', 'hint'):
        url = node.attributes.get('url')
        parts = urllib.parse.urlsplit(url or '')
        if url is None:
            continue
        if parts.scheme != 'https' or not NAME.fullmatch(parts.hostname or '') or re.search(r'[\s<>"]', url):
            yield node.line, f'“{url}” is not an https address'


def rule_names(provider):
    """names fit the format's limits and can be shown"""
    for tag, limit in (('displayName', 60), ('displayShortName', 20)):
        for name, node in provider.texts(tag):
            if len(name) > limit or '%' in name or not name.isprintable():
                yield node.line, f'<{tag}> must have at most {limit} printable characters and no placeholder'


def rule_origin(provider):
    """the origin has a date, the lists and nothing unknown"""
    origin = provider.origin()
    if not origin.attributes:
        return
    try:
        if datetime.date.fromisoformat(origin.attributes.get('date', '')) < datetime.date(2020, 1, 1):
            yield origin.line, 'the date of the origin is too old to be true'
    except ValueError:
        yield origin.line, 'the origin has no date like 2026-11-23'
    lists = origin.attributes.get('lists', '').split()
    if not lists or set(lists) - LISTS:
        yield origin.line, f'the lists of the origin must be some of {", ".join(sorted(LISTS))}'
    if set(origin.attributes.get('assumed', 'username').split()) - {'username', 'authentication'}:
        yield origin.line, 'assumed can only be username, authentication'


RULES = {name.removeprefix('rule_').replace('_', '-'): rule
         for name, rule in list(globals().items()) if name.startswith('rule_')}


def duplicates(provider, seen):
    """a domain or a pattern leads to exactly one provider; @seen: (tag, name) → the file that has it"""
    for tag in ('domain', 'domainPattern', 'mxPattern'):
        for name, node in [] if provider.error else provider.texts(tag):
            other = seen.setdefault((tag, name), (provider.path.name, node))
            if other[1] is not node:
                yield node.line, f'<{tag}> “{name}” is in {other[0]} already'


def lint(provider, seen):
    for name, rule in RULES.items():
        if name == 'well-formed' or not provider.error:
            yield from ((name, *found) for found in rule(provider))
    yield from (('duplicates', *found) for found in duplicates(provider, seen))


def well_known(directory, providers):
    """each domain that typing mistakes are corrected to is one we know"""
    domains = {name for provider in providers for name, _ in provider.texts('domain')}
    for domain in (directory / 'well-known.list').read_text(encoding='utf-8').split('\n'):
        if domain and not domain.startswith('#') and domain not in domains:
            yield f'“{domain}” is in no provider'


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def case(self, name, problems=()):
        self.count += 1
        self.failed += bool(problems)
        for problem in problems:
            print(f'# {problem}')
        print(f'{"not ok" if problems else "ok"} {self.count} - {name}', flush=True)

    def end(self):
        print(f'1..{self.count}')
        return 1 if self.failed else 0


def check_sample(tap, path, seen, used):
    expected = re.search(r'expect: ([a-z0-9-]+): (.+?) -->', path.read_text(encoding='utf-8', errors='replace'))
    sample = Provider(path)
    if not expected:
        return tap.case(f'refuses {path.name}', ['the sample does not say what it expects'])
    used.add(expected[1])
    found = [(rule, words) for rule, _, words in lint(sample, dict(seen))]
    wanted = [words for rule, words in found if rule == expected[1] and expected[2] in words]
    others = [f'also refused by {rule}: {words}' for rule, words in found if rule != expected[1]]
    tap.case(f'refuses {path.name}', (others if wanted else [f'expected “{expected[2]}”, found {found}']))


def main(directory, samples=None):
    tap = Tap()
    good = [Provider(path) for path in sorted(directory.glob('*.xml'))]
    seen = {}
    found = [(provider, *problem) for provider in good for problem in lint(provider, seen)]
    tap.case(f'there are providers ({len(good)})', [] if len(good) > 200 else ['too few files'])
    for name in [*RULES, 'duplicates']:
        tap.case(name, [f'{provider.path.name}:{line}: {words}' for provider, rule, line, words in found if rule == name])
    tap.case('well-known domains', list(well_known(directory, good)))
    used = set()
    for path in sorted(samples.glob('*.xml')) if samples else []:
        check_sample(tap, path, seen, used)
    if samples:
        tap.case('every rule has a sample', sorted({*RULES, 'duplicates'} - used))
    return tap.end()


if __name__ == '__main__':
    sys.exit(main(*map(pathlib.Path, sys.argv[1:])))
