import { button, type Scene } from './scene.js'

/**
 * A button that reads aloud, shown once the device itself has a voice for the language: another voice would send the text
 * to somebody's server.
 */
export function reader(scene: Scene, textNow: () => string): HTMLElement | undefined {
  const { say, snapshot, left } = scene
  const { speechSynthesis: speech } = globalThis
  if (!speech) return undefined
  const [language = ''] = snapshot.texts.lang.split('-')
  const voiceNow = () =>
    speech.getVoices().find(({ localService, lang }) => localService && lang.split(/[-_]/)[0] === language)
  const toggle = (): void => {
    const isSpeaking = speech.speaking
    speech.cancel()
    const voice = voiceNow()
    if (isSpeaking || !voice) return
    const spoken = new SpeechSynthesisUtterance(textNow())
    spoken.voice = voice
    spoken.lang = voice.lang
    // What is cut off ends as an error.
    spoken.onstart = spoken.onend = spoken.onerror = show
    speech.speak(spoken)
    left.addEventListener('abort', () => speech.cancel())
  }
  const control = button(scene, 'readAloud', toggle, 'mm-quiet')
  const show = (): void => {
    control.hidden = !voiceNow()
    control.textContent = say(speech.speaking ? 'stopReading' : 'readAloud')
  }
  speech.addEventListener?.('voiceschanged', show, { signal: left })
  show()
  return control
}
