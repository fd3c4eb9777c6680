"""The peer: a plain asyncio and aiohttp client that stamps each token as it reads its line. Started by index.ts."""

import asyncio
import json
import resource
import sys
import time

import aiohttp


def use_now() -> list:
    with open("/proc/self/statm") as statm:
        rss_bytes = int(statm.read().split()[1]) * resource.getpagesize()
    return [time.monotonic_ns(), time.process_time(), rss_bytes]


async def stream(session: aiohttp.ClientSession, job: dict, index: int) -> list[int]:
    body = {
        "model": job["model"],
        "messages": [{"role": "user", "content": f"request {index}: one two three four five six seven eight"}],
        "max_tokens": job["tokens"],
        "stream": True,
        "stream_options": {"include_usage": True},
        "dyno_request_id": str(index),
    }
    stamps: list[int] = []
    async with session.post(f"{job['url']}/v1/chat/completions", json=body) as response:
        async for line in response.content:
            at_ns = time.monotonic_ns()
            if not line.startswith(b"data: ") or line.startswith(b"data: [DONE]"):
                continue
            event = json.loads(line[6:])
            if event["choices"] and event["choices"][0]["delta"].get("content"):
                stamps.append(at_ns)
    return stamps


async def watch(use: list) -> None:
    while True:
        use.append(use_now())
        await asyncio.sleep(0.1)


async def main() -> None:
    job = json.loads(sys.argv[1])
    timeout = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout) as session:
        await asyncio.gather(*(stream(session, job, index) for index in range(job["warmStreams"])))
        async with session.delete(f"{job['url']}/dyno/truth"):
            pass
        use: list = []
        watcher = asyncio.create_task(watch(use))
        await asyncio.sleep(0)
        found = await asyncio.gather(*(stream(session, job, index) for index in range(job["streams"])))
        watcher.cancel()
    print(json.dumps({"stampsNs": found, "use": use}))


asyncio.run(main())
