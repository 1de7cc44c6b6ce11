"""Agencies' own chronologies, read row by row with their place of origin (domain.md section 7).

`reader.read` reads one file, `worker.read_in_worker` does so in a process of its own with limits, and
`merge.combine` lays several readings beside each other. Nothing is discarded, nothing is merged and no
date is guessed; what could not be read is said in a sentence.
"""
