"""What a body says, objections, corrections: reading and writing what is only ever added to."""
