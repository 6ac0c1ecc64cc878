"""``python -m containers docker WORDS`` or ``kubectl WORDS``, for a reader whose home is a folder.

``READER_PORTS`` has the ports that are exchanged for free ones, such as ``4010=49152``.
"""

import os
import sys

from containers.docker import docker
from containers.image import Wrong
from containers.kubectl import kubectl
from containers.running import Network

PROGRAMS = {"docker": docker, "kubectl": kubectl}


def main():
    """Do what is asked; 1 where the real program would refuse it."""
    pairs = os.environ.get("READER_PORTS", "").split()
    network = Network(dict(each.split("=") for each in pairs))
    try:
        PROGRAMS[sys.argv[1]](sys.argv[2:], os.environ["HOME"], network)
    except Wrong as wrong:
        sys.exit(f"{sys.argv[1]}: {wrong}")


if __name__ == "__main__":
    main()
