import { RequestMethod, type INestApplicationContext, type Type } from '@nestjs/common'
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js'
import { ModulesContainer } from '@nestjs/core'
import { VISIBILITY, type VisibilityLevel } from '../src/auth/visibility.js'

/** What `@nestjs/graphql` writes on resolver methods. */
const RESOLVER_TYPE = 'graphql:resolver_type'
const RESOLVER_NAME = 'graphql:resolver_name'
const ROOT_TYPES = ['Query', 'Mutation', 'Subscription']

/** One thing that a caller can ask: `GET /api/v1/records`, `Query.records`. */
export interface Operation {
  readonly name: string
  readonly visibility: VisibilityLevel | undefined
}

/** Every operation of every controller and GraphQL resolver, found as the framework finds them. */
export function operationsOf(app: INestApplicationContext): Operation[] {
  const modules = [...app.get(ModulesContainer).values()]
  const classes = modules.flatMap(({ controllers, providers }) => [...controllers.values(), ...providers.values()])
  return classes.flatMap(({ metatype }) => (typeof metatype === 'function' ? operationsOfClass(metatype as Type) : []))
}

function operationsOfClass(metatype: Type): Operation[] {
  const prototype: unknown = metatype.prototype
  if (typeof prototype !== 'object' || prototype === null) return []
  return Object.getOwnPropertyNames(prototype).flatMap((key) => {
    const method: unknown = Object.getOwnPropertyDescriptor(prototype, key)?.value
    if (typeof method !== 'function') return []
    const name = routeName(metatype, method) ?? fieldName(method, key)
    if (name === undefined) return []
    const visibility = Reflect.getMetadata(VISIBILITY, method) as VisibilityLevel | undefined
    return [
      { name, visibility: visibility ?? (Reflect.getMetadata(VISIBILITY, metatype) as VisibilityLevel | undefined) },
    ]
  })
}

function routeName(metatype: Type, method: object): string | undefined {
  const verb = Reflect.getMetadata(METHOD_METADATA, method) as RequestMethod | undefined
  if (verb === undefined) return undefined
  const parts = [Reflect.getMetadata(PATH_METADATA, metatype), Reflect.getMetadata(PATH_METADATA, method)] as string[]
  const path = parts.filter((part) => part !== '/').join('/')
  return `${RequestMethod[verb]} /${path}`
}

function fieldName(method: object, key: string): string | undefined {
  const type = Reflect.getMetadata(RESOLVER_TYPE, method) as string | undefined
  if (type === undefined || !ROOT_TYPES.includes(type)) return undefined
  return `${type}.${(Reflect.getMetadata(RESOLVER_NAME, method) as string | undefined) ?? key}`
}
