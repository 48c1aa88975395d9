import { prepareDevice } from './device.js'
import { openQuestions } from './opened.js'

/** In place of `later.js` where all is one script. */

export const loadQuestions = async () => ({ openQuestions })

export const loadDevice = async () => ({ prepareDevice })
