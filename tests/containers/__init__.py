"""What ``docker`` and ``kubectl`` are asked for, started here as plain processes.

There is no engine: no image is built, nothing is isolated, and the programs of foreign images are
those of this machine. What counts is that command lines and files name what there is, in the form
that the real programs read, and that the commands they come to do their work.
"""
