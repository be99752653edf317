"""A gate on the way to a server: shut, nobody gets through and whoever was inside is out, as when the server is gone;
silent, it lets people in and says nothing."""

from __future__ import annotations

import contextlib
import socket
import threading


class Gate:
    """Listens on a port of its own, the same each time that it is opened."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self._listener: socket.socket | None = None
        self._inside: list[socket.socket] = []
        self.is_silent = False
        self.open()

    def open(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._let_in, args=[self._listener], daemon=True).start()

    def shut(self) -> None:
        for one in [self._listener, *self._inside]:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._inside.clear()

    def _let_in(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                visitor, _ = listener.accept()
                self._inside.append(visitor)
                if self.is_silent:
                    continue
                server = socket.create_connection(self._target)
                self._inside.append(server)
                for source, sink in ((visitor, server), (server, visitor)):
                    threading.Thread(target=_carry, args=[source, sink], daemon=True).start()


def _carry(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
