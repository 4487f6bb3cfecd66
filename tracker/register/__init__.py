"""The register: one YAML file a commitment, one a FOI request, kept by people.

``model`` says what a file may hold, ``files`` reads and writes the YAML,
``rows`` turns a file into the rows of the database and back, ``load`` does
check, load and export.
"""
