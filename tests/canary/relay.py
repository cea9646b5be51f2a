"""A man in the middle whom both ends trust: it ends TLS with the one's certificate, begins it again with the other's, and writes down
every byte between the two before it passes it on. A process of its own."""
import asyncio
import multiprocessing
import pathlib
import signal
import socket
import ssl
import struct

SSL_REQUEST, GSSENC_REQUEST, CANCEL_REQUEST = 80877103, 80877104, 80877102


class Tap:
    """A place to listen. `shown` is the certificate for whoever connects, `own` the one for whoever is called; both are folders' stems:
    STEM.crt and STEM.key. `expected` is the name that a caller has to prove."""

    def __init__(self, name, to, shown, own, expected):
        self.name, self.to, self.shown, self.own, self.expected = name, to, shown, own, expected
        self.listener = socket.create_server(('127.0.0.1', 0), backlog=200)
        self.port = self.listener.getsockname()[1]


def context(kind, stem, authority):
    made = ssl.SSLContext(kind)
    made.check_hostname = False
    made.load_verify_locations(authority)
    made.verify_mode = ssl.CERT_REQUIRED
    made.load_cert_chain('%s.crt' % stem, '%s.key' % stem)
    return made


class Relays:
    def __init__(self, taps, authority, records):
        self.taps, self.authority, self.records = taps, authority, pathlib.Path(records)
        self.process = multiprocessing.get_context('fork').Process(target=self.run, daemon=True)
        self.process.start()

    def close(self):
        self.process.terminate()
        self.process.join()

    def run(self):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        asyncio.run(self.serve())

    async def serve(self):
        servers = [await asyncio.start_server(self.handler(tap), sock=tap.listener) for tap in self.taps]
        await asyncio.gather(*(server.serve_forever() for server in servers))

    def handler(self, tap):
        counter = iter(range(1 << 30))
        inward = context(ssl.PROTOCOL_TLS_SERVER, tap.shown, self.authority)
        outward = context(ssl.PROTOCOL_TLS_CLIENT, tap.own, self.authority)

        async def handle(reader, writer):
            try:
                await self.relay(tap, next(counter), inward, outward, reader, writer)
            except (OSError, ssl.SSLError, asyncio.IncompleteReadError, PermissionError) as error:
                self.note('%s: %r' % (tap.name, error))
            finally:
                writer.close()
        return handle

    def note(self, what):
        with open(self.records / 'relay.log', 'a') as file:
            file.write(what + '\n')

    async def relay(self, tap, number, inward, outward, reader, writer):
        if cancel := await begin_as_server(reader, writer, inward):
            return await self.cancel(tap, number, cancel + await reader.readexactly(8))
        subject = dict(pair for part in writer.get_extra_info('peercert')['subject'] for pair in part)
        if subject['commonName'] != tap.expected:
            raise PermissionError('%s called' % subject['commonName'])
        far_reader, far_writer = await asyncio.open_connection(*tap.to)
        try:
            await begin_as_client(far_reader, far_writer, outward)
            stem = self.records / ('%s.%d' % (tap.name, number))
            await asyncio.gather(pump(reader, far_writer, '%s.asked' % stem), pump(far_reader, writer, '%s.answered' % stem))
        finally:
            far_writer.close()


    async def cancel(self, tap, number, request):
        """libpq 15 cancels without TLS."""
        (self.records / ('%s.%d.asked' % (tap.name, number))).write_bytes(request)
        _, writer = await asyncio.open_connection(*tap.to)
        writer.write(request)
        await writer.drain()
        writer.close()


async def begin_as_server(reader, writer, inward):
    """The head of a cancel request, which is all that may come without TLS; or nothing, and TLS."""
    while True:
        head = await reader.readexactly(8)
        _, code = struct.unpack('!II', head)
        if code == CANCEL_REQUEST:
            return head
        if code == SSL_REQUEST:
            break
        if code != GSSENC_REQUEST:
            raise PermissionError('somebody came without TLS')
        writer.write(b'N')
    writer.write(b'S')
    await writer.drain()
    await writer.start_tls(inward)


async def begin_as_client(reader, writer, outward):
    writer.write(struct.pack('!II', 8, SSL_REQUEST))
    await writer.drain()
    if await reader.readexactly(1) != b'S':
        raise PermissionError('a gateway offers no TLS')
    await writer.start_tls(outward, server_hostname='127.0.0.1')


async def pump(reader, writer, record):
    with open(record, 'wb', buffering=0) as file:
        try:
            while data := await reader.read(1 << 16):
                file.write(data)
                writer.write(data)
                await writer.drain()
        except (OSError, ssl.SSLError):
            pass
    writer.close()
