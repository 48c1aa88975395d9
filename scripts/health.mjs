// For HEALTHCHECK: exit code 0 where the service answers, 1 where it doesn't. Not whether it is ready: a new one, with
// nothing published yet, is well and waits for its import.
try {
  // An empty variable counts as absent, as in the service.
  const PORT = process.env.PORT?.trim() || 3000
  const reply = await fetch(`http://127.0.0.1:${PORT}/health/live`, { signal: AbortSignal.timeout(4000) })
  process.exitCode = reply.ok ? 0 : 1
} catch {
  process.exitCode = 1
}
