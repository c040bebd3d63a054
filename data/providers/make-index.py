#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turn a directory of provider files into one table that is read where it lies, by binary search.

    make-index.py DIRECTORY OUTPUT [DEPFILE]

All numbers are 32 bits, little endian; strings end with NUL and are found by their offset in the file:

    magic "PTLPROV1", size of the file, end of the strings,
    then for each table its number of records and its offset: providers, domains, patterns, mx, known
    providers: id, origin, offset of the document, its length
    domains:   domain, provider                    sorted by bytes
    patterns:  pattern, provider                   the most particular first
    mx:        pattern, provider                   the most particular first
    known:     domain, provider                    the best known first
    the strings, then the documents as they are

ptl-provider-index.c reads it.
"""

import pathlib
import struct
import sys
import xml.etree.ElementTree

HEADER = struct.Struct('<8s12I')
PAIR = struct.Struct('<2I')
PROVIDER = struct.Struct('<4I')


class Strings:
    def __init__(self):
        self.data, self.offsets = bytearray(), {}

    def add(self, text):
        if text not in self.offsets:
            self.offsets[text] = len(self.data)
            self.data += text.encode('ascii') + b'\0'
        return self.offsets[text]


def read_provider(path):
    document = path.read_bytes()
    node = xml.etree.ElementTree.fromstring(document).find('emailProvider')
    origin = node.find('origin')
    return {
        'id': node.get('id'),
        'origin': f'{origin.get("date")}; {", ".join(origin.get("lists").split())}',
        'document': document,
        **{tag: [each.text.strip() for each in node.findall(tag)] for tag in ('domain', 'domainPattern', 'mxPattern')},
    }


def names(providers, tag):
    """[(name, number of its provider)]; a name that two providers claim is an error."""
    found = {}
    for number, provider in enumerate(providers):
        for name in provider[tag]:
            if name in found:
                sys.exit(f'{name} is in {providers[found[name]]["id"]}.xml and in {provider["id"]}.xml')
            found[name] = number
    return list(found.items())


def particular_first(pair):
    return -len(pair[0].strip('*')), pair[0]


def make_index(directory):
    providers = [read_provider(path) for path in sorted(directory.glob('*.xml'))]
    domains = sorted(names(providers, 'domain'))
    number = dict(domains)
    lines = (directory / 'well-known.list').read_text(encoding='utf-8').splitlines()
    tables = [
        domains,
        sorted(names(providers, 'domainPattern'), key=particular_first),
        sorted(names(providers, 'mxPattern'), key=particular_first),
        [(domain, number[domain]) for domain in lines if domain and not domain.startswith('#')],
    ]

    offset = HEADER.size + PROVIDER.size * len(providers)
    places = [(len(providers), HEADER.size)]
    for table in tables:
        places.append((len(table), offset))
        offset += PAIR.size * len(table)

    strings, documents = Strings(), bytearray()
    heads = [(strings.add(p['id']), strings.add(p['origin'])) for p in providers]
    pairs = [(strings.add(name), provider) for table in tables for name, provider in table]
    end = offset + len(strings.data)
    records = bytearray()
    for head, provider in zip(heads, providers):
        records += PROVIDER.pack(offset + head[0], offset + head[1], end + len(documents), len(provider['document']))
        documents += provider['document']
    for string, provider in pairs:
        records += PAIR.pack(offset + string, provider)
    size = end + len(documents)
    header = HEADER.pack(b'PTLPROV1', size, end, *(number for place in places for number in place))
    return header + records + strings.data + documents


def main(directory, output, depfile=None):
    output.write_bytes(make_index(directory))
    if depfile:
        # The directory too, so that a new file is noticed.
        inputs = [directory, directory / 'well-known.list', *sorted(directory.glob('*.xml'))]
        depfile.write_text(f'{output}: ' + ' '.join(str(path).replace(' ', '\\ ') for path in inputs) + '\n')


if __name__ == '__main__':
    main(*map(pathlib.Path, sys.argv[1:]))
