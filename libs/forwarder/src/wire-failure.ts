/** What a socket's error means; it ends the sentence "192.0.2.1:53 ...". */
export function failureText(error: Error): string {
  const { code } = error as NodeJS.ErrnoException
  switch (code) {
    case 'ECONNREFUSED':
      return 'refuses: nothing listens there'
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'EADDRNOTAVAIL':
      return 'can not be reached from here'
    default:
      return `fails: ${code ?? error.message}`
  }
}
