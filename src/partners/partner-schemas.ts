import { closed, component } from '../http/component-schemas.js'
import { PartnerSchema } from '../http/document-schemas.js'
import { id } from '../http/value-schemas.js'

const { origins: _, ...shown } = PartnerSchema.properties

export const PartnerSiteSchema = component(
  'PartnerSite',
  closed(shown, { description: 'What the site of a partner needs to start' }),
)

export const PartnerParams = closed({
  partner: id({ description: 'Id of a partner, as its site knows it', examples: ['buurtteams'] }),
})

export const partnerComponents = [PartnerSiteSchema]
