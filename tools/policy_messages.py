#!/usr/bin/env python3
"""Prints docs/policy-messages.md: every message that the reading and checking of a policy has, with its help, from the source.

  tools/policy_messages.py >docs/policy-messages.md
"""
import pathlib
import re
import sys

source = pathlib.Path(__file__).parent.parent / 'src/policy'
call = re.compile(r'\b(error|warning|note|require|wrong_kind)\(')
literal = re.compile(r'"((?:[^"\\]|\\.)*)"')
titles = {'error': 'Errors: the policy is not used', 'warning': 'Warnings: it is used, and this may not be meant', 'note': 'Notes'}


def arguments(text, start):
    """The arguments of the call whose parenthesis opened before `start`, split at its own commas."""
    depth, quoted, out, now, at = 1, False, [], '', start
    while depth:
        c = text[at]
        if quoted:
            now += c
            if c == '\\':
                at += 1
                now += text[at]
            elif c == '"':
                quoted = False
        elif c == '"':
            quoted, now = True, now + c
        elif c in '([{':
            depth, now = depth + 1, now + c
        elif c in ')]}':
            depth, now = depth - 1, now + (c if depth > 1 else '')
        elif c == ',' and depth == 1:
            out, now = out + [now], ''
        else:
            now += c
        at += 1
    return out + [now]


def shown(argument):
    """The texts of an argument: literals side by side are one; those of different branches are several."""
    joined = re.sub(r'(?<!\\)"\s*"', '', argument)
    texts = [re.sub(r'\{[0-9]*\}', '…', t.encode().decode('unicode_escape').encode('latin-1').decode()) for t in literal.findall(joined)]
    return [t.replace('{{', '{').replace('}}', '}').strip(': ') for t in texts if len(t.split()) > 1 and any(c.isalpha() for c in t)]


def messages():
    found = {'error': {}, 'warning': {}, 'note': {}}
    for path in sorted(source.glob('*.cpp')):
        text = path.read_text()
        for match in call.finditer(text):
            parts = arguments(text, match.end())
            kind = match.group(1)
            if kind == 'require' and len(parts) == 2:
                key = literal.findall(parts[0])
                message, help_text = ['%s is missing' % (key[0] if key else '…')], parts[1]
            elif kind in found and len(parts) in (2, 3):
                message, help_text = shown(parts[1]), parts[2] if len(parts) == 3 else ''
            else:
                continue
            for each in message:
                found['error' if kind == 'require' else kind].setdefault(each, []).extend(shown(help_text))
    return found


def main():
    print('# Every message of `ringfence check --policy`\n')
    print('Made from the source by `tools/policy_messages.py`; … stands for what your policy says. Each comes with its place')
    print('(`file:line:column`) and its help. `tests/golden/policy` holds whole policies with the exact words.\n')
    for kind, found in messages().items():
        print('## %s\n\n| message | help |\n|---|---|' % titles[kind])
        for message, helps in sorted(found.items(), key=lambda each: each[0].lstrip('…" :').lower()):
            cells = [message, ' / '.join(dict.fromkeys(helps))]
            print('| %s |' % ' | '.join(cell.replace('|', '\\|').replace('<', '&lt;') for cell in cells))
        print()


if __name__ == '__main__':
    sys.exit(main())
