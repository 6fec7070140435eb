# SPDX-License-Identifier: MIT
"""What publishes ports of a VM that runs with virtioproxy: a process of Windows with ordinary sockets, and no translation.

    python3 relay.py TARGET PORT...     prints "listening", then carries each connection to TARGET's port of the same number
"""
import asyncio
import sys

PATIENCE = 5  # seconds for the guest to accept
CHUNK = 65536


async def pump(reader, writer):
    """One direction, to its end or to the other one's."""
    try:
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


async def carry(target, port, reader, writer):
    try:
        connection = asyncio.open_connection(target, port)
        there_reader, there_writer = await asyncio.wait_for(connection, PATIENCE)
    except (OSError, asyncio.TimeoutError):
        writer.transport.abort()
        return
    await asyncio.gather(pump(reader, there_writer), pump(there_reader, writer))


async def main(target, *ports):
    for port in map(int, ports):
        await asyncio.start_server(lambda reader, writer, port=port: carry(target, port, reader, writer), "127.0.0.1", port)
    print("listening", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
