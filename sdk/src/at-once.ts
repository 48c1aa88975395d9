import { prepareDevice } from './device.js'
import { createQuestionnaire } from './questionnaire.js'

/** In place of `later.js` where all is one script. */

export const loadQuestionnaire = async () => ({ createQuestionnaire })

export const loadDevice = async () => ({ prepareDevice })
