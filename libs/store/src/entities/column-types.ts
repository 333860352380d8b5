/** The types that the two databases call by different names. All others are the same in both. */
export interface ColumnTypes {
  readonly bytes: 'blob' | 'bytea'
}

export const SQLITE_TYPES: ColumnTypes = { bytes: 'blob' }
export const POSTGRES_TYPES: ColumnTypes = { bytes: 'bytea' }
