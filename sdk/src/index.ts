export * from './client.js'
export * from './device.js'
export * from './engine.js'
export * from './flow.js'
