// A screen for Electron on machines that have none: Xvfb with a window manager, gone again afterwards.

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const SCREEN = '1920x1200x24';
const START_TIMEOUT_MS = 15_000;
const EXIT_TIMEOUT_MS = 3_000;

/** The environment to start windows with, and how to give the screen back. */
export interface Display {
  readonly env: NodeJS.ProcessEnv;
  /** Whether this is a screen made for the occasion. */
  readonly isVirtual: boolean;
  readonly close: () => Promise<void>;
}

/**
 * Runs `work` with a screen, and takes the screen down whatever happens.
 * Where there is a screen already it is used as it is.
 * @throws if a virtual screen is needed and Xvfb is not installed
 */
export async function withDisplay<T>(work: (env: NodeJS.ProcessEnv, isVirtual: boolean) => Promise<T>): Promise<T> {
  const display = await openDisplay();
  try {
    return await work(display.env, display.isVirtual);
  } finally {
    await display.close();
  }
}

/** Like {@link withDisplay}, for callers whose screen outlives one function. */
export async function openDisplay(): Promise<Display> {
  if (hasDisplay()) return { env: { ...process.env }, isVirtual: false, close: async () => undefined };
  return openVirtualDisplay();
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}

async function openVirtualDisplay(): Promise<Display> {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp', '-noreset'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const killOnExit = (): void => void server.kill('SIGKILL');
  process.once('exit', killOnExit);
  const name = `:${await readDisplayNumber(server)}`;
  const env = { ...process.env, DISPLAY: name, XDG_SESSION_TYPE: 'x11' };
  const manager = spawn('openbox', ['--sm-disable'], { env, stdio: 'ignore' });
  manager.on('error', () => undefined);
  return {
    env,
    isVirtual: true,
    close: async () => {
      await end(manager);
      await end(server);
      process.off('exit', killOnExit);
      removeLeftovers(name.slice(1));
    },
  };
}

/** Xvfb writes the number it took to file descriptor 3 once it is ready for clients. */
async function readDisplayNumber(server: ChildProcess): Promise<number> {
  const pipe = server.stdio[3];
  if (pipe === null || pipe === undefined || !('setEncoding' in pipe)) throw new Error('Xvfb has no pipe to answer on');
  const answer = once(pipe, 'data').then(([chunk]) => Number.parseInt(String(chunk), 10));
  const failure = once(server, 'exit').then(([code]) => {
    throw new Error(`Xvfb ended with exit code ${String(code)}`);
  });
  const timeout = sleep(START_TIMEOUT_MS, undefined, { ref: false }).then(() => {
    throw new Error(`Xvfb was not ready after ${START_TIMEOUT_MS} ms`);
  });
  try {
    return await Promise.race([answer, failure, timeout]);
  } catch (error) {
    server.kill('SIGKILL');
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`No screen: ${reason}. On Debian and Ubuntu: sudo apt-get install -y xvfb openbox`, { cause: error });
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const isLate = await Promise.race([ended.then(() => false), sleep(EXIT_TIMEOUT_MS, true, { ref: false })]);
  if (!isLate) return;
  child.kill('SIGKILL');
  await ended;
}

/** A killed X server leaves its socket and lock, which would make the number look taken for ever. */
function removeLeftovers(displayNumber: string): void {
  for (const file of [`/tmp/.X11-unix/X${displayNumber}`, `/tmp/.X${displayNumber}-lock`]) {
    if (existsSync(file)) rmSync(file, { force: true });
  }
}
