export * from './client.js'
export * from './engine.js'
export * from './flow.js'
