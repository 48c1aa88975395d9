// The element tells where somebody is, never what they answered. The style makes room with it, and the step stays in sight.
document.addEventListener('mokum-step', ({ target, detail: { step } }) => {
  document.body.dataset.step = step
  if (step !== 'start' && target.getBoundingClientRect().top < 0) target.scrollIntoView()
})
