import { createClient } from '@mokummatch/sdk/client'
import { useMokumFlow } from '@mokummatch/sdk/react'
import { useEffect, useRef } from 'react'
import { createRoot } from 'react-dom/client'

/** An interface of your own in React: the flow knows where somebody is, and a component shows each step. */
function FirstTalk({ client }) {
  // Shown until the questions say whom to call, also where they cannot be fetched.
  const { snapshot, flow } = useMokumFlow({ client, contact: buurtteam })
  useEffect(() => flow.start(), [flow])
  const { status, question, result, error, contact } = snapshot
  const shown = result ?? question ?? status
  const clicked = useRef(shown)
  // The second click of two is meant for the step that the first took away.
  const once = (event) => {
    if (event.detail === 2 && clicked.current !== shown) {
      event.preventDefault()
      event.stopPropagation()
    } else clicked.current = shown
  }
  const say = (key) => snapshot.texts.messages[key]
  const step = {
    question: () => <Question key={question.id} {...{ snapshot, flow, say }} />,
    review: () => <Review {...{ snapshot, flow, say }} />,
    results: () => <Places {...{ snapshot, flow, say }} />,
    error: () => (
      <>
        <Heading of={error.text} />
        <button type="button" onClick={flow.retry}>
          {say('retry')}
        </button>
      </>
    ),
  }[status]
  return (
    <div lang={snapshot.texts.lang} dir={snapshot.texts.dir} aria-busy={step === undefined} onClickCapture={once}>
      {step ? step() : <p role="status">{say('loading')}</p>}
      {contact && (
        <p>
          {say('talkNow')} <Ways of={contact} />
        </p>
      )}
    </div>
  )
}

function Question({ snapshot: { question, selected, problem, progress, canGoBack }, flow, say }) {
  const isSingle = question.kind === 'single'
  const choose = ({ target: { value, checked } }) => {
    const others = selected.filter((id) => id !== value)
    // In the order of choosing: of topics, the first counts most.
    flow.answer(isSingle ? value : checked ? [...others, value] : others)
  }
  const next = (event) => {
    event.preventDefault()
    // Also what is chosen already: after something that was too much, which is not there, its problem is gone.
    flow.answer(question.kind === 'term' ? new FormData(event.target).get('term') || null : selected)
    if (flow.getSnapshot().problem === undefined) flow.next()
  }
  return (
    <form onSubmit={next} autoComplete="off">
      <p>{say('progress').replace('{n}', progress.n).replace('{of}', progress.of)}</p>
      <Heading of={question.text} id="question" />
      {question.help && (
        <p>
          <Text of={question.help} />
        </p>
      )}
      {problem && (
        <p role="alert">
          <Text of={problem} />
        </p>
      )}
      {question.kind === 'term' ? (
        <>
          <input name="term" list="terms" aria-labelledby="question" defaultValue={labelOf(question, selected[0])} />
          <datalist id="terms">
            {question.options.map(({ id, label }) => (
              <option key={id} value={label.text} />
            ))}
          </datalist>
        </>
      ) : (
        <fieldset aria-labelledby="question">
          {question.options.map(({ id, label }) => (
            <p key={id}>
              <label>
                <input
                  type={isSingle ? 'radio' : 'checkbox'}
                  name="answer"
                  value={id}
                  checked={selected.includes(id)}
                  onChange={choose}
                />{' '}
                <Text of={label} />
              </label>
            </p>
          ))}
        </fieldset>
      )}
      <button type="submit">{say('next')}</button>{' '}
      <button type="button" onClick={flow.skip}>
        {say('skip')}
      </button>{' '}
      {canGoBack && (
        <button type="button" onClick={flow.back}>
          {say('back')}
        </button>
      )}
    </form>
  )
}

function Review({ snapshot: { answers }, flow, say }) {
  return (
    <>
      <Heading of={{ text: say('review') }} />
      <dl>
        {answers.map(({ question, answers: chosen }) => (
          <div key={question.id}>
            <dt>
              <Text of={question.text} />
            </dt>
            <dd>{chosen.map(({ text }) => text).join(', ') || say('skipped')}</dd>
          </div>
        ))}
      </dl>
      <button type="button" onClick={flow.next}>
        {say('find')}
      </button>{' '}
      <button type="button" onClick={flow.back}>
        {say('back')}
      </button>
    </>
  )
}

function Places({ snapshot: { result }, flow, say }) {
  const { length } = result.choices
  return (
    <>
      <Heading of={{ text: say(length === 3 ? 'results' : length > 0 ? 'places' : 'noneLeft') }} />
      {result.choices.map(({ service, organization, reasons, doesNotFit }) => (
        <article key={service.id} aria-labelledby={service.id}>
          <p>{say(organization.kind)}</p>
          <h3 id={service.id}>
            <Text of={service.name} />
          </h3>
          <p>
            <Text of={service.summary} />
          </p>
          <ul>
            {[...reasons, ...doesNotFit].map((reason) => (
              <li key={reason.text}>
                <Text of={reason} />
              </li>
            ))}
          </ul>
          <p>
            <Ways of={service.contact} />
          </p>
        </article>
      ))}
      <button type="button" onClick={flow.showOthers}>
        {say(length > 0 ? 'others' : 'toPlaces')}
      </button>{' '}
      <button type="button" onClick={flow.back}>
        {say('back')}
      </button>
    </>
  )
}

let hasStarted = false
/** Takes the focus when a step replaces another, so that it is read aloud; not when the page opens. */
function Heading({ of, id }) {
  const heading = useRef(null)
  useEffect(() => {
    if (hasStarted) heading.current.focus()
    hasStarted = true
  }, [])
  return (
    <h2 ref={heading} id={id} tabIndex={-1}>
      <Text of={of} />
    </h2>
  )
}

const Ways = ({ of: { phone, website, walkIn } }) => (
  <>
    {phone && <a href={`tel:${phone}`}>{phone}</a>}{' '}
    {website && (
      <a href={website} rel="noreferrer">
        {website}
      </a>
    )}{' '}
    {walkIn && <Text of={walkIn} />}
  </>
)

/** A text that is not there in the language that was asked for says which it is in. */
const Text = ({ of: { text, lang } }) => <span lang={lang}>{text}</span>

const labelOf = ({ options }, id) => options.find((option) => option.id === id)?.label.text ?? ''

const buurtteam = { name: { text: 'Buurtteam', lang: 'nl' }, phone: '+31200000001' }
const place = document.getElementById('first-talk')
const client = createClient({ baseUrl: place.dataset.service, partner: 'buurtteams' })
createRoot(place).render(<FirstTalk client={client} />)
