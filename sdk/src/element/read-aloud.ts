import type { Scene } from './scene.js'

/**
 * A button that reads aloud, shown once the device itself has a voice for the language: another voice would send the text
 * to somebody's server.
 */
export function reader({ make, say, snapshot, left }: Scene, textNow: () => string): HTMLElement | undefined {
  const { speechSynthesis: speech } = globalThis
  if (speech === undefined) return undefined
  const [language = ''] = snapshot.texts.lang.split('-')
  const voiceNow = () =>
    speech.getVoices().find(({ localService, lang }) => localService && lang.split(/[-_]/)[0] === language)
  const button = make('button', { type: 'button', class: 'mm-quiet', hidden: true }, say('readAloud'))
  const show = (): void => {
    button.hidden = voiceNow() === undefined
    button.textContent = say(speech.speaking ? 'stopReading' : 'readAloud')
  }
  button.addEventListener('click', () => {
    const isSpeaking = speech.speaking
    speech.cancel()
    const voice = voiceNow()
    if (isSpeaking || voice === undefined) return
    const spoken = new SpeechSynthesisUtterance(textNow())
    spoken.voice = voice
    spoken.lang = voice.lang
    spoken.onstart = spoken.onend = show
    speech.speak(spoken)
    left.addEventListener('abort', () => speech.cancel())
  })
  speech.addEventListener?.('voiceschanged', show, { signal: left })
  show()
  return button
}
