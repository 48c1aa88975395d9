import { defineMokumMatch } from '@mokummatch/sdk/element'
import { useEffect, useRef, useState } from 'react'
import { createRoot } from 'react-dom/client'

/** The questions as a component of a React site. An event tells where somebody is, never what they answered. */
function FirstTalk({ service, language }) {
  const element = useRef(null)
  const [step, setStep] = useState()
  useEffect(() => {
    defineMokumMatch()
    const follow = ({ detail }) => setStep(detail.step)
    const { current } = element
    current.addEventListener('mokum-step', follow)
    return () => current.removeEventListener('mokum-step', follow)
  }, [])
  // The style of the page makes room for a step, which stays in sight.
  useEffect(() => {
    if (step === undefined) return
    document.body.dataset.step = step
    if (step !== 'start' && element.current.getBoundingClientRect().top < 0) element.current.scrollIntoView()
  }, [step])
  return <mokum-match ref={element} base-url={service} partner="maak020" language={language} />
}

const place = document.getElementById('first-talk')
createRoot(place).render(<FirstTalk service={place.dataset.service} language={document.documentElement.lang} />)
