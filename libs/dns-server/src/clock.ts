export type { Clock } from '#libs/forwarder'
