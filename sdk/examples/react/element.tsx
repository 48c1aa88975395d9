import { defineMokumMatch } from '@mokummatch/sdk/element'
// Only the typing of the tag.
import type {} from '@mokummatch/sdk/react'
import { useEffect, useRef, useState } from 'react'
import { createRoot } from 'react-dom/client'

/** The element in a React site: an event tells where somebody is, never what they answered. */
function FirstTalk({ service }: { readonly service: string }) {
  const element = useRef<HTMLElement>(null)
  const [step, setStep] = useState('')
  useEffect(() => {
    defineMokumMatch()
    const follow = (event: Event): void => {
      if (event instanceof CustomEvent) setStep(event.detail.step)
    }
    const { current } = element
    current?.addEventListener('mokum-step', follow)
    return () => current?.removeEventListener('mokum-step', follow)
  }, [])
  return (
    <div data-step={step}>
      <mokum-match ref={element} base-url={service} partner="buurtteams" language="nl">
        <p>Bel 020 000 00 01.</p>
      </mokum-match>
    </div>
  )
}

const place = document.getElementById('first-talk')
if (place !== null) createRoot(place).render(<FirstTalk service={place.dataset.service ?? ''} />)
