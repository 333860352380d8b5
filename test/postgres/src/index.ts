export { findPostgres, type PostgresInstallation } from './installation.js'
export { startPostgres, type PostgresServer } from './server.js'
