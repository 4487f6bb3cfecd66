"""What the program exists for, measured against what somebody would use instead.

    parts --measure--> results/<part>.json --report--> RESULTS.md

A part measures one kind of work at a share of its full size, in rounds, itself and its peers in
turn; ``python -m benchmarks`` runs parts, keeps what they measured and writes the page anew from
all that is kept. Nothing leaves this machine: sites, databases and servers are made here, on
loopback.
"""
