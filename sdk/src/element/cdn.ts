import { defineMokumMatch } from '../element.js'

defineMokumMatch()
