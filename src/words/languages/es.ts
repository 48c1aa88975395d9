import type { Templates } from '../templates.js'

export const es: Templates = {
  lang: 'es',
  dir: 'ltr',
  chose: 'Elegiste: {}.',
  here: 'Eso es posible aquí: {}.',
  wider: 'Este lugar ayuda de forma más amplia: {}.',
  lacks: 'No encaja con todo. Aquí no: {}.',
  onlyFor: 'Solo para: {}.',
  skipped: 'Saltaste las preguntas. Este lugar es para todo el mundo.',
  skippedNotForAll: 'Saltaste las preguntas. Puedes ver si este lugar es para ti.',
  fits: 'Este lugar encaja con lo que elegiste.',
  fitsPartly: 'Este lugar encaja con una parte de lo que elegiste, no con todo.',
  differs: 'No encontramos aquí lo que querías. Aquí sí puedes tener una primera conversación.',
  comma: ', ',
  and: ' y ',
  or: ' o ',
  euphony: [
    { of: 'and', before: 'h?[ií](?![aeo])', use: ' e ' },
    { of: 'or', before: 'h?[oó]', use: ' u ' },
  ],
  capacity: {
    open: 'Puedes acudir aquí.',
    limited: 'Hay poco sitio.',
    waitlist: 'Hay lista de espera.',
    full: 'Ahora no hay sitio.',
  },
  kind: {
    formal: {
      name: 'una persona que hace esto como trabajo',
      says: 'Aquí hablas con una persona que hace esto como trabajo.',
      lacks: 'Aquí no hablas con una persona que hace esto como trabajo.',
    },
    informal: {
      name: 'una persona voluntaria o del barrio',
      says: 'Aquí hablas con una persona voluntaria o del barrio.',
      lacks: 'Aquí no hablas con una persona voluntaria ni del barrio.',
    },
  },
}
