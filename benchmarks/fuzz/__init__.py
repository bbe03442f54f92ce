"""Every reader of a client's file, fed with files that are nearly right: it gives a result or says what is wrong.

`python -m benchmarks.fuzz --minutes 10` runs all of them in turn and prints every input that ended otherwise.
"""
