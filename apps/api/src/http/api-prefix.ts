/** Where REST lives. The version changes only with a change that breaks clients. */
export const API_PREFIX = 'api/v1'
