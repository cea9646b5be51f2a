"""A link of so many milliseconds each way: what comes in goes out as much later, whatever its size. One process, any
number of ports.   relay.py MILLISECONDS PORT=HOST:PORT …"""
import asyncio
import sys

READ = 1 << 18


async def carry(reader, writer, delay):
    """Bytes leave when they are due, those that are due together in one go; so only time is added, and no limit."""
    loop = asyncio.get_running_loop()
    due = asyncio.Queue()

    async def leave():
        while True:
            when, data = await due.get()
            wait = when - loop.time()
            if wait > 0:
                await asyncio.sleep(wait)
            if not data:
                if writer.can_write_eof() and not writer.is_closing():
                    writer.write_eof()
                return
            writer.write(data)
            await writer.drain()

    leaving = asyncio.create_task(leave())
    try:
        while data := await reader.read(READ):
            due.put_nowait((loop.time() + delay, data))
    except ConnectionError:
        pass
    due.put_nowait((loop.time() + delay, b""))
    await leaving


async def connect(reader, writer, delay, host, port):
    try:
        there_reader, there_writer = await asyncio.open_connection(host, port)
    except OSError:
        writer.close()
        return
    for one in (writer, there_writer):
        one.get_extra_info("socket").setsockopt(6, 1, 1)   # TCP_NODELAY: it is the relay's delay that counts
    await asyncio.gather(carry(reader, there_writer, delay), carry(there_reader, writer, delay), return_exceptions=True)
    for one in (writer, there_writer):
        one.close()


async def main():
    delay = float(sys.argv[1]) / 1000
    servers = []
    for pair in sys.argv[2:]:
        port, there = pair.split("=")
        host, to = there.rsplit(":", 1)
        servers.append(await asyncio.start_server(lambda r, w, host=host, to=to: connect(r, w, delay, host, int(to)),
                                                  "127.0.0.1", int(port)))
    print("ready", flush=True)
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    asyncio.run(main())
