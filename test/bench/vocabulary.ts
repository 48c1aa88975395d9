import type { Term } from '../../src/engine/index.js'
import type { Random } from '../helpers/random.js'

/** What catalogue and questions of the bench both speak of. */

export const cities = ['city-0', 'city-1', 'city-2', 'city-3']
export const districtsPerCity = 8
export const neighbourhoodsPerDistrict = 12

/** Wide topics, each with narrower ones; the wide ones are the options of the first question. */
export const topics = ['getting-by', 'debt', 'paperwork', 'home', 'food', 'work', 'family', 'wellbeing']
export const narrowTopics = topics.flatMap((wide) => [1, 2, 3].map((i) => ({ id: `${wide}-${i}`, parent: wide })))
export const approaches = ['listens', 'explains', 'with-you', 'tips', 'arranges', 'to-the-point', 'your-data', 'buddy']
export const channels = ['come-by', 'at-home', 'phone', 'online']
export const ease = ['walk-in', 'evening-weekend', 'interpreter', 'bring-someone', 'children-welcome', 'step-free']
export const moreEase = ['no-name', 'no-papers', 'sign-language', 'quiet-room', 'wheelchair-toilet']
export const languages = 'nl en tr ar tamazight so pl es pap srn uk ti fa fr de pt ro bg zh hi'.split(' ')
export function makeAreas(): Term[] {
  const areas: Term[] = [{ id: 'country', name: {} }]
  for (const [c, city] of cities.entries()) {
    areas.push({ id: city, name: {}, parent: 'country' })
    for (let d = 0; d < districtsPerCity; d += 1) {
      areas.push({ id: district(city, d), name: {}, parent: city })
      for (let n = 0; n < neighbourhoodsPerDistrict; n += 1) {
        const codes = [0, 1].map((i) => postcode(c, d, n * 2 + i))
        areas.push({ id: neighbourhood(city, d, n), name: {}, parent: district(city, d), codes })
      }
    }
  }
  return areas
}

export const district = (city: string, d: number): string => `${city}-d${d}`
export const neighbourhood = (city: string, d: number, n: number): string => `${district(city, d)}-n${n}`
const postcode = (c: number, d: number, i: number): string => String(1000 + c * 1000 + d * 100 + i)

/** Somewhere in the first city, as a resident of it would say: mostly a postcode. */
export function someHome(random: Random): string {
  const [d, n] = [random.below(districtsPerCity), random.below(neighbourhoodsPerDistrict)]
  return random.percent(80) ? postcode(0, d, n * 2 + random.below(2)) : neighbourhood(cities[0]!, d, n)
}
