/** Why a question set is not proven: there is more to walk than can be walked in time and memory. */
export class TooLarge extends Error {}

/** Sums of choices over all patterns stay exact integers. */
export const mostPatterns = 900_000_000_000_000
/** Ways to answer one question: 18 options to tick, or 8 to rank. */
export const mostValues = 300_000
/** Ways to answer questions that hang together through `showIf`, and classes of these. */
export const mostJoint = 20_000_000
export const mostJointClasses = 250_000
/** Demand classes after those that nobody in the catalogue tells apart are taken together: hours on a few cores. */
export const mostDemandWalks = 1_000_000_000
