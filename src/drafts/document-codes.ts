/**
 * Every `code` with which a document can be refused, or warned about, beyond its schema. The one table: the type and
 * the documentation come from it.
 */
export const documentErrorCodes = {
  'missing-default-language': 'a text without the default language',
  'malformed-string': 'half a surrogate pair: not well-formed Unicode',
  'unbalanced-marks': 'bidirectional marks that are not closed, or closed without being opened',
  'repeated-item': 'the same item twice in one list',
  'repeated-id': 'the same id twice where ids are unique',
  'reserved-id': 'an id that is built in: the taxonomy kind, the question always',
  'repeated-code': 'a code that stands elsewhere in the taxonomy, or is the id of one of its terms',
  'unknown-parent': 'a parent that is no term of the taxonomy',
  'cyclic-parents': 'terms that are each other’s parents',
  'parents-too-deep': 'a term with more than 15 terms above it',
  'backed-formal': 'a formal organization with another one behind it',
  'backed-by-itself': 'an organization that stands behind itself',
  'wrong-url': 'a web address that is not well-formed, or holds a user name',
  'no-such-date': 'a date that is not in the calendar',
  'closes-too-early': 'a closing time that is not after the opening time',
  'kind-in-terms': 'terms of kind, which comes from the organization',
  'too-many-terms': 'more than 200 terms of one service',
  'unknown-question': 'a question that the set does not have',
  'later-question': 'a question that is not asked before this one',
  'term-question': 'a question of kind term, where one with options is needed',
  'unknown-option': 'an option that the question does not have',
  'max-answers-too-high': 'more answers allowed than there are options',
  'minima-too-high': 'more choices kept for formal and informal than are made',
  'unknown-organization': 'an organization that the catalogue does not have',
  'unknown-taxonomy': 'a taxonomy that the catalogue does not have',
  'unknown-term': 'a term that the taxonomy does not have',
  'unknown-service': 'a service that the catalogue does not have',
  'missing-terms': 'a taxonomy without all terms that can be the answer',
  'too-many-questions': 'answers with which more than seven questions are asked',
} as const

export const documentWarningCodes = {
  'unreachable-question': 'a question that no answers can make be asked',
  'unreachable-advice': 'advice that no answers can bring',
  'unmet-effect': 'a wish or demand that no active service meets',
  'shared-demand': 'two questions that can demand from one taxonomy where no terms means for everybody',
  'unused-taxonomy': 'a taxonomy that nothing names',
  'unused-term': 'a term that nothing names',
  'missing-says': 'a term that answers ask for, without the sentence when a service has it',
  'missing-lacks': 'a term that answers demand, without the sentence when it is not met',
  'missing-language': 'a text that is not there in a language that the question set promises',
  'unlisted-default-language': 'a default language that is not among the languages',
  'inactive-contact-point': 'a contact point that is not active',
  'no-days': 'opening hours on no day',
  'blank-text': 'a text of white space only',
  'judging-word': 'a word that judges people or talks down to them',
  'mixed-scripts': 'a word in letters of two scripts that look alike',
  'unknown-question-set': 'a partner’s question set that the catalogue does not have',
} as const

export type DocumentProblemCode = keyof typeof documentErrorCodes | keyof typeof documentWarningCodes
