"""Starts the mock from a command line that is meant for Prism; the last word is the document.

There are many cases, and each wants a server of its own: ``--host SOCKET`` loads the package once,
and ``--ask SOCKET WORDS`` has it make a process that serves until the one that asked is ended.
"""

import json
import os
import re
import signal
import socket
import sys
import threading

KEPT = {"-p", "--port", "-h", "--host", "-d", "--dynamic", "--errors", "--seed"}
ALSO_CALLED = {
    "--cors=false": ["--no-cors"],
    "--cors=true": ["--cors"],
    "-m": [],
    "--multiprocess": [],
}
WITH_VALUE = {"-p", "--port", "-h", "--host", "--seed", "-v", "--verboseLevel"}


def translated(words):
    """Prism's arguments as ours; what only Prism has is passed over."""
    found, waiting = ["serve", "-q"], list(words)
    while waiting:
        word = waiting.pop(0)
        value = [waiting.pop(0)] if word in WITH_VALUE else []
        if word in ALSO_CALLED:
            found += ALSO_CALLED[word]
        elif word in KEPT:
            found += [word, *value]
        elif not word.startswith("-") and word != "mock":
            found.append(re.sub("^file://", "", word))
    return found


def serve(words):
    """Serve until somebody ends it."""
    from mockserver.cli import main

    sys.argv[1:] = translated(words)
    main()


def host(path):
    """Make a process for each who asks; they take what is loaded here as it is."""
    import mockserver.cli.serve
    import mockserver.web.app  # noqa: F401

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        while True:
            asking, _ = server.accept()
            with asking:
                if os.fork() == 0:
                    server.close()
                    answer(asking)


def answer(asking):
    """Serve for one who has asked, with its output, for as long as it is there."""
    message, (output,), _, _ = socket.recv_fds(asking, 65536, 1)
    os.dup2(output, 1)
    os.dup2(output, 2)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)

    def leave():
        asking.recv(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=leave, daemon=True).start()
    serve(json.loads(message))


def ask(path, words):
    """Have the host serve, and wait until that ends."""
    with socket.socket(socket.AF_UNIX) as asking:
        asking.connect(path)
        socket.send_fds(asking, [json.dumps(words).encode()], [1])
        asking.recv(1)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--host", path]:
            host(path)
        case ["--ask", path, *words]:
            ask(path, words)
        case words:
            serve(words)
