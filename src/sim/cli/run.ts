/** Runs the simulator as a process of its own: announces itself, and leaves with a signal or with its parent. */
import { startSimulator } from '../server.ts';
import type { SimulatorOptions } from '../options.ts';
import { watchParent } from './parent-watch.ts';

/** How the process behaves around the server. */
export type RunOptions = { readonly exitWithParent: boolean; readonly quiet: boolean };

/** Status of a process that a fault killed, as after SIGKILL. */
const diedStatus = 137;

/** Starts, prints the listening line and resolves when the server has been told to stop. */
export async function runSimulator(options: SimulatorOptions, { exitWithParent, quiet }: RunOptions): Promise<void> {
  let stop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  const simulator = await startSimulator({ ...options, onDie: () => process.exit(diedStatus) });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop());
  if (exitWithParent) watchParent(stop);
  // A reader that goes away must not take the server down.
  process.stdout.on('error', () => undefined);
  process.stdout.write(`${JSON.stringify({ event: 'listening', url: simulator.url, pid: process.pid, model: simulator.model })}\n`);
  if (!quiet) process.stderr.write(`Simulated server on ${simulator.url}/v1 (Ctrl-C stops it)\n`);
  await stopped;
  await simulator.close();
  process.exit(0);
}
