"""What each feature on a route costs: one node, one document with a route for each, by itself and all together; the access log on a node of its own."""

from ..candidates import Target, gridgate, haproxy
from . import Scenario

PROBED = {"path": "/health", "interval": "1s", "timeout": "1s"}
EJECTED = {"consecutive_failures": 5, "ejection": "30s", "max_ejected": "50%"}
BREAKER = {"failure_threshold": 5, "success_threshold": 3, "timeout": 30000, "half_open_timeout": 60000}
# Settings of services beside their instances.
SERVICES = {
    "bare": {},
    "checked": {"health_check": PROBED},
    "watched": {"outlier_detection": EJECTED},
    "weighted": {"load_balancer": "weighted"},
    "least": {"load_balancer": "least_request"},
    "hashed": {"load_balancer": {"type": "consistent_hash", "key": "{client_ip}"}},
    "ewma": {"load_balancer": "peak_ewma"},
    "broken": {"circuit_breaker": BREAKER},
    "everything": {"load_balancer": "least_request", "health_check": PROBED, "outlier_detection": EJECTED, "circuit_breaker": BREAKER},
}
# Too high to be met; exact asks the grid for each request, so it stands by itself and not in "all".
LIMITS = [{"name": f"{algorithm}-{mode}", "key": "{client_ip}", "limit": 1_000_000_000, "window": "1 minute", "algorithm": algorithm, "mode": mode}
          for algorithm, mode in (("fixed_window", "leased"), ("sliding_window", "leased"), ("token_bucket", "leased"), ("fixed_window", "local"),
                                  ("fixed_window", "exact"))]
SPLIT = [{"service": "bare", "weight": 90}, {"service": "checked", "weight": 10}]
ALL = {"path": "/all/{rest}", "methods": ["GET"], "hosts": ["127.0.0.1"], "headers": {"X-Beta": "1"}, "query": {"q": "1"}, "rewrite": "/v2/{rest}",
       "limits": {"body": "1KiB"}, "timeouts": {"total": "5s"}, "retries": {"attempts": 2}, "rate_limit": "fixed_window-leased",
       "service": "everything"}
# Name: the route (path and service are added where they are not given), the request's path, its fields.
ROUTES = {
    "no filter": ({}, "/none/x", ()),
    "strip_prefix": ({"strip_prefix": "/strip"}, "/strip/x", ()),
    "rewrite": ({"path": "/rewrite/{id}", "rewrite": "/v2/{id}"}, "/rewrite/x", ()),
    "path by regex": ({"path": {"regex": "/regex/[a-z0-9]+"}}, "/regex/x", ()),
    "hosts": ({"hosts": ["127.0.0.1"]}, "/hosts/x", ()),
    "methods": ({"methods": ["GET", "HEAD"]}, "/methods/x", ()),
    "headers, value": ({"headers": {"X-Beta": "1"}}, "/header/x", ("X-Beta: 1",)),
    "headers, regex": ({"headers": {"X-Beta": {"regex": "[0-9]+"}}}, "/pattern/x", ("X-Beta: 1",)),
    "query": ({"query": {"q": "1"}}, "/query/x?q=1", ()),
    "version": ({"version": "v1"}, "/version/x", ("X-API-Version: v1",)),
    "split": ({"split": SPLIT}, "/split/x", ()),
    "split, sticky": ({"split": {"key": "{client_ip}", "to": SPLIT}}, "/sticky/x", ()),
    "limits.body": ({"limits": {"body": "1KiB"}}, "/limit/x", ()),
    "timeouts.total": ({"timeouts": {"total": "5s"}}, "/total/x", ()),
    "retries off": ({"retries": {"attempts": 0}}, "/once/x", ()),
    "health_check": ({"service": "checked"}, "/checked/x", ()),
    "outlier_detection": ({"service": "watched"}, "/watched/x", ()),
    "weighted": ({"service": "weighted"}, "/weighted/x", ()),
    "least_request": ({"service": "least"}, "/least/x", ()),
    "consistent_hash": ({"service": "hashed"}, "/hashed/x", ()),
    "peak_ewma": ({"service": "ewma"}, "/ewma/x", ()),
    "circuit_breaker": ({"service": "broken"}, "/broken/x", ()),
    "rate_limit, fixed window": ({"rate_limit": "fixed_window-leased"}, "/fixed/x", ()),
    "rate_limit, sliding window": ({"rate_limit": "sliding_window-leased"}, "/sliding/x", ()),
    "rate_limit, token bucket": ({"rate_limit": "token_bucket-leased"}, "/bucket/x", ()),
    "rate_limit, local": ({"rate_limit": "fixed_window-local"}, "/local/x", ()),
    "rate_limit, exact": ({"rate_limit": "fixed_window-exact"}, "/exact/x", ()),
    "all of a route": (ALL, "/all/x?q=1", ("X-Beta: 1",)),
}


def run(rig):
    direct = rig.start_backend()
    document = {"services": {name: {"instances": [f"127.0.0.1:{rig.backend.port}"]} | settings for name, settings in SERVICES.items()},
                "rate_limits": LIMITS, "routes": [_route(name, keys, path) for name, (keys, path, _) in ROUTES.items()]}
    node, logging = gridgate.node(rig, document), gridgate.node(rig, document, "gridgate-logging", logged=True)
    targets = [Target(node, path, rig.options.connections, point=name, headers=headers) for name, (_, path, headers) in ROUTES.items()]
    others = [Target(candidate, "/none/x", rig.options.connections) for candidate in (direct, haproxy.proxy(rig))]
    logged = [Target(logging, path, rig.options.connections, point=f"access log, {name}", headers=headers)
              for name, (_, path, headers) in ROUTES.items() if name in ("no filter", "all of a route")]
    rig.interleave(others + targets + logged)


def _route(name, keys, path):
    prefix = path.split("/")[1]
    destination = {} if "split" in keys else {"service": "bare"}
    return {"id": prefix, "path": f"/{prefix}/**"} | destination | keys


SCENARIO = Scenario("filters", "Features on the route", run, axis="feature", growth=True, rounds=3, seconds=2, warmup=56)
