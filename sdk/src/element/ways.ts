import type { Message } from '../../../src/words/index.js'
import type { Contact } from '../flow.js'
import type { Child } from './make.js'
import type { Scene } from './scene.js'

/** All ways to reach a place, the most direct first. */
export function waysOf(scene: Scene, contact: Omit<Contact, 'name'>): HTMLElement[] {
  const { make, say } = scene
  const { phone, walkIn, appointment, whatsapp, email, website } = contact
  const way = (message: Message, href: string, shown: string): HTMLElement =>
    link(scene, href, say(message), make('bdi', { dir: 'ltr' }, shown))
  const page = (message: Message, address = ''): HTMLElement | false =>
    /^https?:/.test(address) && way(message, address, address.replace(/^https?:\/\/(www\.)?|\/$/g, ''))
  return [
    phone && way('call', callTo(phone), phone),
    walkIn && make('p', { class: 'mm-walk' }, walkIn),
    page('appointment', appointment),
    whatsapp && way('whatsapp', `https://wa.me/${whatsapp.replace(/\D/g, '')}`, whatsapp),
    email && way('write', `mailto:${email}`, email),
    page('website', website),
  ].filter((one) => !!one)
}

export function callTo(phone: string): string {
  return `tel:${phone.replace(/[^\d+]/g, '')}`
}

/** A page of somebody else opens beside this one, whose answers would be gone, and is not told where somebody came from. */
export function link({ make }: Scene, href: string, ...children: readonly Child[]): HTMLElement {
  return make('a', { href, target: /^http/.test(href) && '_blank', rel: 'noreferrer' }, ...children)
}
