import { prepareDevice } from './device.js'
import { openQuestions } from './opened.js'
import { createWalk } from './walk.js'

/** In place of `later.js` where all is one script. */

export const loadQuestions = async () => ({ openQuestions, createWalk })

export const loadDevice = async () => ({ prepareDevice })
