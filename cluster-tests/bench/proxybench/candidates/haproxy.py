"""HAProxy with one thread, the measure of all others."""

from ..processes import accepts, wait_until
from . import Candidate

FRAME = """\
global
  nbthread 1
  maxconn 20000
  no strict-limits
  {log_to}
defaults
  mode http
  timeout connect 2s
  timeout client 75s
  timeout http-request 10s
  timeout server 60s
  option forwardfor
  http-reuse always
frontend f
  bind 127.0.0.1:{port} {tls}
  {front}
  default_backend b
backend b
  server s 127.0.0.1:{backend}
"""
LOG = '''\
log global
  unique-id-format %[uuid]
  unique-id-header X-Request-Id
  http-request set-header X-Forwarded-Proto http
  http-request set-header X-Forwarded-Host %[req.hdr(host)]
  http-request set-header X-Forwarded-Port %[dst_port]
  http-response set-header X-Request-Id %[unique-id]
  log-format '{"timestamp":"%Tl","method":"%HM","path":"%HPO","status_code":%ST,"duration_ms":%Ta,"client_ip":"%ci","user_agent":"%[capture.req.hdr(0)]","correlation_id":"%ID","service":"%b","instance":"%s","bytes_in":%U,"bytes_out":%B}'
  http-request capture req.hdr(user-agent) len 100'''


def proxy(rig, *, certificate=None, logged=False, pools=None):
    """Starts the proxy.

    `certificate`: paths of certificate and key for TLS. `logged`: forwarding fields, request id and an access log to a file, by its own standard
    output. `pools`: addresses by first segment of the path, each a backend with that many servers.
    """
    front = [LOG] if logged else []
    backends = []
    for segment, addresses in (pools or {}).items():
        front.append(f"use_backend {segment} if {{ path_beg /{segment}/ }}")
        backends.append(f"backend {segment}\n" + "\n".join(f"  server s{number} {address}" for number, address in enumerate(addresses)))
    return _start(rig, "\n  ".join(front), backends, certificate=certificate, logged=logged)


def fixed(rig):
    """Starts a haproxy that answers 1 KiB by itself."""
    body = rig.directory("haproxy") / "body"
    body.write_text("x" * 1024)
    return _start(rig, f"http-request return status 200 content-type application/json file {body}", [])


def _start(rig, front, backends, *, certificate=None, logged=False):
    directory = rig.directory("haproxy")
    port = rig.processes.free_port()
    tls = ""
    if certificate:
        pem = directory / "both.pem"
        pem.write_text("".join(path.read_text() for path in certificate))
        tls = f"ssl crt {pem} ssl-min-ver TLSv1.3"
    configuration = directory / "haproxy.cfg"
    text = FRAME.format(port=port, tls=tls, front=front, backend=rig.backend.port, log_to="log stdout len 4096 format raw daemon" if logged else "")
    configuration.write_text(text + "\n".join(backends) + "\n")
    # Quiet, it closes its standard output, where the log goes.
    process = rig.processes.start("haproxy", ["haproxy", *([] if logged else ["-q"]), "-f", configuration])
    if logged:
        rig.logs.append(process.log)
    wait_until("listening", lambda: accepts(port), process)
    return Candidate("haproxy", process, port, "https" if certificate else "http")
