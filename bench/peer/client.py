"""The peer: a plain asyncio and aiohttp client that stamps each token as it reads its line. Started by index.ts."""

import asyncio
import json
import resource
import sys
import time

import aiohttp


def rss_bytes() -> int:
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize()


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


async def run(session: aiohttp.ClientSession, job: dict, streams: int, answers: int) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(streams * answers)]

    async def user(number: int) -> None:
        for answer in range(answers):
            index = answer * streams + number
            found[index] = await stream(session, job, index)

    await asyncio.gather(*(user(number) for number in range(streams)))
    return found


async def watch_memory(peak: list[int]) -> None:
    while True:
        peak[0] = max(peak[0], rss_bytes())
        await asyncio.sleep(0.1)


async def main() -> None:
    job = json.loads(sys.argv[1])
    timeout = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout) as session:
        await run(session, job, job["warmStreams"], 1)
        async with session.delete(f"{job['url']}/dyno/truth"):
            pass
        base = rss_bytes()
        peak = [base]
        watcher = asyncio.create_task(watch_memory(peak))
        cpu_before = time.process_time()
        found = await run(session, job, job["streams"], job["answers"])
        cpu_s = time.process_time() - cpu_before
        watcher.cancel()
    print(json.dumps({"stampsNs": found, "cpuS": cpu_s, "baseRssBytes": base, "peakRssBytes": peak[0]}))


asyncio.run(main())
