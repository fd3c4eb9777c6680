// Does what Electron's own default app does: runs the app whose folder is on the command line.
// The import is awaited at top level because Electron holds its `ready` event back only until then.

import { app } from 'electron';
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const { folder, preloads } = readArguments(process.argv.slice(1));
for (const module of preloads) createRequire(join(process.cwd(), 'package.json'))(module);

if (folder === null) {
  process.stderr.write('usage: electron <folder of an app, or its main file>\n');
  app.exit(2);
} else {
  process.defaultApp = true;
  await import(pathToFileURL(open(resolve(folder))).href);
}

/** Splits what is meant for this file from the switches that Chromium and the app read themselves. */
function readArguments(args) {
  const modules = [];
  for (let index = 0; index < args.length; index += 1) {
    if (args[index] === '-r' || args[index] === '--require') modules.push(args[(index += 1)]);
    else if (!args[index].startsWith('-')) return { folder: args[index], preloads: modules };
  }
  return { folder: null, preloads: modules };
}

/** Gives the app its own name, version and path, and returns its main file. */
function open(path) {
  if (statSync(path).isFile()) {
    app.setAppPath(dirname(path));
    return path;
  }
  const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  if (manifest.productName ?? manifest.name) app.setName(manifest.productName ?? manifest.name);
  if (manifest.version) app.setVersion(manifest.version);
  app.setDesktopName?.(manifest.desktopName ?? `${app.getName()}.desktop`);
  app.setAppPath(path);
  return join(path, manifest.main ?? 'index.js');
}
