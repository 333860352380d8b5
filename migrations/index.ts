import { CommitLog1795392000000 } from './0001-commit-log.js'

/** Every step from an empty database to the present one, in order. A step that was released is never edited. */
export const MIGRATIONS = [CommitLog1795392000000]
