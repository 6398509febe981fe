"""Connections of clients that have asked once and wait, kept open beside the load."""

import socket
import struct


class IdleConnections:
    """So many kept-alive connections to one port of loopback; each has had one answer."""

    def __init__(self, port, count, path):
        self._sockets = []
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
        try:
            for _ in range(count):
                self._sockets.append(_asked(port, request))
        except BaseException:
            self.close()
            raise

    def closed_by_peer(self):
        """Returns how many are no longer open."""
        closed = 0
        for connection in self._sockets:
            connection.setblocking(False)
            try:
                closed += connection.recv(1) == b""
            except BlockingIOError:
                pass
            except ConnectionError:
                closed += 1
        return closed

    def close(self):
        """Resets them all, so that none stays behind in TIME_WAIT."""
        for connection in self._sockets:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
        self._sockets.clear()


def _asked(port, request):
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    connection.sendall(request)
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += _some(connection)
    head, body = answer.split(b"\r\n\r\n", 1)
    if b" 200 " not in head.split(b"\r\n", 1)[0]:
        raise RuntimeError(f"an idle connection was answered {head[:60]!r}")
    length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    while len(body) < length:
        body += _some(connection)
    return connection


def _some(connection):
    octets = connection.recv(65536)
    if not octets:
        raise RuntimeError("an idle connection was closed before its answer")
    return octets
