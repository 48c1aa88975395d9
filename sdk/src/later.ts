/** What a flow fetches beside the questions, so that a page opens without it. */

export const loadQuestions = () => import('./opened.js')

export const loadDevice = () => import('./device.js')
