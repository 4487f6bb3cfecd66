"""Cases in and out: what others' files say of a case, and our own files, which lose nothing.

file --reading--> text --what kind?--> whatdotheyknow, atom  --story--> case and its events
                                       csv_files, plain (YAML, JSON) --> case as it was
                     case --merging--> with what is stored --> tracker.foi.cases keeps it
"""
