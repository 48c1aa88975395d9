import type { Templates } from '../templates.js'

export const en: Templates = {
  lang: 'en',
  dir: 'ltr',
  chose: 'You chose: {}.',
  here: 'That is possible here: {}.',
  wider: 'This place helps more broadly: {}.',
  lacks: 'This does not fit everything. Not here: {}.',
  onlyFor: 'Only for: {}.',
  skipped: 'You skipped the questions. This place is for everyone.',
  skippedNotForAll: 'You skipped the questions. See for yourself if this place suits you.',
  fits: 'This place fits what you chose.',
  fitsPartly: 'This place fits a part of what you chose, not all of it.',
  differs: 'We did not find here what you would like. You can have a first talk here.',
  comma: ', ',
  and: ' and ',
  or: ' or ',
  capacity: {
    open: 'You are welcome here.',
    limited: 'There is not much room.',
    waitlist: 'There is a waiting list.',
    full: 'There is no room now.',
  },
  kind: {
    formal: {
      name: 'someone who does this as a job',
      says: 'Here you talk with someone who does this as a job.',
      lacks: 'Here you do not talk with someone who does this as a job.',
    },
    informal: {
      name: 'a volunteer or someone from the neighbourhood',
      says: 'Here you talk with a volunteer or someone from the neighbourhood.',
      lacks: 'Here you do not talk with a volunteer or someone from the neighbourhood.',
    },
  },
}
