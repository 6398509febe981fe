"""Nodes of one grid, of which the first is asked; how many there are changes while it runs."""

from .candidates import gridgate
from .processes import wait_until
from .rig import say


class Grid:
    """The nodes, in the order of their start."""

    def __init__(self, rig, document, most, **settings):
        self.nodes = []
        self._rig = rig
        self._document = document
        self._settings = settings
        self._ports = [rig.processes.free_port() for _ in range(most)]

    @property
    def asked(self):
        return self.nodes[0]

    def grow(self, count):
        """Starts or ends nodes until there are so many, and waits until they are one grid."""
        while len(self.nodes) < count:
            number = len(self.nodes)
            self.nodes.append(gridgate.node(self._rig, self._document, f"peer-{number + 1}" if number else "gridgate", member_port=self._ports[number],
                                            members=[f"127.0.0.1:{port}" for port in self._ports], **self._settings))
        while len(self.nodes) > count:
            self._rig.processes.end(self.nodes.pop().process)
        wait_until(f"one of {count}", lambda: len(self.asked.admin("/admin/v1/cluster")["members"]) == count, self.asked.process)

    def up_and_down(self):
        """Yields each count once there are so many nodes, from one to the most and back, in each round of the rig."""
        most = len(self._ports)
        for _ in range(self._rig.options.rounds):
            for count in [*range(1, most + 1), *range(most, 0, -1)]:
                self.grow(count)
                say(f"  {count} nodes")
                yield count
