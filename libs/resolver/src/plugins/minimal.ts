import { outcomeOf } from '#libs/dns-model'
import type { Handler } from '../inquiry.js'
import { andThen, done } from '../step.js'

/** `minimal`: positive answers go out without authority and additional sections; negative ones keep their SOA. */
export const minimalHandler: Handler = (inquiry, next) =>
  andThen(next(inquiry), (answer) =>
    done(outcomeOf(answer) === 'Answer' ? { ...answer, authority: [], additional: [] } : answer),
  )
