// Brings node_modules to what the lock file says, and makes sure that the project's own Node is in it.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute, npm } from './execute.mjs';
import { cloneCache, readJson, root, writeJson } from './places.mjs';
import { say, SetupError } from './report.mjs';

const lockFile = join(root, 'package-lock.json');
const installedFile = join(root, 'node_modules', '.package-lock.json');
const stampFile = join(cloneCache, 'packages.json');
const ownNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** @returns {boolean} whether node_modules holds exactly the locked packages */
export function arePackagesReady() {
  if (!existsSync(installedFile) || !existsSync(ownNode)) return false;
  const lockHash = hashOf(lockFile);
  const installedHash = hashOf(installedFile);
  const stamp = readJson(stampFile);
  if (stamp?.lockHash === lockHash && stamp.installedHash === installedHash) return true;
  if (!isInstalled()) return false;
  writeJson(stampFile, { lockHash, installedHash });
  return true;
}

/** Installs the locked packages. */
export async function installPackages() {
  say('installing the packages of package-lock.json (npm ci, less than a minute)');
  const { code } = await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) {
    throw new SetupError(`npm ci ended with exit code ${code}`, 'read what npm says above (can the registry be reached? npm ping), then run the same command again');
  }
  await ensureOwnNode();
  if (!arePackagesReady()) {
    throw new SetupError('npm ci did not install what package-lock.json lists', 'delete node_modules, then run the same command again');
  }
  say('packages installed');
}

/** The package `node` fetches its binary in an install script, which npm may have been told to skip. */
async function ensureOwnNode() {
  if (existsSync(ownNode)) return;
  say("npm skipped the install script of the package 'node'; running it");
  const { code } = await execute(process.execPath, ['installArchSpecificPackage.js'], { cwd: join(root, 'node_modules', 'node') });
  if (code !== 0 || !existsSync(ownNode)) {
    throw new SetupError("the project's own Node could not be installed", 'allow install scripts for this project (npm config get ignore-scripts), then run the same command again');
  }
}

/** Compares what npm recorded while installing with the lock file, ignoring packages for other platforms. */
function isInstalled() {
  const wanted = readJson(lockFile)?.packages;
  const installed = readJson(installedFile)?.packages;
  if (!wanted || !installed) return false;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = installed[path];
    if (!found && !entry.optional && !entry.devOptional && !entry.peer) return false;
    if (found && (found.version !== entry.version || found.integrity !== entry.integrity)) return false;
  }
  return Object.keys(installed).every((path) => path in wanted);
}

/** @param {string} file */
function hashOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
