import Type from 'typebox'
import { closed, component, ref, word } from '../http/component-schemas.js'
import { PartnerSchema } from '../http/document-schemas.js'
import { etag, instant, warnings, writeOutcome } from '../http/shared-schemas.js'
import { id } from '../http/value-schemas.js'

const { origins: _, ...shown } = PartnerSchema.properties

export const PartnerSiteSchema = component(
  'PartnerSite',
  closed(shown, { description: 'What the site of a partner needs to start' }),
)

export const PartnerListSchema = component(
  'PartnerList',
  closed(
    {
      items: Type.Array(
        closed(
          {
            document: ref(PartnerSchema, { description: 'As it was written, with its origins' }),
            changedAt: instant('When it was last changed, UTC'),
            etag,
          },
          { description: 'A partner and what is said of it' },
        ),
        { description: 'All partners, by id' },
      ),
    },
    { description: 'The partners, as who may change them sees them' },
  ),
)

export const PartnerWrittenSchema = component(
  'PartnerWritten',
  closed(
    {
      outcome: writeOutcome,
      etag,
      warnings: warnings('Question sets and a contact point that the drafts do not have: the site can not use these'),
    },
    { description: 'What writing a partner did' },
  ),
)

export const PartnerDeletedSchema = component(
  'PartnerDeleted',
  closed(
    { outcome: word(['deleted'], { description: 'deleted: its site can call the API no more' }) },
    { description: 'What deleting a partner did' },
  ),
)

const params = (description: string, example: string) => closed({ partner: id({ description, examples: [example] }) })

export const PartnerParams = params('Id of a partner, as its site knows it', 'buurtteams')
export const PartnerParamsToPut = params('Id of the partner: the same as in its body', 'voorbeeldsite')
export const PartnerParamsToDelete = params('Id of a partner, as the list has it', 'neos')

export const partnerComponents = [PartnerSiteSchema, PartnerListSchema, PartnerWrittenSchema, PartnerDeletedSchema]
