import { applyDecorators } from '@nestjs/common'
import { Int } from '@nestjs/graphql'
import { Type } from 'class-transformer'
import { IsInt, Max, Min } from 'class-validator'
import { Described } from './described.js'

export const DEFAULT_PAGE = 50
const LARGEST_PAGE = 500

/** The `first` of every list with pages: how many items a page has at most. Its class gives it `DEFAULT_PAGE`. */
export function PageSize(): PropertyDecorator {
  return applyDecorators(
    Described(`How many, 1 to ${LARGEST_PAGE}.`, {
      type: () => Int,
      default: DEFAULT_PAGE,
      minimum: 1,
      maximum: LARGEST_PAGE,
    }),
    Type(() => Number),
    IsInt(),
    Min(1),
    Max(LARGEST_PAGE),
  )
}
