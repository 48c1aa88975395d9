import type { Templates } from '../templates.js'

export const tr: Templates = {
  lang: 'tr',
  dir: 'ltr',
  chose: 'Seçiminiz: {}.',
  here: 'Bu burada mümkün: {}.',
  wider: 'Burada daha geniş yardım var: {}.',
  lacks: 'Her şeye uymuyor. Burada yok: {}.',
  onlyFor: 'Yalnızca şunlar için: {}.',
  skipped: 'Soruları atladınız. Burası herkes için.',
  skippedNotForAll: 'Soruları atladınız. Burası size uygun mu, kendiniz bakabilirsiniz.',
  fits: 'Burası seçtiklerinize uyuyor.',
  fitsPartly: 'Burası seçtiklerinizin bir kısmına uyuyor, hepsine değil.',
  differs: 'İstediğinizi burada bulamadık. Burada yine de bir ilk görüşme yapabilirsiniz.',
  comma: ', ',
  and: ' ve ',
  or: ' veya ',
  capacity: {
    open: 'Buraya başvurabilirsiniz.',
    limited: 'Az yer var.',
    waitlist: 'Bekleme listesi var.',
    full: 'Şu anda yer yok.',
  },
  kind: {
    formal: {
      name: 'bunu meslek olarak yapan biri',
      says: 'Burada bunu meslek olarak yapan biriyle konuşursunuz.',
      lacks: 'Burada konuşacağınız kişi bunu meslek olarak yapmıyor.',
    },
    informal: {
      name: 'bir gönüllü veya mahalleden biri',
      says: 'Burada bir gönüllüyle veya mahalleden biriyle konuşursunuz.',
      lacks: 'Burada konuşacağınız kişi bir gönüllü veya mahalleden biri değil.',
    },
  },
}
