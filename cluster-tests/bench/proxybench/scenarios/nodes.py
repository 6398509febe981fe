"""One to five nodes in a grid and back to one, the first of them asked; going up and down again cancels what changes with time alone."""

from ..candidates import Target, gridgate, haproxy
from ..processes import wait_until
from ..rig import say
from . import Scenario

NODES_MAX = 5


def run(rig):
    direct = rig.start_backend()
    member_ports = [rig.processes.free_port() for _ in range(NODES_MAX)]
    members = [f"127.0.0.1:{port}" for port in member_ports]
    document = gridgate.everything(rig)
    nodes = [gridgate.node(rig, document, member_port=member_ports[0], members=members)]
    others = [Target(candidate, "/api/x", rig.options.connections) for candidate in (direct, haproxy.proxy(rig))]
    rig.warm_up([*others, _target(rig, nodes[0], 1)])
    for number in range(1, rig.options.rounds + 1):
        for count in [*range(1, NODES_MAX + 1), *range(NODES_MAX, 0, -1)]:
            while len(nodes) < count:
                nodes.append(gridgate.node(rig, document, f"peer-{len(nodes) + 1}", member_port=member_ports[len(nodes)], members=members))
            while len(nodes) > count:
                rig.processes.end(nodes.pop().process)
            wait_until(f"one of {count}", lambda: len(nodes[0].admin("/admin/v1/cluster")["members"]) == len(nodes), nodes[0].process)
            say(f"  {count} nodes")
            for target in (*others, _target(rig, nodes[0], count)):
                rig.measure(target, len(rig.samples) // 3 + 1)


def _target(rig, node, count):
    return Target(node, "/api/x", rig.options.connections, point=str(count), x=count)


SCENARIO = Scenario("nodes", "Nodes in the grid, one of them asked", run, axis="nodes", rounds=1, seconds=3, growth=False)
