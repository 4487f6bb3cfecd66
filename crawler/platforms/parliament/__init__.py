"""UK Parliament: its APIs for written questions, statements and committees."""
