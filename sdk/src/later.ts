/** What a flow fetches beside the questions, so that a page opens without it. */

export const loadQuestionnaire = () => import('./questionnaire.js')

export const loadDevice = () => import('./device.js')
