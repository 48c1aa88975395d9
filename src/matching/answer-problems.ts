import type { Problem, ProblemCode } from '../engine/index.js'

/** A problem of an answer, with a sentence that never repeats the answer. */
export interface ProblemInWords extends Problem {
  readonly detail: string
}

const details: Readonly<Record<ProblemCode, string>> = {
  'not-asked': 'This question is not asked after the other answers: leave its answer out.',
  'wrong-type':
    'Expected the id of an option or a term as a string; for a multiple or ranked question a list of these.',
  'too-many-answers': 'There are more answers here than this question allows (maxAnswers): leave some out.',
  'unknown-option': 'This question has no such option: send the id of one of its options.',
  'unknown-term': 'The taxonomy of this question has no such term or code: send one that it has, or skip the question.',
  'repeated-option': 'This option stands here twice: send each option once.',
  'exclusive-option': 'One of these options can only be chosen alone: send it alone, or leave it out.',
  'unknown-question': 'The question set has no such question: leave it out.',
}

export function inWords(problem: Problem): ProblemInWords {
  return { ...problem, detail: details[problem.code] }
}
