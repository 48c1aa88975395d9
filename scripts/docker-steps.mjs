import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { freePort } from './free-port.mjs'

/**
 * Does what the Dockerfile says without a container engine: each stage is a folder, paths such as /app lie in it, and at
 * the end the service runs from the last one, as its user. What it can't show is the base image. Where the Dockerfile says
 * `npm ci`, this folder's node_modules are taken over, so that SQLite isn't compiled a second time.
 */
const root = mkdtempSync(join(tmpdir(), 'docker-steps-'))
execFileSync('chmod', ['755', root])
const ignored = readFileSync('.dockerignore', 'utf8').split('\n').filter(Boolean)
const stages = new Map()
let stage

const instructions = {
  FROM(text) {
    const [, name = 'last'] = text.split(' AS ')
    stage = { folder: join(root, name), workdir: '/', env: {} }
    stages.set(name, stage)
    mkdirSync(stage.folder)
  },
  WORKDIR(path) {
    stage.workdir = path
    mkdirSync(join(stage.folder, path), { recursive: true })
  },
  COPY(text) {
    const parts = text.split(/\s+/)
    const from = parts[0].startsWith('--from=') ? stages.get(parts.shift().slice('--from='.length)) : undefined
    const to = parts.pop()
    for (const source of parts) {
      if (!from && ignored.some((name) => source === name || source.startsWith(`${name}/`))) {
        throw new Error(`COPY ${source}: .dockerignore keeps it out`)
      }
      const target = join(stage.folder, stage.workdir, to, to.endsWith('/') ? basename(source) : '')
      cpSync(from ? join(from.folder, source) : source, target, { recursive: true, verbatimSymlinks: true })
    }
  },
  RUN(command) {
    const cwd = join(stage.folder, stage.workdir)
    if (command === 'npm ci')
      cpSync('node_modules', join(cwd, 'node_modules'), { recursive: true, verbatimSymlinks: true })
    else execFileSync('sh', ['-c', inStage(command)], { cwd, stdio: ['ignore', 'inherit', 'inherit'] })
  },
  USER(user) {
    const [uid, gid] = user.split(':').map(Number)
    stage.user = process.getuid() === 0 ? { uid, gid } : {}
  },
  ENV(text) {
    for (const pair of text.split(/\s+/)) {
      const [name, ...value] = pair.split('=')
      stage.env[name] = inStage(value.join('='))
    }
  },
  HEALTHCHECK(text) {
    stage.health = JSON.parse(text.slice(text.indexOf('CMD ') + 4))
  },
  ENTRYPOINT(list) {
    stage.entrypoint = JSON.parse(list)
  },
  CMD(list) {
    stage.command = JSON.parse(list)
  },
  VOLUME(path) {
    if (!existsSync(join(stage.folder, path))) throw new Error(`VOLUME ${path}: no step made it`)
  },
  EXPOSE() {},
}

/** Absolute paths of the image, as they lie in the stage's folder. */
function inStage(text) {
  return text.replace(/(?<=^|[\s:=])\/(app|data)\b/g, `${stage.folder}/$1`)
}

/** Starts the image with a command, on a free port, until it is well, and ends it as an orchestrator does. */
async function tryService(command, isWell) {
  const cwd = join(stage.folder, stage.workdir)
  const port = await freePort()
  const options = { cwd, env: { PATH: process.env.PATH, ...stage.env, PORT: String(port) }, ...stage.user }
  const [program, ...rest] = [...stage.entrypoint, ...command]
  let said = ''
  const service = spawn(program, rest, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [service.stdout, service.stderr]) stream.on('data', (data) => (said += data))
  const ended = once(service, 'exit')
  for (let tries = 0; !(await isWell(port, options)); tries += 1) {
    if (tries === 60 || service.exitCode !== null) {
      service.kill('SIGKILL')
      throw new Error(`${command.join(' ')}: the service does not get well. It said:\n${said}`)
    }
    await setTimeout(500)
  }
  service.kill('SIGTERM')
  const [code] = await ended
  if (code !== 0) throw new Error(`${command.join(' ')}: after SIGTERM it ended with ${code}. It said:\n${said}`)
}

async function isHealthy(_port, options) {
  return (await run(stage.health, options)) === 0
}

async function isReady(port) {
  const reply = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined)
  return reply?.ok === true
}

async function run([program, ...rest], options) {
  const [code] = await once(spawn(program, rest, { ...options, stdio: 'ignore' }), 'exit')
  return code
}

try {
  for (const line of readFileSync('Dockerfile', 'utf8').replaceAll('\\\n', ' ').split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const [instruction, ...rest] = line.split(' ')
    if (!instructions[instruction]) throw new Error(`docker-steps does not know ${instruction}: teach it`)
    instructions[instruction](rest.join(' '))
  }
  if (!stage.user) throw new Error('The last stage runs as root')
  for (const name of ['typescript', 'tap', '@biomejs/biome']) {
    if (existsSync(join(stage.folder, stage.workdir, 'node_modules', name)))
      throw new Error(`${name} is in the last stage`)
  }
  await tryService(stage.command, isHealthy)
  await tryService(['serve', '--demo'], isReady)
  console.log(
    'The steps of the Dockerfile give a service that becomes healthy, gets ready with the demo, and ends well.',
  )
} finally {
  rmSync(root, { recursive: true, force: true })
}
