/** Where the SQL of the two databases differs. Everything else is written once. */
export interface Dialect {
  /** Starts a transaction that writes. */
  readonly begin: string
  /** The items of a JSON array given as this parameter, as rows `j` with one column `value`. */
  readonly items: (parameter: string) => string
  /** A parameter that is bytes. */
  readonly bytes: (parameter: string) => string
}

export const SQLITE: Dialect = {
  // At once, not with the first write: a transaction that reads first could find that it can't go on.
  begin: 'BEGIN IMMEDIATE',
  items: (parameter) => `json_each(${parameter}) AS j`,
  bytes: (parameter) => parameter,
}

export const POSTGRES: Dialect = {
  begin: 'BEGIN',
  items: (parameter) => `json_array_elements(${parameter}::json) AS j(value)`,
  bytes: (parameter) => `${parameter}::bytea`,
}
