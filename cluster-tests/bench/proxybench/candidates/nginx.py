"""nginx with one worker: as the backend of everybody, and as a proxy."""

from ..processes import accepts, wait_until
from . import Candidate

SIZES = {"0": 0, "1 KiB": 1024, "64 KiB": 64 * 1024, "10 MiB": 10 * 1024 * 1024}
FRAME = """\
daemon off; master_process off; worker_processes 1; pid {directory}/pid; error_log stderr crit;
events {{ worker_connections 16384; }}
http {{
  keepalive_requests 1000000000; keepalive_timeout 300s; default_type application/json; sendfile on; tcp_nopush off;
  open_file_cache max=16 inactive=1h; open_file_cache_valid 1h;
  client_body_temp_path {directory}/body; proxy_temp_path {directory}/proxy;
  fastcgi_temp_path {directory}/fastcgi; uwsgi_temp_path {directory}/uwsgi; scgi_temp_path {directory}/scgi;
  access_log off;
{content}
}}
"""
TLS = "ssl_certificate {0}; ssl_certificate_key {1}; ssl_protocols TLSv1.3; ssl_session_cache shared:t:1m;"
FORWARDED = """\
proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Forwarded-Host $http_host; proxy_set_header X-Forwarded-Port $server_port;
      proxy_set_header X-Request-Id $request_id; add_header X-Request-Id $request_id;"""
LOG_FORMAT = """\
  log_format json escape=json '{"timestamp":"$time_iso8601","method":"$request_method","path":"$uri","status_code":$status,"duration":$request_time,'
    '"client_ip":"$remote_addr","user_agent":"$http_user_agent","correlation_id":"$request_id","instance":"$upstream_addr",'
    '"bytes_in":$request_length,"bytes_out":$body_bytes_sent}';
"""


def backend(rig, addresses=("127.0.0.1",)):
    """Starts the backend on one port of these addresses: 1 KiB from memory, and /bytes/N of each size of `SIZES`, large ones from cached files."""
    directory = rig.directory("backend")
    port = rig.processes.free_port()
    locations = [f"location / {{ return 200 '{'x' * 1024}'; }}"]
    for size in SIZES.values():
        if size <= 1024:
            locations.append(f"location = /bytes/{size} {{ return 200 '{'x' * size}'; }}")
        else:
            file = directory / str(size)
            file.write_bytes(b"x" * size)
            locations.append(f"location = /bytes/{size} {{ alias {file}; }}")
    listen = " ".join(f"listen {address}:{port};" for address in addresses)
    return _start(rig, "backend", directory, port, f"server {{ {listen} {' '.join(locations)} }}")


def proxy(rig, *, certificate=None, logged=False):
    """Starts the proxy; `certificate`: paths of certificate and key for TLS; `logged`: forwarding fields, request id and access log."""
    directory = rig.directory("nginx")
    port = rig.processes.free_port()
    fields = FORWARDED if logged else "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;"
    log = rig.access_log("nginx") if logged else None
    content = f"""\
{LOG_FORMAT if logged else ""}
  upstream backend {{ server 127.0.0.1:{rig.backend.port}; keepalive 512; keepalive_requests 1000000000; }}
  server {{
    listen 127.0.0.1:{port}{" ssl" if certificate else ""};
    {TLS.format(*certificate) if certificate else ""}
    {f"access_log {log} json;" if logged else ""}
    location / {{
      proxy_pass http://backend; proxy_http_version 1.1; proxy_max_temp_file_size 0;
      proxy_set_header Connection ''; proxy_set_header Host $http_host;
      {fields}
    }}
  }}"""
    return _start(rig, "nginx", directory, port, content, "https" if certificate else "http")


def fixed(rig):
    """Starts an nginx that answers 1 KiB by itself."""
    port = rig.processes.free_port()
    content = f"server {{ listen 127.0.0.1:{port}; location / {{ return 200 '{'x' * 1024}'; }} }}"
    return _start(rig, "nginx", rig.directory("nginx"), port, content)


def cache(rig):
    """Starts an nginx that stores every answer for an hour, in files that the system holds in memory."""
    directory = rig.directory("nginx-cache")
    port = rig.processes.free_port()
    content = f"""\
  proxy_cache_path {directory}/stored keys_zone=all:8m inactive=1h use_temp_path=off;
  upstream backend {{ server 127.0.0.1:{rig.backend.port}; keepalive 512; keepalive_requests 1000000000; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://backend; proxy_http_version 1.1; proxy_set_header Connection ''; proxy_set_header Host $http_host;
      proxy_cache all; proxy_cache_valid 200 1h; add_header X-Cache $upstream_cache_status;
    }}
  }}"""
    return _start(rig, "nginx-cache", directory, port, content)


def _start(rig, name, directory, port, content, scheme="http"):
    configuration = directory / "nginx.conf"
    configuration.write_text(FRAME.format(directory=directory, content=content))
    process = rig.processes.start(name, ["nginx", "-e", "stderr", "-p", directory, "-c", configuration])
    wait_until("listening", lambda: accepts(port), process)
    return Candidate("direct" if name == "backend" else name, process, port, scheme)
