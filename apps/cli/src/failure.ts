import { NamescopeError, type ErrorPlace } from '#libs/errors'

/** One line for an error: where it is, what is wrong, what would be right. */
export function failureLine(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const place = thrown instanceof NamescopeError ? placeText(unsaid(thrown.place, message)) : ''
  const text = place === '' ? message : `${place}: ${message}`
  return `error: ${text.replace(/\s*\n\s*/g, ' ').trim()}`
}

/** The place without what the message names itself. A line stands beside its file, always. */
function unsaid({ file, line, column, field }: ErrorPlace, message: string): ErrorPlace {
  return {
    ...(file === undefined || (line === undefined && message.includes(file)) ? undefined : { file }),
    ...(line === undefined ? undefined : { line }),
    ...(column === undefined ? undefined : { column }),
    ...(field === undefined || message.includes(field) ? undefined : { field }),
  }
}

/** `file:line:column: field`, of which whatever is known. */
export function placeText({ file, line, column, field }: ErrorPlace): string {
  const at = [file, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':')
  return [at, field].filter((part) => part !== undefined && part !== '').join(': ')
}

/** The error for a command line that can't be meant as it stands. */
export function usageError(message: string, field?: string): NamescopeError {
  return new NamescopeError('invalid-argument', message, field === undefined ? {} : { field })
}

/** The error for a run that was ended from outside before there was an answer. */
export function interrupted(): NamescopeError {
  return new NamescopeError('aborted', 'Interrupted before there was an answer.')
}
