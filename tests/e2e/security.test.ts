// The walls around the page, tried from inside it: what it can reach, what it can call, where it can go.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { appProcesses } from '../../scripts/lib/app/processes.ts'
import { electronLaunchOptions } from '../../scripts/lib/electron.ts'
import type { PreloadApi } from '../../src/shared/ipc/api.ts'
import { callNames, eventNames } from '../../src/shared/ipc/channels.ts'
import { expect, test } from './support/fixtures.ts'

declare global {
  interface Window {
    readonly bench: PreloadApi
  }
}

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"

test('the page is isolated and sandboxed, without Node', async ({ launch }) => {
  const { electron, page } = await launch()
  const globals = await page.evaluate(() =>
    ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'ipcRenderer', 'electron'].filter((name) => name in globalThis),
  )
  expect(globals).toEqual([])

  const preferences = await electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]!.webContents as unknown as { getLastWebPreferences: () => Record<string, unknown> }
    const actual = contents.getLastWebPreferences()
    const names = [
      'contextIsolation',
      'sandbox',
      'nodeIntegration',
      'nodeIntegrationInWorker',
      'nodeIntegrationInSubFrames',
      'webviewTag',
      'webSecurity',
      'allowRunningInsecureContent',
      'experimentalFeatures',
    ]
    return Object.fromEntries(names.map((name) => [name, actual[name] ?? false]))
  })
  expect(preferences).toEqual({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
  })
})

test('the system sandbox is on for an ordinary user', async ({ launch }) => {
  test.skip(process.platform !== 'linux' || process.getuid?.() === 0, 'Chromium has no sandbox as root')
  const { electron } = await launch()
  const pages = (await appProcesses(electron)).filter(({ type }) => type === 'Tab')
  const states = pages.map(({ pid }) => /^Seccomp:\s*(\d)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  expect(states).toEqual(['2'])
  expect(await electron.evaluate(({ app }) => app.commandLine.hasSwitch('no-sandbox'))).toBe(false)
})

test('the bridge offers these names and nothing else', async ({ launch }) => {
  const { page } = await launch()
  const names = await page.evaluate(() => ({
    bench: Object.keys(window.bench),
    call: Object.keys(window.bench.call),
    on: Object.keys(window.bench.on),
  }))
  expect(names.bench).toEqual(['call', 'on', 'requestLive', 'platform'])
  expect(names.call).toEqual([
    'app:info',
    'settings:get',
    'settings:update',
    'machine:info',
    'servers:list',
    'servers:discover',
    'servers:add',
    'servers:remove',
    'servers:probe',
    'secrets:set',
    'secrets:clear',
    'telemetry:set',
    'telemetry:check',
    'simulator:start',
    'simulator:stop',
    'datasets:read',
    'runs:start',
    'runs:stop',
    'runs:current',
    'runs:job',
    'calibration:run',
    'calibration:latest',
    'plans:save',
    'plans:open',
    'plans:read',
    'series:get',
    'sessions:list',
    'sessions:get',
    'sessions:range',
    'sessions:diagnose',
    'sessions:open-file',
    'sessions:read-file',
    'sessions:compare',
    'sessions:explain',
    'sessions:request',
    'sessions:update',
    'sessions:delete',
    'sessions:restore',
    'export:html',
    'export:json',
    'export:comparison',
    'export:reveal',
  ])
  expect(names.call).toEqual([...callNames])
  expect(names.on).toEqual([...eventNames])

  const listened = await page.evaluate(async () => {
    const seen: unknown[][] = []
    const stop = window.bench.on['settings:changed']((...values: unknown[]) => void seen.push(values))
    const { value } = (await window.bench.call['settings:get']()) as { value: { hiddenLanes: string[] } }
    await window.bench.call['settings:update']({ hiddenLanes: value.hiddenLanes })
    const deadline = performance.now() + 5_000
    while (seen.length === 0 && performance.now() < deadline) await new Promise(requestAnimationFrame)
    stop()
    return seen.map((values) => values.map((one) => Object.keys(one as object)))
  })
  // The payload alone: an event object would carry the sender, and with it every channel.
  expect(listened[0]).toEqual([['settings', 'dark']])

  const refused = await page.evaluate(async () => {
    const call = window.bench.call as unknown as Record<string, (input?: unknown) => Promise<{ ok: boolean; error?: { code: string } }>>
    const garbage: [string, unknown][] = [
      ['sessions:get', { sessionId: 1 }],
      ['sessions:get', null],
      ['sessions:get', { sessionId: 'a', path: '/etc/passwd' }],
      ['runs:stop', { mode: 'kill' }],
      ['servers:add', { url: 'x'.repeat(10_000), name: null, apiKey: null }],
      ['settings:update', { theme: 'pink' }],
      ['app:info', 'unasked'],
      ['sessions:range', { sessionId: 'a', fromMs: Number.NaN, toMs: 1 }],
    ]
    return Promise.all(garbage.map(async ([name, input]) => (await call[name]!(input)).error?.code))
  })
  expect(refused).toEqual(refused.map(() => 'ipc/invalid-input'))
})

test('another page with the same bridge is not served', async ({ launch }) => {
  const { electron } = await launch()
  const answer = await electron.evaluate(async ({ app, BrowserWindow }) => {
    const preload = `${app.getAppPath()}/out/preload/index.cjs`
    const foreign = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true, contextIsolation: true } })
    try {
      await foreign.loadURL('app://bench/index.html')
      const inside = 'window.bench.call["sessions:list"]().then((result) => JSON.stringify(result))'
      return JSON.parse(await foreign.webContents.executeJavaScript(inside))
    } finally {
      foreign.destroy()
    }
  })
  expect(answer).toEqual({ ok: false, error: { code: 'ipc/untrusted-sender', detail: null } })
})

test('the page can only fetch its own files', async ({ launch, serve }) => {
  const { page } = await launch()
  const server = await serve((_request, response) => {
    response.setHeader('access-control-allow-origin', '*')
    response.end('reached')
  })
  expect(page.url()).toMatch(/^app:\/\/bench\//)
  const outcomes = await page.evaluate(async (port) => {
    const tryFetch = (url: string): Promise<string> =>
      fetch(url).then(
        (response) => `status ${response.status}`,
        () => 'blocked',
      )
    const socket = new Promise<string>((resolve) => {
      try {
        const opened = new WebSocket(`ws://127.0.0.1:${port}/ws`)
        opened.onopen = () => resolve('open')
        opened.onerror = () => resolve('blocked')
      } catch {
        resolve('blocked')
      }
    })
    const image = new Promise<string>((resolve) => {
      const element = new Image()
      element.onload = () => resolve('loaded')
      element.onerror = () => resolve('blocked')
      element.src = `http://127.0.0.1:${port}/image`
    })
    const urls = ['file:///etc/passwd', `http://127.0.0.1:${port}/fetch`, 'https://example.com/', 'data:text/plain,x', 'app://other/index.html']
    return [...(await Promise.all(urls.map(tryFetch))), await socket, await image]
  }, server.port)
  expect(outcomes).toEqual(outcomes.map(() => 'blocked'))
  expect(server.asked).toEqual([])

  const paths = [
    '/../package.json',
    '/%2e%2e/%2e%2e/package.json',
    '/..%2f..%2fpackage.json',
    '/..%5c..%5cpackage.json',
    '/%00',
    '/assets/../../main/index.js',
    '//etc/passwd',
    '/etc/passwd',
    '/assets',
  ]
  const statuses = await page.evaluate(
    (list) =>
      Promise.all(
        list.map((path) =>
          fetch(`app://bench${path}`).then(
            ({ status }) => status,
            () => 0,
          ),
        ),
      ),
    paths,
  )
  expect(statuses.filter((status) => status !== 0 && status < 400)).toEqual([])
})

test('the policy is strict and nothing the app does breaks it', async ({ launch }) => {
  const { page } = await launch()
  expect(await page.evaluate(async () => (await fetch('app://bench/index.html')).headers.get('content-security-policy'))).toBe(
    CONTENT_SECURITY_POLICY,
  )

  const ran = await page.evaluate(async () => {
    const violated: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => void violated.push(event.violatedDirective))
    const script = document.createElement('script')
    script.textContent = 'window.__injected = true'
    document.body.append(script)
    const style = document.createElement('style')
    style.textContent = 'body { outline: 1px solid red }'
    document.head.append(style)
    const frame = document.createElement('iframe')
    frame.src = 'app://bench/index.html'
    document.body.append(frame)
    // In a task of the page's own: what the debugger runs is exempt from the policy.
    const evaluated = await new Promise((resolve) => {
      setTimeout(() => {
        try {
          // oxlint-disable-next-line no-new-func, no-implied-eval
          resolve(new Function('return true')())
        } catch {
          resolve(false)
        }
      })
    })
    const deadline = performance.now() + 5_000
    while (new Set(violated).size < 4 && performance.now() < deadline) await new Promise(requestAnimationFrame)
    const outline = getComputedStyle(document.body).outlineStyle
    for (const element of [script, style, frame]) element.remove()
    return { injected: '__injected' in window, evaluated, outline, violated: [...new Set(violated)].toSorted() }
  })
  expect(ran).toEqual({
    injected: false,
    evaluated: false,
    outline: 'none',
    violated: ['frame-src', 'script-src', 'script-src-elem', 'style-src-elem'],
  })
})

test('the window stays where it is', async ({ launch, serve }) => {
  const { electron, page } = await launch()
  const server = await serve()
  const url = page.url()
  await electron.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    shell.openExternal = async (target) => void opened.push(target)
  })
  const attempts: readonly ((target: string) => void)[] = [
    (target) => {
      location.href = target
    },
    (target) => {
      location.assign('file:///etc/passwd')
      location.replace(target)
    },
    (target) => {
      window.open(target)
    },
    (target) => {
      window.open(target, '_self')
    },
    (target) => {
      for (const rel of ['', '_blank']) {
        const link = Object.assign(document.createElement('a'), { href: target, target: rel })
        document.body.append(link)
        link.click()
        link.dispatchEvent(new MouseEvent('click', { button: 1, bubbles: true }))
        link.remove()
      }
    },
    (target) => {
      const form = Object.assign(document.createElement('form'), { action: target, method: 'get' })
      document.body.append(form)
      form.submit()
      form.remove()
    },
    (target) => {
      const view = Object.assign(document.createElement('webview'), { src: target })
      document.body.append(view)
      view.remove()
    },
    (target) => {
      const drop = new DataTransfer()
      drop.setData('text/uri-list', target)
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: drop, bubbles: true, cancelable: true }))
    },
  ]
  for (const attempt of attempts) await page.evaluate(attempt, `${server.url}/away`)
  // Two round trips behind them: whatever they set off has reached the main process by then.
  for (let i = 0; i < 2; i += 1)
    await page.evaluate(async () => {
      await new Promise(requestAnimationFrame)
      await window.bench.call['app:info']()
    })
  expect(page.url()).toBe(url)
  expect(server.asked).toEqual([])
  expect(
    await electron.evaluate(({ BrowserWindow, webContents }) => [BrowserWindow.getAllWindows().length, webContents.getAllWebContents().length]),
  ).toEqual([1, 1])
  const opened = (): Promise<readonly string[]> => electron.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)
  expect(await opened()).toEqual([])

  // A link to our own documentation is the one thing that may leave, and it leaves to the system's browser.
  await page.evaluate(() => {
    window.open('https://example.com/docs')
  })
  await expect.poll(opened).toEqual(['https://example.com/docs'])
  expect(electron.windows()).toHaveLength(1)
})

test('permissions, capture and downloads are denied', async ({ launch }) => {
  const { electron, page } = await launch()
  const states = await page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read']
    const asked = await Promise.all(names.map(async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state))
    const rejects = (work: () => Promise<unknown>): Promise<boolean> =>
      work().then(
        () => false,
        () => true,
      )
    return {
      asked,
      notification: await Notification.requestPermission(),
      media: await rejects(() => navigator.mediaDevices.getUserMedia({ audio: true, video: true })),
      capture: await rejects(() => navigator.mediaDevices.getDisplayMedia()),
      position: await rejects(
        () =>
          new Promise((resolve, reject) => {
            navigator.geolocation.getCurrentPosition(resolve, reject)
          }),
      ),
    }
  })
  expect(states).toEqual({ asked: states.asked.map(() => 'denied'), notification: 'denied', media: true, capture: true, position: true })

  await electron.evaluate(({ session }) => {
    const downloads: boolean[] = []
    Object.assign(globalThis, { downloads })
    session.defaultSession.on('will-download', (event) => void downloads.push(event.defaultPrevented))
  })
  await page.evaluate(() => {
    const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(new Blob(['x'])), download: 'x.txt' })
    link.click()
  })
  await expect.poll(() => electron.evaluate(() => (globalThis as unknown as { downloads: boolean[] }).downloads)).toEqual([true])
})

test('a second start shows the window that is there', async ({ launch, dataDir }) => {
  const { electron } = await launch()
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.minimize())
  const { executablePath, args, env } = electronLaunchOptions({ switches: [`--user-data-dir=${dataDir}`] })
  const second = spawn(executablePath, args, { env, stdio: 'ignore' })
  const [code] = await once(second, 'exit')
  expect(code).toBe(0)
  await expect
    .poll(() => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isMinimized())))
    .toEqual([false])
})
