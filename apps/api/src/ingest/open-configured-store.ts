import type { Configuration } from '#libs/config'
import { openStore, type Store } from '#libs/store'

/**
 * The database of the configuration, created or migrated where needed.
 * @param onStatement called with each SQL statement
 * @throws NamescopeError `database-unavailable`, `database-corrupt`
 */
export function openConfiguredStore(
  { databaseUrl }: Pick<Configuration, 'databaseUrl'>,
  onStatement: () => void,
): Promise<Store> {
  const url = databaseUrl.dialect === 'sqlite' ? `sqlite:${databaseUrl.file}` : databaseUrl.url
  return openStore({ url, now: Date.now, onStatement })
}
