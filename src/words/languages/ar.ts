import type { Templates } from '../templates.js'

/** Without vowel signs the past tense and "-ك" address everybody; verbs with a masculine and a feminine form are avoided. */
export const ar: Templates = {
  lang: 'ar',
  dir: 'rtl',
  chose: 'اخترت: {}.',
  here: 'هذا ممكن هنا: {}.',
  wider: 'المساعدة هنا أوسع: {}.',
  lacks: 'هذا المكان لا يناسب كل شيء. غير متوفر هنا: {}.',
  onlyFor: 'مخصص فقط لـ: {}.',
  skipped: 'تخطيت الأسئلة. هذا المكان للجميع.',
  skippedNotForAll: 'تخطيت الأسئلة. يمكنك معرفة إن كان هذا المكان يناسبك.',
  fits: 'هذا المكان يناسب ما اخترته.',
  fitsPartly: 'هذا المكان يناسب جزءًا مما اخترته، وليس كله.',
  differs: 'لم نجد هنا ما أردته. لكن يمكنك هنا إجراء محادثة أولى.',
  comma: '، ',
  and: ' و',
  or: ' أو ',
  capacity: {
    open: 'يمكنك التوجه إلى هذا المكان.',
    limited: 'الأماكن قليلة.',
    waitlist: 'توجد قائمة انتظار.',
    full: 'لا يوجد مكان الآن.',
  },
  kind: {
    formal: {
      name: 'شخص هذا هو عمله',
      says: 'الحديث هنا يكون مع شخص هذا هو عمله.',
      lacks: 'الحديث هنا ليس مع شخص هذا هو عمله.',
    },
    informal: {
      name: 'شخص متطوع أو شخص من الحي',
      says: 'الحديث هنا يكون مع شخص متطوع أو شخص من الحي.',
      lacks: 'الحديث هنا ليس مع شخص متطوع أو شخص من الحي.',
    },
  },
}
