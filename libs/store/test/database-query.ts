import { DataSource } from 'typeorm'
import { schemaOptions } from '../src/data-source.js'
import { parseLocation } from '../src/database-location.js'

/** Works on a database behind the store's back, as someone who alters it would, or a failing disk. */
export async function databaseQuery(url: string, sql: string): Promise<unknown> {
  const source = await new DataSource({ ...schemaOptions(parseLocation(url)) }).initialize()
  try {
    return await source.query(sql)
  } finally {
    await source.destroy()
  }
}
