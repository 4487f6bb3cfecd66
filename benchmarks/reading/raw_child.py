"""The peer of crawler.files.child: the same kind of child, with pypdfium2 and nothing else.

``python -I raw_child.py < FILE`` gives the texts of the pages of a PDF, as JSON, in the order in
which pypdfium2 gives them: lines as they are broken, heads and feet on each page.
"""

import json
import resource
import sys

import pypdfium2

for what, most in (
    (resource.RLIMIT_AS, 2**30),
    (resource.RLIMIT_FSIZE, 2**20),
    (resource.RLIMIT_NOFILE, 32),
    (resource.RLIMIT_CORE, 0),
    (resource.RLIMIT_CPU, 8),
):
    resource.setrlimit(what, (most, most))
document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
texts = []
for number in range(len(document)):
    page = document[number]
    words = page.get_textpage()
    texts.append(words.get_text_range())
    words.close()
    page.close()
json.dump(texts, sys.stdout)
