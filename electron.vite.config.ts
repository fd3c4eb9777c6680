// Builds the three Electron targets. The targets are named by hand because the app has to run on Electron 33 and later.

import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { resolve } from 'node:path'

const NODE_TARGET = 'node20.18'
const BROWSER_TARGET = 'chrome130'

/** Loaded from node_modules when the app runs: one has a native part, the other shells out by platform. */
const runtimeDependencies = ['better-sqlite3', 'systeminformation']
const here = import.meta.dirname

export default defineConfig({
  main: {
    build: {
      target: NODE_TARGET,
      outDir: 'out/main',
      sourcemap: true,
      minify: false,
      externalizeDeps: { include: runtimeDependencies, exclude: [] },
      rollupOptions: {
        // The background processes are entries of their own: `utilityProcess.fork` needs a file for each.
        input: {
          index: resolve(here, 'src/main/index.ts'),
          engine: resolve(here, 'src/background/engine.entry.ts'),
          lane: resolve(here, 'src/background/lane.worker.ts'),
          recorder: resolve(here, 'src/background/recorder.entry.ts'),
          // A thread of the recorder's.
          reader: resolve(here, 'src/background/reader.worker.ts'),
          simulator: resolve(here, 'src/sim/index.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: NODE_TARGET,
      outDir: 'out/preload',
      sourcemap: false,
      minify: false,
      // A sandboxed preload can neither be an ES module nor require files.
      externalizeDeps: false,
      rollupOptions: {
        input: { index: resolve(here, 'src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: resolve(here, 'src/renderer'),
    plugins: [react()],
    build: {
      target: BROWSER_TARGET,
      outDir: resolve(here, 'out/renderer'),
      emptyOutDir: true,
      sourcemap: false,
      // Everything comes from the app's own scheme: the content policy allows no inline script and no data: font.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: { input: { index: resolve(here, 'src/renderer/index.html') } },
    },
  },
})
