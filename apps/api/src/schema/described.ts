import type { Type } from '@nestjs/common'
import { Field, Float, Int } from '@nestjs/graphql'
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger'
import { GraphQLScalarType } from 'graphql'
import { DateTime, Json } from './scalars.js'

type Shape = StringConstructor | BooleanConstructor | GraphQLScalarType | Type | object

export interface Description {
  /** The type, or a list with one type in it. Default: a text. */
  readonly type?: () => Shape | readonly [Shape]
  readonly optional?: true
  readonly example?: unknown
  /** What the field costs in a GraphQL operation, where that is not the size of what it gives. */
  readonly complexity?: number
  /** The default of an argument. */
  readonly default?: string | number | boolean
  /** Bounds of a number. */
  readonly minimum?: number
  readonly maximum?: number
  /** In one of the two documents only. */
  readonly only?: 'graphql' | 'rest'
  /** The values that a text can have, in the OpenAPI document. */
  readonly enum?: readonly string[]
}

/**
 * Describes a field of a result, an argument or a body once, for the GraphQL schema and for the OpenAPI document: the two can't
 * say different things of it.
 */
export function Described(text: string, description: Description = {}): PropertyDecorator {
  return (target, key) => {
    if (description.only !== 'rest') graphqlField(text, description)(target, key)
    if (description.only !== 'graphql') ApiProperty(openApiProperty(text, description))(target, key)
  }
}

function graphqlField(description: string, { type = () => String, ...rest }: Description): PropertyDecorator {
  return Field(type as () => StringConstructor, {
    description,
    nullable: rest.optional ?? false,
    ...(rest.default === undefined ? {} : { defaultValue: rest.default as string }),
    ...(rest.complexity === undefined ? {} : { complexity: rest.complexity }),
  })
}

function openApiProperty(
  description: string,
  { type = () => String, optional, ...rest }: Description,
): ApiPropertyOptions {
  const shape = type()
  const isArray = Array.isArray(shape)
  return {
    description,
    required: optional !== true && rest.default === undefined,
    isArray,
    ...openApiType((isArray ? shape[0] : shape) as Shape),
    ...(rest.example === undefined ? {} : { example: rest.example }),
    ...(rest.default === undefined ? {} : { default: rest.default }),
    ...(rest.minimum === undefined ? {} : { minimum: rest.minimum }),
    ...(rest.maximum === undefined ? {} : { maximum: rest.maximum }),
    ...(rest.enum === undefined ? {} : { enum: [...rest.enum] }),
  }
}

/** REST gives times as milliseconds since 1970, as the libraries have them. */
function openApiType(shape: Shape): object {
  if (shape === Int) return { type: 'integer', format: 'int32' }
  if (shape === Float) return { type: 'number' }
  if (shape === DateTime) return { type: 'integer', format: 'int64' }
  if (shape === Json) return { type: 'object', additionalProperties: true }
  if (shape instanceof GraphQLScalarType) return { type: 'string' }
  return { type: () => shape as Type }
}
